import { expect, test } from 'vitest';
import type { ObjectInfo } from '../../../../../src/protocol/messages.ts';
import { examplesFor } from '../../../../../web/src/pages/sql/examples.ts';

const column = (name: string, type: string) => ({ name, type, nullable: true });
const orders: ObjectInfo = {
  name: 'orders',
  kind: 'stream',
  columns: [
    column('made', 'timestamp without time zone'),
    column('ts', 'timestamp without time zone'),
    column('Category', 'text'),
    column('category', 'text'),
    column('amount', 'numeric(10,2)'),
  ],
  key: null,
  rows: 1,
  sql: 'CREATE STREAM orders (…, WATERMARK FOR ts AS ts)',
};

test('examples use what is there: views, the watermark column, a column to group by', () => {
  const view: ObjectInfo = { ...orders, name: 'totals', kind: 'materialized view' };
  const sqls = examplesFor([orders, view]).map(({ sql }) => sql.replace(/\s+/g, ' '));
  expect(sqls).toEqual([
    'SELECT * FROM totals EMIT CHANGES',
    "SELECT window_start, category, count(*) AS n, sum(amount) AS total FROM TUMBLE(orders, ts, INTERVAL '10 seconds') GROUP BY window_start, category EMIT CHANGES",
    'SELECT category, count(*) AS n, sum(amount) AS total FROM orders GROUP BY category EMIT CHANGES',
    'SELECT count(*) AS orders_so_far FROM orders',
  ]);
});

test('a stream without time and groups still has one', () => {
  const bare: ObjectInfo = { ...orders, columns: [column('x', 'integer')], sql: '' };
  expect(examplesFor([bare]).map(({ title }) => title)).toEqual(['Count orders once']);
});

test('no objects, no examples', () => {
  expect(examplesFor([])).toEqual([]);
});
