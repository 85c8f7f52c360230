import { expect, test } from 'vitest';
import type { LogicalPlan } from '../../../../src/planner/logical/logical-plan.ts';
import { inputsOf } from '../../../../src/planner/logical/logical-plan.ts';
import { PlanProperties } from '../../../../src/planner/logical/plan-properties.ts';
import { pruneColumns } from '../../../../src/planner/optimize/prune-columns.ts';
import { logicalPlanOf, shape } from '../../../support/logical-plan-of.ts';

const pruned = (sql: string): LogicalPlan =>
  pruneColumns.run(logicalPlanOf(sql), new PlanProperties('changes'));

/** The names of the columns that each scan reads. */
function scanned(plan: LogicalPlan): readonly string[] {
  if (plan.kind === 'scan') return plan.fields.map(({ name }) => name);
  return inputsOf(plan).flatMap(scanned);
}

test.each([
  ['SELECT id FROM orders WHERE amount > 1', ['id', 'amount']],
  ['SELECT item, count(*) FROM orders GROUP BY item', ['item']],
  ['SELECT count(*) FROM orders', ['id']],
  ['SELECT n FROM (SELECT count(*) AS n, max(amount) AS m FROM orders GROUP BY item) g', ['item']],
  ['SELECT o.item FROM orders o JOIN payments p ON o.id = p.order_id', ['id', 'item', 'order_id']],
  ["SELECT count(*) FROM TUMBLE(orders, ts, INTERVAL '1 minute') GROUP BY window_end", ['ts']],
  ['SELECT id, _offset FROM orders', ['id', '_offset']],
])('%s reads only %j', (sql, columns) => {
  expect(scanned(pruned(sql))).toEqual(columns);
});

test('columns that only a filter uses do not reach the join above it', () => {
  const plan = pruned(
    "SELECT o.id FROM (SELECT * FROM orders WHERE item = 'a') o JOIN payments p ON o.id = p.order_id",
  );
  const join = plan.kind === 'project' ? plan.input : plan;
  expect(join.kind === 'join' && join.left.fields.map(({ name }) => name)).toEqual(['id']);
});

test('aggregates that nobody uses are not computed', () => {
  expect(
    shape(pruned('SELECT n FROM (SELECT count(*) AS n, max(amount) FROM orders) g')),
  ).toContain('    Aggregate count(*)');
});

test('a grouping without keys keeps a column, for its one row', () => {
  expect(shape(pruned('SELECT 1 FROM (SELECT count(*), max(amount) FROM orders) g'))).toContain(
    '    Aggregate count(*)',
  );
});
