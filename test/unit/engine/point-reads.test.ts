import { expect, test } from 'vitest';
import type { Datum } from '../../../src/data/sql-type.ts';
import { rowsFor } from '../../../src/engine/point-reads.ts';
import { resultState } from '../../../src/engine/result-state.ts';
import { batchRows } from '../../support/batch-rows.ts';
import { buildBatch } from '../../support/build-batch.ts';
import { PlanCatalog } from '../../support/plan-catalog.ts';

const catalog = new PlanCatalog('CREATE TABLE t (id BIGINT PRIMARY KEY, name TEXT, price NUMERIC)');
const { fields } = catalog.get('t');
const all: Datum[][] = [
  [1n, 'a', '1.5'],
  [2n, 'b', '2.5'],
  [3n, 'a', '3.5'],
];

/** How many rows the scans of a query read, with these keys to find them by. */
function read(sql: string, keys: readonly (readonly number[])[] = [[0]]): number {
  const result = resultState({ fields }, 'updating');
  result.apply(buildBatch(fields, all));
  const { physical: plan } = catalog.plan(sql);
  const rows = plan.nodes.map((node, index) =>
    node.kind === 'scan' ? batchRows(rowsFor(result, plan, index, () => keys)).length : 0,
  );
  return rows.reduce((sum, count) => sum + count, 0);
}

test('rows are found by a key that the condition binds', () => {
  expect(read('SELECT * FROM t WHERE id = 2')).toBe(1);
  expect(read('SELECT name FROM t WHERE 2 = id AND price > 1')).toBe(1);
  expect(read('SELECT count(*) FROM t WHERE id = 9')).toBe(0);
  expect(read('SELECT * FROM t WHERE id IN (1, 3, 3, 7)')).toBe(2);
  expect(read("SELECT * FROM t WHERE (id, name) IN ((1, 'a'), (2, 'a'))", [[1, 0]])).toBe(1);
  expect(read("SELECT * FROM t WHERE name = 'a'", [[0], [1]])).toBe(2);
  expect(read('SELECT * FROM t JOIN t u USING (id) WHERE id = 2')).toBe(1);
});

test('everything is read where a condition leaves a key open', () => {
  expect(read('SELECT * FROM t')).toBe(3);
  expect(read("SELECT * FROM t WHERE name = 'a'")).toBe(3);
  expect(read("SELECT * FROM t WHERE id = 1 OR name = 'b'")).toBe(3);
  expect(read('SELECT * FROM t WHERE id = id + 0')).toBe(3);
  expect(read("SELECT * FROM t WHERE name = 'a'", [[1, 0]])).toBe(3);
  expect(read('SELECT * FROM t WHERE id > 2')).toBe(3);
});

test('a type whose equal values look different is no key to find rows by', () => {
  expect(read('SELECT * FROM t WHERE price = 1.50', [[2]])).toBe(3);
});
