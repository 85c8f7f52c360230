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

test('a window moved by an interval is a window no more', () => {
  const [, over] = aggregates(
    `SELECT l, max(n) FROM (SELECT n, s + INTERVAL '1 second' AS l FROM (${perWindow}) w) x GROUP BY l`,
  );
  expect(over?.windowEndKey).toBeNull();
});

test('a join by something else than time leaves no time to close by', () => {
  const [, over] = aggregates(
    `SELECT e, count(*) FROM (SELECT w.e FROM (${perWindow}) w JOIN payments p ON w.customer = p.order_id) j GROUP BY e`,
  );
  expect(over?.windowEndKey).toBeNull();
});
