import { expect, test } from 'vitest';
import { PlanProperties } from '../../../../src/planner/logical/plan-properties.ts';
import { optimize } from '../../../../src/planner/optimize/optimize.ts';
import { logicalPlanOf, shape } from '../../../support/logical-plan-of.ts';

function lines(sql: string): readonly string[] {
  const plan = optimize(logicalPlanOf(sql), new PlanProperties('changes'));
  return shape(plan).map((line) => line.trim());
}

test('an equality with a column stands in for the value of the query around', () => {
  expect(
    lines(
      'SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer)',
    ),
  ).toEqual([
    'Project id',
    'Join on customer = id',
    'Scan stream orders',
    'Aggregate by id',
    'Scan table customers',
  ]);
});

test('NOT EXISTS is an anti join', () => {
  const sql =
    'SELECT id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer)';
  expect(lines(sql)[1]).toBe('Anti join on customer = id');
});

test('without an equality the values of the query around are joined in', () => {
  expect(
    lines('SELECT id, (SELECT count(*) FROM customers c WHERE c.id < o.id) FROM orders o').slice(2),
  ).toEqual([
    'Scan stream orders',
    'Aggregate count(*) by id',
    'Join on id < id',
    'Scan table customers',
    'Aggregate by id',
    'Scan stream orders',
  ]);
});

test('an aggregate is per value, and counts nothing where there is no row', () => {
  expect(
    lines('SELECT (SELECT count(*) FROM clicks c WHERE c.customer = o.customer) FROM orders o'),
  ).toEqual([
    'Project CASE WHEN count IS NULL THEN 0 ELSE count END AS count',
    'Left join on customer = outer_1',
    'Scan stream orders',
    'Aggregate count(*) by outer_1',
    'Project customer::bigint AS outer_1',
    'Scan stream clicks',
  ]);
});

test('a lookup by a primary key needs no check for several rows', () => {
  const plan = lines('SELECT (SELECT name FROM customers c WHERE c.id = o.customer) FROM orders o');
  expect(plan).toEqual([
    'Project name',
    'Left join on customer = outer_1',
    'Scan stream orders',
    'Project name, id AS outer_1',
    'Scan table customers',
  ]);
});
