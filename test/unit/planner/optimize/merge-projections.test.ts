import { expect, test } from 'vitest';
import { mergeProjections } from '../../../../src/planner/optimize/merge-projections.ts';
import { pruneColumns } from '../../../../src/planner/optimize/prune-columns.ts';
import { after } from '../../../support/logical-plan-of.ts';

const merged = (sql: string): readonly string[] => after(sql, pruneColumns, mergeProjections);

test('two projections become one', () => {
  expect(
    merged('SELECT x + 1 AS y, page FROM (SELECT customer * 2 AS x, page FROM clicks) s'),
  ).toEqual(['Project (customer * 2) + 1 AS y, page', '  Scan stream clicks']);
});

test('nothing is computed twice', () => {
  expect(merged('SELECT x + x AS y FROM (SELECT customer * 2 AS x FROM clicks) s')).toHaveLength(3);
});

test('a projection of all columns in order goes', () => {
  expect(merged('SELECT page, customer, at FROM clicks')).toEqual(['Scan stream clicks']);
});

test('a grouping needs no projection that only picks columns', () => {
  expect(merged('SELECT page, max(customer) FROM clicks GROUP BY page')).toEqual([
    'Aggregate max(customer) by page',
    '  Scan stream clicks',
  ]);
});
