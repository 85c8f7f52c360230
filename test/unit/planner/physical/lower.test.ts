import { expect, test } from 'vitest';
import type { PhysicalNode } from '../../../../src/planner/physical/physical-plan.ts';
import { shopCatalog } from '../../../support/plan-catalog.ts';

const shop = shopCatalog();
const nodes = (sql: string): readonly PhysicalNode[] => shop.plan(sql).physical.nodes;
const kinds = (sql: string): readonly string[] => nodes(sql).map(({ kind }) => kind);

test('filter and projection are one step', () => {
  expect(
    kinds('SELECT id + 1 FROM (SELECT id, item FROM orders WHERE amount > 1) s WHERE item IS NULL'),
  ).toEqual(['scan', 'map']);
});

test('a query for columns as they are only scans', () => {
  expect(kinds('SELECT * FROM orders')).toEqual(['scan']);
});

test('equal parts run once, and a relation is read once with all columns in use', () => {
  const sql = `WITH n AS (SELECT customer, count(*) AS n FROM orders GROUP BY customer)
    SELECT a.n, o.item FROM n a JOIN n b ON a.n = b.n JOIN orders o ON o.customer = a.customer`;
  expect(kinds(sql).filter((kind) => kind === 'aggregate')).toHaveLength(1);
  const scans = nodes(sql).filter((node) => node.kind === 'scan');
  expect(scans.map((scan) => scan.columns)).toEqual([[1, 3]]);
});

test('the watermark is read only where the time is', () => {
  expect(nodes('SELECT id FROM orders')[0]).toMatchObject({ watermark: null });
  expect(nodes('SELECT id, ts FROM orders')[0]).toMatchObject({
    watermark: { column: 4, delayMicros: 5_000_000 },
  });
});

test('rows of windows that no watermark closes are never late', () => {
  const hop = nodes("SELECT page, window_start FROM TUMBLE(clicks, at, INTERVAL '1 minute')").find(
    ({ kind }) => kind === 'hop',
  );
  expect(hop).toMatchObject({ window: { graceMicros: Number.MAX_SAFE_INTEGER } });
});

test('inputs stand before their users', () => {
  const plan = nodes(
    'SELECT c.name, count(*) FROM orders o JOIN customers c ON o.customer = c.id GROUP BY c.name',
  );
  for (const [index, node] of plan.entries()) {
    if ('input' in node) expect(node.input).toBeLessThan(index);
    if (node.kind === 'join') expect(Math.max(node.left, node.right)).toBeLessThan(index);
  }
});
