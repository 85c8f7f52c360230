import { describe, expect, test } from 'vitest';
import { isContinuous, takeParts, withoutEnd } from '../../../src/shell/sql-text.ts';

describe('takeParts', () => {
  test('parts statements and commands, each with its line', () => {
    const script = `-- all of it\nSELECT 1;SELECT\n 2 ;\n\\d orders\n;;\n  INSERT INTO t VALUES (';');`;
    expect(takeParts(script, 1, true)).toEqual({
      parts: [
        { kind: 'sql', text: '-- all of it\nSELECT 1;', line: 1 },
        { kind: 'sql', text: 'SELECT\n 2 ;', line: 2 },
        { kind: 'command', text: '\\d orders', line: 4 },
        { kind: 'sql', text: "INSERT INTO t VALUES (';');", line: 6 },
      ],
      rest: '',
    });
  });

  test('leaves what is not complete, unless nothing more comes', () => {
    expect(takeParts("SELECT 1; SELECT 'a;", 7, false)).toEqual({
      parts: [{ kind: 'sql', text: 'SELECT 1;', line: 7 }],
      rest: "SELECT 'a;",
    });
    expect(takeParts('SELECT 2', 1, true).parts).toEqual([
      { kind: 'sql', text: 'SELECT 2', line: 1 },
    ]);
    expect(takeParts('\\d', 1, false)).toEqual({ parts: [], rest: '\\d' });
  });

  test('comments and blanks alone are nothing to run', () => {
    expect(takeParts(' -- nothing\n /* ; */ ; \n', 1, true).parts).toEqual([]);
  });

  test('a quote in a command does not swallow what follows', () => {
    expect(takeParts("\\i it's.sql\nSELECT 1;", 1, true).parts).toHaveLength(2);
  });
});

test.each([
  ['SELECT * FROM bid EMIT CHANGES;', true],
  ['with x as (select 1) select * from x emit final', true],
  ['(SELECT 1) EMIT ON WINDOW CLOSE', true],
  ["SELECT 'emit changes' FROM bid", false],
  ['SELECT 1 -- emit changes', false],
  ['SELECT emit FROM bid', false],
  ['CREATE MATERIALIZED VIEW v AS SELECT 1 EMIT CHANGES', false],
  ['EXPLAIN SELECT 1 EMIT CHANGES', false],
  ['', false],
])('%j goes on: %s', (sql, expected) => {
  expect(isContinuous(sql)).toBe(expected);
});

test('withoutEnd takes the end away, and nothing else', () => {
  expect(withoutEnd("SELECT ';' ; \n")).toBe("SELECT ';' ");
});
