import { expect, test } from 'vitest';
import { PlanCatalog } from '../../support/plan-catalog.ts';
import { sqlFailure } from '../../support/sql-failure.ts';

const catalog = new PlanCatalog(`
  CREATE STREAM timed (k BIGINT, n BIGINT, ts TIMESTAMP, other TIMESTAMP, WATERMARK FOR ts AS ts - INTERVAL '5 seconds');
  CREATE STREAM plain (k BIGINT, "At" TIMESTAMP);
  CREATE TABLE t (k BIGINT PRIMARY KEY, ts TIMESTAMP);
  CREATE MATERIALIZED VIEW latest AS SELECT k, max(ts) AS ts FROM timed GROUP BY k;
  CREATE MATERIALIZED VIEW minutes AS
    SELECT k, window_start, window_time, count(*) AS n FROM TUMBLE(timed, ts, INTERVAL '1 minute') GROUP BY k, window_start;
`);

const windows = (from: string, time: string): string =>
  `SELECT window_end, count(*) FROM TUMBLE(${from}, ${time}, INTERVAL '1 hour') GROUP BY window_end`;

test.each([
  [
    'plain',
    '"At"',
    /^Add a WATERMARK to the stream "plain": WATERMARK FOR "At" AS "At" - INTERVAL/,
  ],
  ['plain', '_timestamp', /^Give "plain" a WATERMARK/],
  ['timed', 'other', /^Put the window over "ts", the column with the WATERMARK of "timed"/],
  ['t', 'ts', /^Rows of the table "t" may change at any time/],
  ['latest', 'ts', /^Windows over "ts" close when the query of "latest" takes it as it is/],
  ["(SELECT date_trunc('hour', ts) AS h FROM timed)", 'h', /^Put the window over a column with/],
  ['(SELECT max(ts) AS last FROM timed GROUP BY k)', 'last', /^Group by a window over a column/],
  ['(SELECT ts FROM timed GROUP BY ts)', 'ts', /^Group by a window over a column/],
  ['(SELECT a.ts FROM timed a JOIN t ON a.k = t.k)', 'ts', /^Group by the window first/],
  ['(SELECT a.ts FROM timed a JOIN timed b ON a.k = b.n)', 'ts', /^Bound the join in time/],
  ['(SELECT p."At" AS p FROM timed a JOIN plain p ON a.k = p.k)', 'p', /^Add a WATERMARK/],
])('windows over %s by %s', (from, time, hint) => {
  const sql = windows(from, time);
  const { notices } = catalog.plan(sql, 'continuous');
  const notice = notices.find(({ message }) => message.includes('never close'));
  expect(notice?.hint).toMatch(hint);
  expect(sqlFailure(() => catalog.plan(`${sql} EMIT FINAL`)).hint).toMatch(hint);
});

test.each([
  ['timed', 'ts'],
  ['minutes', 'window_start'],
  ['minutes', 'window_time'],
  ["(SELECT ts + INTERVAL '1 hour' AS later FROM timed WHERE k > 1)", 'later'],
])('windows over %s by %s close', (from, time) => {
  expect(catalog.plan(windows(from, time), 'continuous').notices).toEqual([]);
});

test('a grouping by something else is told so', () => {
  const error = sqlFailure(() =>
    catalog.plan("SELECT k, count(*) FROM TUMBLE(timed, ts, INTERVAL '1 m') GROUP BY k EMIT FINAL"),
  );
  expect(error.message).toBe('EMIT FINAL is not possible for this grouping');
  expect(error.hint).toBe('Group by window_start or window_end, too, or use EMIT CHANGES.');
});
