import type { LogicalPlan } from '../logical/logical-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';

/**
 * One rewrite of the optimizer: another plan with the same answer. The columns and their order stay
 * as they were at the root; names of columns inside may change. A plan that it does not change is
 * answered as it is, the same object.
 */
export type Pass = {
  /** As EXPLAIN STEPS prints it and `millrace.disable_passes` takes it: small letters and underscores. */
  readonly name: string;
  readonly run: (plan: LogicalPlan, properties: PlanProperties) => LogicalPlan;
};
