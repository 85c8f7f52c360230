import { expect, test } from 'vitest';
import type { TimeColumn } from '../../../../src/catalog/definition.ts';
import type { AggregateNode } from '../../../../src/planner/physical/physical-plan.ts';
import { PlanCatalog } from '../../../support/plan-catalog.ts';

const catalog = new PlanCatalog(`
  CREATE STREAM s (k BIGINT, ts TIMESTAMP, WATERMARK FOR ts AS ts - INTERVAL '5 seconds');
  CREATE STREAM p (k BIGINT, ts TIMESTAMP, WATERMARK FOR ts AS ts);
  CREATE TABLE t (k BIGINT PRIMARY KEY, v BIGINT);
  CREATE MATERIALIZED VIEW tens AS SELECT k, window_start AS a, window_end AS b, count(*) AS n
    FROM TUMBLE(s, ts, INTERVAL '10 seconds', INTERVAL '2 seconds') GROUP BY k, window_start;
`);

function times(sql: string): readonly TimeColumn[] {
  return catalog.plan(sql, 'continuous').times;
}

const seconds = 1_000_000;

test('the time of rows is passed on, and moved by a constant', () => {
  const sql = "SELECT k, ts, ts + INTERVAL '1 minute' AS later FROM s WHERE k > 1";
  expect(times(sql)).toEqual([
    { column: 1, lagMicros: 0, place: null },
    { column: 2, lagMicros: -60 * seconds, place: null },
  ]);
});

test('the places of one window have one number', () => {
  const window = {
    sizeMicros: 10 * seconds,
    slideMicros: 10 * seconds,
    offsetMicros: 2 * seconds,
  };
  expect(catalog.get('tens')).toMatchObject({
    mode: 'updating',
    times: [
      { column: 1, lagMicros: 10 * seconds, place: { number: 0, window, fromStartMicros: 0 } },
      {
        column: 2,
        lagMicros: 0,
        place: { number: 0, window, fromStartMicros: 10 * seconds },
      },
    ],
  });
});

test('a column without a watermark is no event time', () => {
  expect(times('SELECT k, max(ts) AS ts FROM s GROUP BY k')).toEqual([]);
  expect(times('SELECT k, v FROM t')).toEqual([]);
  expect(times("SELECT date_trunc('hour', ts) AS h FROM s")).toEqual([]);
});

test('in the sum of changes nothing says which rows are late', () => {
  const bounded = `SELECT s.ts, a.n FROM s JOIN tens AS a ON s.k = a.k
    AND s.ts BETWEEN a.a AND a.b`;
  expect(times(bounded)).toEqual([]);
  const grouped = `SELECT window_end, count(*) AS n FROM TUMBLE((${bounded}), ts, INTERVAL '1 minute') GROUP BY window_end`;
  expect(times(grouped)).toHaveLength(1);
  const appended = 'SELECT s.ts FROM s JOIN p ON s.k = p.k AND s.ts = p.ts';
  expect(times(appended)).toEqual([{ column: 0, lagMicros: 0, place: null }]);
});

test('those who read a view know its times, whichever columns they take', () => {
  const plan = catalog.plan('SELECT b, sum(n) FROM tens GROUP BY b', 'continuous').physical;
  const [node] = plan.nodes.filter((each): each is AggregateNode => each.kind === 'aggregate');
  expect(node?.windowEndKey).not.toBeNull();
  expect(times('SELECT n, b, a FROM tens').map(({ column }) => column)).toEqual([1, 2]);
});
