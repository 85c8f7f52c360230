import type { LogicalPlan } from '../logical/logical-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';

/**
 * One rewrite of the optimizer: another plan with the same answer. The columns and their order stay
 * as they were at the root; names of columns inside may change.
 */
export type Pass = {
  readonly name: string;
  readonly run: (plan: LogicalPlan, properties: PlanProperties) => LogicalPlan;
};
