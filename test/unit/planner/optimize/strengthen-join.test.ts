import { expect, test } from 'vitest';
import { pushFilters } from '../../../../src/planner/optimize/push-filters.ts';
import { after } from '../../../support/logical-plan-of.ts';

const from = 'FROM orders AS o LEFT JOIN customers AS c ON o.customer = c.id';
const pushed = (sql: string): string => after(sql, pushFilters).join('\n');

test('a condition that NULL does not meet makes an inner join', () => {
  expect(pushed(`SELECT o.id ${from} WHERE c.name = 'a'`)).toContain('\n  Join on');
  expect(pushed(`SELECT o.id ${from} WHERE c.name = 'a' OR c.name LIKE 'b%'`)).toContain(
    '\n  Join on',
  );
  expect(pushed(`SELECT o.id ${from} WHERE NOT (c.name = 'a')`)).toContain('\n  Join on');
});

test('a condition that NULL may meet leaves it', () => {
  for (const condition of [
    'c.city IS NULL',
    "coalesce(c.name, 'a') = 'a'",
    "c.name = 'a' OR o.id = 1",
    "(c.name = 'a') IS NOT TRUE",
  ]) {
    expect(pushed(`SELECT o.id ${from} WHERE ${condition}`)).toContain('Left join on');
  }
});

test('of a full join the side that conditions ask for is kept', () => {
  const full = from.replace('LEFT', 'FULL');
  expect(pushed(`SELECT o.id ${full} WHERE o.id > 1`)).toContain('Left join on');
  expect(pushed(`SELECT o.id ${full} WHERE c.name > 'a'`)).toContain('Right join on');
  expect(pushed(`SELECT o.id ${full} WHERE c.name > 'a' AND o.id > 1`)).toContain('\n  Join on');
});

test('NULL in a column that partners never have it in is an anti join', () => {
  expect(pushed(`SELECT o.id ${from} WHERE c.id IS NULL`)).toContain('Anti join on');
});

test('conditions of ON stay with the side that is kept, and move to the other', () => {
  const sql = `SELECT o.id ${from} AND o.id > 1 AND c.name = 'a' WHERE o.id < 9`;
  expect(after(sql, pushFilters).map((line) => line.trim())).toEqual([
    'Project id',
    'Left join on (customer = id) AND (id > 1)',
    'Filter id < 9',
    'Scan stream orders',
    "Filter name = 'a'",
    'Scan table customers',
  ]);
});
