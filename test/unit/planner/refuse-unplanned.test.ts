import { expect, test } from 'vitest';
import { SqlError } from '../../../src/common/sql-error.ts';
import { parse } from '../../../src/parser/parse.ts';
import { refuseUnplanned } from '../../../src/planner/refuse-unplanned.ts';

function refusalOf(sql: string): string {
  try {
    for (const { statement } of parse(sql)) refuseUnplanned(statement);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const { code, message, position } = error;
    const marked = sql.slice((position?.column ?? 1) - 1).slice(0, position?.length);
    return `${code} ${message} @ ${marked}`;
  }
  return 'accepted';
}

const refusals: readonly (readonly [sql: string, what: string, marked: string])[] = [
  ['CREATE SINK x FROM y', 'CREATE SINK', 'CREATE SINK'],
  ['CREATE SOURCE x (a int)', 'CREATE SOURCE', 'CREATE SOURCE'],
  ['CREATE STREAM s AS SELECT 1', 'CREATE STREAM … AS', 'SELECT 1'],
  [
    'CREATE TABLE t (a int, WATERMARK FOR a AS a)',
    'WATERMARK in CREATE TABLE',
    'WATERMARK FOR a AS a',
  ],
  ['CREATE TABLE t (a int REFERENCES b)', 'REFERENCES', 'REFERENCES b'],
  ['SHOW CREATE SINK v', 'SHOW CREATE SINK', 'SHOW CREATE SINK v'],
  ['EXPLAIN (FLINK) SELECT 1', 'EXPLAIN FLINK', 'EXPLAIN'],
];

test.each(refusals)('%s', (sql, what, marked) => {
  expect(refusalOf(sql)).toBe(`0A000 ${what} is not supported yet @ ${marked}`);
});

test('what can run is not refused', () => {
  expect(refusalOf("SELECT a FROM t WHERE b LIKE 'x' ESCAPE '!' AND c ~ 'y'")).toBe('accepted');
  expect(refusalOf('INSERT INTO t VALUES (1); DROP VIEW v; SHOW STREAMS')).toBe('accepted');
});
