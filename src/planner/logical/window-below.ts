import { inputsOf, type LogicalPlan, type LogicalWindow } from './logical-plan.ts';

/** The first window at or below a node; null for none. */
export function windowBelow(plan: LogicalPlan): LogicalWindow | null {
  if (plan.kind === 'window') return plan;
  for (const input of inputsOf(plan)) {
    const found = windowBelow(input);
    if (found !== null) return found;
  }
  return null;
}
