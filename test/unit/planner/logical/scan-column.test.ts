import { expect, test } from 'vitest';
import { determinedColumns } from '../../../../src/planner/logical/scan-column.ts';
import { logicalPlanOf } from '../../../support/logical-plan-of.ts';

/** The names of the columns that the first column of a query tells. */
function told(sql: string): readonly string[] {
  const plan = logicalPlanOf(sql);
  return determinedColumns(plan, [0], [...plan.fields.keys()]).map(
    (index) => plan.fields[index]?.name as string,
  );
}

test('the key of a table tells its other columns, through filters and joins', () => {
  expect(told('SELECT id, name FROM customers')).toEqual(['name']);
  expect(told('SELECT * FROM (SELECT id, name FROM customers) c WHERE name > $$a$$')).toEqual([
    'name',
  ]);
  expect(
    told('SELECT c.id, c.name, o.item FROM orders o LEFT JOIN customers c ON c.id = o.customer'),
  ).toEqual(['name']);
});

test('nothing else tells anything', () => {
  expect(told('SELECT name, id FROM customers')).toEqual([]);
  expect(told('SELECT id, item FROM orders')).toEqual([]);
  expect(told('SELECT id, upper(name) FROM customers')).toEqual([]);
  expect(told('SELECT id + 1, name FROM customers')).toEqual([]);
});

test('one reading of a table says nothing of another', () => {
  expect(told('SELECT a.id, b.name FROM customers a, customers b')).toEqual([]);
  expect(told('WITH c AS (SELECT * FROM customers) SELECT a.id, b.name FROM c a, c b')).toEqual([]);
});
