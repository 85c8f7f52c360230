import { expect, test } from 'vitest';
import { fuseWindows } from '../../../../src/planner/optimize/fuse-windows.ts';
import { mergeProjections } from '../../../../src/planner/optimize/merge-projections.ts';
import { pushFilters } from '../../../../src/planner/optimize/push-filters.ts';
import { after } from '../../../support/logical-plan-of.ts';

const fused = (sql: string): readonly string[] =>
  after(sql, pushFilters, mergeProjections, fuseWindows, mergeProjections);
const tumble = "TUMBLE(orders, ts, INTERVAL '1 minute')";

test('the window is drawn into the grouping, whatever the order of keys', () => {
  expect(
    fused(`SELECT window_end, sum(amount), item FROM ${tumble} GROUP BY window_end, item`),
  ).toEqual([
    'Project window_end, sum, item',
    '  Aggregate sum(amount) by item in tumbling 1 min on ts',
    '    Scan stream orders',
  ]);
});

test('conditions on the rows stay below, conditions on the window move above', () => {
  expect(
    fused(
      `SELECT window_end, count(*) FROM ${tumble} WHERE item = 'a' AND window_start > TIMESTAMP '2026-01-01' GROUP BY window_end`,
    ),
  ).toEqual([
    'Project window_end, count',
    "  Filter window_start > TIMESTAMP '2026-01-01 00:00:00'",
    '    Aggregate count(*) in tumbling 1 min on window_time',
    '      Project ts AS window_time',
    "        Filter item = 'a'",
    '          Scan stream orders',
  ]);
});

test('keys that are computed from the window are computed after it', () => {
  expect(
    fused(
      `SELECT window_start + INTERVAL '1 second' AS later, count(*) FROM ${tumble} GROUP BY window_start, later`,
    ),
  ).toEqual([
    "Project window_start + INTERVAL '00:00:01' AS later, count",
    '  Aggregate count(*) in tumbling 1 min on ts',
    '    Scan stream orders',
  ]);
});

const stays = (sql: string): boolean => fused(sql).some((line) => line.includes('Window '));

test.each([
  [
    'an aggregate looks at the window',
    `SELECT min(window_start) FROM ${tumble} GROUP BY window_end`,
  ],
  [
    'a condition looks at both',
    `SELECT count(*) FROM ${tumble} WHERE ts < window_start GROUP BY window_end`,
  ],
  ['the grouping is not by the window', `SELECT count(*) FROM ${tumble} GROUP BY item`],
  [
    'no watermark follows the time',
    "SELECT count(*) FROM TUMBLE(clicks, at, INTERVAL '1 minute') GROUP BY window_end",
  ],
])('the window stays where %s', (_why, sql) => {
  expect(stays(sql)).toBe(true);
});

test('windows over a join wait for rows that it still holds', () => {
  const sql = `WITH j AS (
      SELECT o.ts AS ordered FROM orders o JOIN payments p
      ON o.id = p.order_id AND p.ts BETWEEN o.ts AND o.ts + INTERVAL '10 minutes')
    SELECT window_end, count(*) FROM TUMBLE(j, ordered, INTERVAL '1 minute') GROUP BY window_end`;
  expect(fused(sql)[1]).toBe('  Aggregate count(*) in tumbling 1 min on ts, grace 10 min');
});
