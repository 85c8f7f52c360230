import { expect, test } from 'vitest';
import type { AggregateNode } from '../../../../src/planner/physical/physical-plan.ts';
import { shopCatalog } from '../../../support/plan-catalog.ts';

const shop = shopCatalog();
const perWindow =
  "SELECT customer, count(*) AS n, window_start AS s, window_end AS e FROM HOP(orders, ts, INTERVAL '1 s', INTERVAL '5 s') GROUP BY customer, window_start, window_end";

function aggregates(sql: string): readonly AggregateNode[] {
  const { nodes } = shop.plan(sql, 'continuous').physical;
  return nodes.filter((node): node is AggregateNode => node.kind === 'aggregate');
}

test.each([
  ['SELECT id FROM orders', 'append'],
  ['SELECT DISTINCT item FROM orders', 'append'],
  ['SELECT o.id FROM orders o JOIN payments p ON o.id = p.order_id', 'append'],
  ['SELECT item, count(*) FROM orders GROUP BY item', 'updating'],
  ['SELECT id FROM customers', 'updating'],
  ['SELECT o.id FROM orders o JOIN customers c ON o.customer = c.id', 'updating'],
  ['SELECT customer FROM per_customer', 'updating'],
  [perWindow, 'updating'],
  [`${perWindow} EMIT FINAL`, 'append'],
  ['SELECT 1', 'append'],
])('%s is %s', (sql, mode) => {
  expect(shop.plan(sql, 'continuous').physical.output.mode).toBe(mode);
});

test('an aggregate over windows closes with them, by either edge', () => {
  for (const edge of ['s', 'e']) {
    const [, over] = aggregates(`SELECT ${edge}, max(n) FROM (${perWindow}) w GROUP BY ${edge}`);
    expect(over).toMatchObject({ window: null, inputMode: 'updating' });
    expect(over?.windowEndKey).not.toBeNull();
    expect(over?.fields[over.windowEndKey ?? -1]?.type.kind).toBe('timestamp');
  }
});

test('the end is computed where only the start is left', () => {
  const [, over] = aggregates(
    `SELECT s, max(n) FROM (SELECT s, n FROM (${perWindow}) w) x GROUP BY s`,
  );
  expect(over?.windowEndKey).toBe(1);
});

test('a grouping by something else than a window does not close', () => {
  const [, over] = aggregates(`SELECT customer, max(n) FROM (${perWindow}) w GROUP BY customer`);
  expect(over?.windowEndKey).toBeNull();
});

test('a fixed place of a window closes with it, and the end is computed', () => {
  const [, over] = aggregates(
    `SELECT l, max(n) FROM (SELECT n, s + INTERVAL '1 second' AS l FROM (${perWindow}) w) x GROUP BY l`,
  );
  expect(over).toMatchObject({ keys: [0, 1], windowEndKey: 1 });
  const [byExpression] = aggregates(
    "SELECT window_start + INTERVAL '1 second', count(*) FROM TUMBLE(orders, ts, INTERVAL '5 s') GROUP BY window_start + INTERVAL '1 second'",
  );
  expect(byExpression?.window).not.toBeNull();
});

test('a window moved by months is a window no more', () => {
  const [, over] = aggregates(
    `SELECT l, max(n) FROM (SELECT n, s + INTERVAL '1 month' AS l FROM (${perWindow}) w) x GROUP BY l`,
  );
  expect(over?.windowEndKey).toBeNull();
});

test('a grouping by either edge shows all times of the window', () => {
  const [only, ...others] = aggregates(
    "SELECT window_start, window_end, window_time, count(*) FROM TUMBLE(orders, ts, INTERVAL '5 s') GROUP BY window_end",
  );
  expect(only?.window).not.toBeNull();
  expect(others).toEqual([]);
});

test('a key moved by a constant time is a key', () => {
  const keyOf = (items: string): readonly number[] | null =>
    shop.plan(
      `SELECT ${items} FROM TUMBLE(orders, ts, INTERVAL '5 s') GROUP BY customer, window_end`,
      'continuous',
    ).physical.output.key;
  expect(keyOf('window_time, customer, count(*)')).toEqual([0, 1]);
  expect(keyOf("customer, window_end + INTERVAL '1 day'")).toEqual([0, 1]);
  expect(keyOf("customer, date_trunc('day', window_end), count(*)")).toBeNull();
});

test('a grouping that is not merged with its window closes after the grace', () => {
  const sql = (clause: string): string =>
    `SELECT max(window_end - ts) FROM orders WINDOW TUMBLING (SIZE 1 MINUTE${clause})`;
  const [patient] = aggregates(sql(', GRACE PERIOD 10 SECONDS'));
  expect(patient).toMatchObject({ window: null, windowEndLagMicros: 10_000_000 });
  expect(patient?.windowEndKey).not.toBeNull();
  const [prompt] = aggregates(sql(''));
  expect(prompt?.windowEndKey).not.toBeNull();
  expect(prompt?.windowEndLagMicros).toBeUndefined();
});

/** How long windows over a time of other windows stay open after their end; seconds. */
function outerGrace(from: string, time: string, outer: string): number | undefined {
  const [, over] = aggregates(
    `WITH w AS (SELECT ${time} AS t, count(*) FROM ${from} GROUP BY ${time})
     SELECT window_end, count(*) FROM ${outer} GROUP BY window_end EMIT FINAL`,
  );
  return over?.window == null ? undefined : over.window.graceMicros / 1e6;
}

const inner = "TUMBLE(orders, ts, INTERVAL '10 s')";
const hops = "HOP(orders, ts, INTERVAL '2 s', INTERVAL '10 s')";
const minutes = "TUMBLE(w, t, INTERVAL '1 minute')";

test.each([
  [inner, 'window_start', minutes, 0],
  [inner, 'window_end', minutes, 0],
  [inner, 'window_time', minutes, 0],
  [inner, 'window_start', "TUMBLE(w, t, INTERVAL '1 minute', INTERVAL '3 s')", 7],
  [inner, 'window_time', "TUMBLE(w, t, INTERVAL '1 minute', INTERVAL '3 s')", 0],
  // The window from :58 ends at 1:08.
  [hops, 'window_start', minutes, 8],
  [hops, 'window_time', minutes, 0],
  [inner, 'window_start', "HOP(w, t, INTERVAL '4 s', INTERVAL '1 minute')", 8],
])('windows over %s by %s in %s wait %i seconds', (from, time, outer, expected) => {
  expect(outerGrace(from, time, outer)).toBe(expected);
});

test('a join by something else than time leaves no time to close by', () => {
  const [, over] = aggregates(
    `SELECT e, count(*) FROM (SELECT w.e FROM (${perWindow}) w JOIN payments p ON w.customer = p.order_id) j GROUP BY e`,
  );
  expect(over?.windowEndKey).toBeNull();
});
