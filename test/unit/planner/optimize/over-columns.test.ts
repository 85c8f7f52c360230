import { expect, test } from 'vitest';
import { pruneColumns } from '../../../../src/planner/optimize/prune-columns.ts';
import { after } from '../../../support/logical-plan-of.ts';

test('what no answer depends on is not read', () => {
  const scan = after(
    'SELECT customer, rank() OVER (PARTITION BY customer ORDER BY amount) FROM orders',
    pruneColumns,
  );
  expect(scan.join('\n')).not.toContain('item');
});

test('where ties can change an answer, all columns decide them', () => {
  const scan = after(
    'SELECT customer, row_number() OVER (PARTITION BY customer ORDER BY amount) FROM orders',
    pruneColumns,
  );
  expect(scan.join('\n')).toContain('item');
});
