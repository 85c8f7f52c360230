import { expect, test } from 'vitest';
import { parse } from '../../../src/parser/parse.ts';
import { defineView, type PlannedView } from '../../../src/planner/define-view.ts';
import { PlanCatalog, shopCatalog } from '../../support/plan-catalog.ts';
import { sqlFailure } from '../../support/sql-failure.ts';

function define(sql: string): PlannedView {
  const [parsed] = parse(sql);
  if (parsed?.statement.kind !== 'createView') throw new Error('not a view');
  return defineView(parsed.statement, shopCatalog().context('once'));
}

test('a view keeps its query as canonical SQL', () => {
  const { view } = define('create view v (a) as select  id as x, item from orders where id>3');
  expect(view).toMatchObject({
    kind: 'view',
    name: 'v',
    fields: [{ name: 'a' }, { name: 'item' }],
    query: 'SELECT id AS x, item FROM orders WHERE id > 3',
  });
});

test('a materialized view has the key and the mode of its result, and a continuous plan', () => {
  const { view, planned } = define(
    'CREATE MATERIALIZED VIEW m (who, n) AS SELECT customer, count(*) FROM orders GROUP BY customer',
  );
  expect(view).toMatchObject({ kind: 'materialized view', key: [0], mode: 'updating' });
  expect(planned.physical.output.fields.map(({ name }) => name)).toEqual(['who', 'n']);
  expect(planned.reads).toEqual(['orders']);
});

test.each([
  ['CREATE VIEW v (a, b, c) AS SELECT id, item FROM orders', '42601'],
  ['CREATE VIEW v AS SELECT id, customer AS id FROM orders', '42701'],
  [
    "CREATE VIEW v AS SELECT count(*) FROM TUMBLE(orders, ts, INTERVAL '1 s') GROUP BY window_end EMIT FINAL",
    '0A000',
  ],
  ['CREATE MATERIALIZED VIEW v AS SELECT id FROM orders ORDER BY id', '0A000'],
  ['CREATE MATERIALIZED VIEW v AS SELECT now() AS n FROM orders', '0A000'],
])('%s is refused with %s', (sql, code) => {
  expect(sqlFailure(() => define(sql)).code).toBe(code);
});

test('views over views are expanded, with the names each gives', () => {
  const catalog = new PlanCatalog(`
    CREATE STREAM s (a INTEGER, b INTEGER);
    CREATE VIEW v (x) AS SELECT a + b FROM s WHERE a > 1;
    CREATE VIEW w AS SELECT x * 2 AS y FROM v WHERE x < 9;
  `);
  expect(catalog.plan('SELECT y FROM w').explain('physical')).toContain(
    'filter: (a > 1) AND ((a + b) < 9)\n    project: (a + b) * 2 AS y',
  );
});
