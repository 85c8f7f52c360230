import { expect, test } from 'vitest';
import { foldConstants } from '../../../../src/planner/optimize/fold-constants.ts';
import { simplifyPredicates } from '../../../../src/planner/optimize/simplify-predicates.ts';
import { after } from '../../../support/logical-plan-of.ts';

const where = (condition: string): string =>
  after(`SELECT id FROM orders WHERE ${condition}`, foldConstants, simplifyPredicates)[1]?.trim() ??
  '';

test.each([
  ['TRUE AND customer = 1', 'Filter customer = 1'],
  ['customer = 1 OR FALSE', 'Filter customer = 1'],
  ['customer = 1 AND FALSE', 'Filter FALSE'],
  ['customer = 1 OR 1 < 2', 'Scan stream orders'],
  ["customer = 1 AND (item = 'a' AND customer = 1)", "Filter (customer = 1) AND (item = 'a')"],
  ['NOT NOT (customer = 1)', 'Filter customer = 1'],
  ['id IS NOT NULL', 'Scan stream orders'],
  ['customer IS NOT NULL', 'Filter customer IS NOT NULL'],
  ['CASE WHEN 1 > 2 THEN customer = 1 ELSE customer = 2 END', 'Filter customer = 2'],
  [
    'CASE WHEN customer = 1 THEN TRUE WHEN TRUE THEN FALSE ELSE NULL END',
    'Filter CASE WHEN customer = 1 THEN TRUE ELSE FALSE END',
  ],
  ['10 / customer > 1 AND FALSE', 'Filter ((10 / customer) > 1) AND FALSE'],
])('%s', (condition, expected) => {
  expect(where(condition)).toBe(expected);
});
