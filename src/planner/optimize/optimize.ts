import type { LogicalPlan } from '../logical/logical-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';
import { passes } from './passes.ts';

/** What one pass did to a plan. */
export type Step = {
  readonly name: string;
  /** The plan after it. */
  readonly plan: LogicalPlan;
  /** Whether it is another plan than before. */
  readonly changed: boolean;
  /** How long the pass took, milliseconds; 0 where nobody looks at a clock. */
  readonly ms: number;
};

export type OptimizeOptions = {
  /** Names of passes that are left out. */
  readonly disabled?: ReadonlySet<string> | undefined;
  /** A clock to time the passes by; milliseconds. */
  readonly nowMs?: (() => number) | undefined;
  /** Is told of every pass that ran. */
  readonly onStep?: ((step: Step) => void) | undefined;
};

/** Runs all passes. The answer of the plan, and the columns of its root, stay what they were. */
export function optimize(
  plan: LogicalPlan,
  properties: PlanProperties,
  { disabled = new Set(), nowMs = () => 0, onStep = () => undefined }: OptimizeOptions = {},
): LogicalPlan {
  let current = plan;
  for (const { name, run } of passes) {
    if (disabled.has(name)) continue;
    const start = nowMs();
    const next = run(current, properties);
    onStep({ name, plan: next, changed: next !== current, ms: nowMs() - start });
    current = next;
  }
  return current;
}
