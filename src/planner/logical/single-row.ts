import type { LogicalPlan } from './logical-plan.ts';

/** Whether a plan has just one row, always: a join with it loses and repeats none. */
export function hasOneRow(plan: LogicalPlan): boolean {
  if (plan.kind === 'project') return hasOneRow(plan.input);
  if (plan.kind === 'values') return plan.rows.length === 1;
  if (plan.kind === 'join') {
    const isPlain = plan.type === 'inner' && plan.condition === null && plan.leftKeys.length === 0;
    return isPlain && hasOneRow(plan.left) && hasOneRow(plan.right);
  }
  return plan.kind === 'aggregate' && plan.keys.length === 0 && plan.window === null;
}
