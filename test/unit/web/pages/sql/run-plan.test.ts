import { describe, expect, test } from 'vitest';
import type { ObjectInfo } from '../../../../../src/protocol/messages.ts';
import { splitStatements } from '../../../../../web/src/editor/split-statements.ts';
import { beginOf, planRun } from '../../../../../web/src/pages/sql/run-plan.ts';

describe('a run', () => {
  test('sends what ends in one piece, and then goes live', () => {
    const text =
      '  DROP VIEW v;\nCREATE VIEW v AS SELECT 1;\nSELECT * FROM v EMIT CHANGES;\nSELECT 2';
    const plan = planRun({ text, from: 10, line: 3 });
    expect(plan.ending).toEqual({
      text: 'DROP VIEW v;\nCREATE VIEW v AS SELECT 1',
      from: 12,
      line: 3,
    });
    expect(plan.live).toMatchObject({
      text: 'SELECT * FROM v EMIT CHANGES',
      from: 10 + text.indexOf('SELECT *'),
      line: 5,
    });
    expect(plan.leftOut).toBe(1);
  });

  test('of one statement is that statement', () => {
    expect(planRun({ text: 'SELECT 1;', from: 0, line: 1 })).toEqual({
      ending: { text: 'SELECT 1', from: 0, line: 1 },
      live: null,
      leftOut: 0,
    });
  });
});

describe('a live query begins', () => {
  const stream = (name: string, rows: number): ObjectInfo => ({
    name,
    kind: 'stream',
    columns: [],
    key: null,
    rows,
    sql: '',
  });
  const objects = [stream('small', 100), stream('big', 5_000_000)];

  test.each([
    ['SELECT * FROM big EMIT CHANGES', 'latest'],
    ['SELECT a FROM big WHERE a > 1 EMIT CHANGES', 'latest'],
    ['SELECT * FROM small EMIT CHANGES', 'snapshot'],
    ['SELECT a, count(*) FROM big GROUP BY a EMIT CHANGES', 'snapshot'],
    ['SELECT count(*) FROM big EMIT CHANGES', 'snapshot'],
    ['SELECT * FROM big JOIN small ON true EMIT CHANGES', 'snapshot'],
    ["SELECT * FROM TUMBLE(big, ts, INTERVAL '1 minute') EMIT CHANGES", 'snapshot'],
    ['SELECT * FROM nobody EMIT CHANGES', 'snapshot'],
  ])('%s: %s', (sql, from) => {
    const [part] = splitStatements(sql);
    expect(part !== undefined && beginOf(part, objects).from).toBe(from);
  });
});
