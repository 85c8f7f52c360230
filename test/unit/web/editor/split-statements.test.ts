import { describe, expect, test } from 'vitest';
import {
  isContinuous,
  splitStatements,
  statementAt,
} from '../../../../web/src/editor/split-statements.ts';

const texts = (text: string): readonly string[] => splitStatements(text).map((part) => part.text);

describe('a text is cut at its semicolons', () => {
  test.each([
    ['SELECT 1; SELECT 2', ['SELECT 1', 'SELECT 2']],
    ['  ;; SELECT 1 ;\n', ['SELECT 1']],
    ["SELECT 'a;b', 'it''s;'; SELECT 2", ["SELECT 'a;b', 'it''s;'", 'SELECT 2']],
    ['SELECT "a;b", `c;d`; x', ['SELECT "a;b", `c;d`', 'x']],
    ['-- a; b\nSELECT 1; /* c; */ SELECT 2', ['SELECT 1', 'SELECT 2']],
    ['SELECT $$ ; $$; SELECT $x$ ; $$ ; $x$', ['SELECT $$ ; $$', 'SELECT $x$ ; $$ ; $x$']],
    ["SELECT 'never closed; x", ["SELECT 'never closed; x"]],
    ['-- only words', []],
    ['', []],
  ])('%j', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  test('and each part knows where it stands', () => {
    const text = 'SELECT 1;\n  SELECT 2 ;';
    for (const part of splitStatements(text))
      expect(text.slice(part.from, part.to)).toBe(part.text);
  });
});

test('the statement at the cursor is the one around it, else the one before', () => {
  const parts = splitStatements('SELECT 1;\n\nSELECT 2;\n\n');
  expect(statementAt(parts, 3)?.text).toBe('SELECT 1');
  expect(statementAt(parts, 9)?.text).toBe('SELECT 1');
  expect(statementAt(parts, 11)?.text).toBe('SELECT 2');
  expect(statementAt(parts, 22)?.text).toBe('SELECT 2');
  expect(statementAt(splitStatements('  SELECT 1'), 0)?.text).toBe('SELECT 1');
  expect(statementAt([], 0)).toBeNull();
});

test.each([
  ['SELECT * FROM s EMIT CHANGES', true],
  ['select a from s emit final', true],
  ['SELECT * FROM s EMIT ON WINDOW CLOSE', true],
  ['WITH x AS (SELECT 1) SELECT * FROM x EMIT CHANGES', true],
  ["SELECT 'EMIT CHANGES' FROM s -- EMIT CHANGES", false],
  ['SELECT emit FROM s', false],
  ['CREATE MATERIALIZED VIEW v AS SELECT * FROM s EMIT CHANGES', false],
  ['EXPLAIN SELECT * FROM s EMIT CHANGES', false],
])('%s goes on: %s', (text, expected) => {
  const [part] = splitStatements(text);
  expect(part !== undefined && isContinuous(part)).toBe(expected);
});
