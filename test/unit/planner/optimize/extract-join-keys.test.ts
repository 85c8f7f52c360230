import { expect, test } from 'vitest';
import { PlanProperties } from '../../../../src/planner/logical/plan-properties.ts';
import { extractJoinKeys } from '../../../../src/planner/optimize/extract-join-keys.ts';
import { pushFilters } from '../../../../src/planner/optimize/push-filters.ts';
import { after, logicalPlanOf } from '../../../support/logical-plan-of.ts';

test('equalities of both sides become keys, the rest stays a condition', () => {
  const properties = new PlanProperties('changes');
  const plan = extractJoinKeys.run(
    logicalPlanOf(
      'SELECT o.item FROM orders o JOIN payments p ON p.order_id = o.id AND o.amount > p.paid',
    ),
    properties,
  );
  const join = plan.kind === 'project' ? plan.input : plan;
  expect(join).toMatchObject({ kind: 'join', leftKeys: [0], rightKeys: [0] });
  expect(join.kind === 'join' && join.condition).toMatchObject({ kind: 'call' });
});

test('a key of another type is computed below', () => {
  expect(
    after(
      'SELECT o.item FROM orders o, clicks c WHERE o.customer = c.customer',
      pushFilters,
      extractJoinKeys,
    ),
  ).toEqual([
    'Project item',
    expect.stringMatching(/^ {2}Project/),
    '    Join on customer = key_1',
    '      Scan stream orders',
    expect.stringContaining('customer::bigint AS key_1'),
    '        Scan stream clicks',
  ]);
});

test('numbers of unequal scale are compared in one form', () => {
  const text = after(
    'SELECT o.item FROM orders o JOIN (SELECT CAST(order_id AS NUMERIC(12,4)) AS x FROM payments) p ON o.amount = p.x',
    extractJoinKeys,
  );
  expect(text).toContain('    Join on key_1 = key_1');
  expect(text.some((line) => line.includes('amount::numeric'))).toBe(true);
});

test('numbers without a scale are compared in the one form that equal ones have', () => {
  const text = after(
    'SELECT o.item FROM orders o JOIN (SELECT CAST(order_id AS NUMERIC) AS x FROM payments) p ON o.amount = p.x',
    extractJoinKeys,
  );
  expect(text).toContain('    Join on key_1 = key_1');
  expect(text.some((line) => line.includes('trim_scale(amount::numeric) AS key_1'))).toBe(true);
  expect(text.some((line) => line.includes('trim_scale(x) AS key_1'))).toBe(true);
});
