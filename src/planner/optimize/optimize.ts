import type { LogicalPlan } from '../logical/logical-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';
import { extractJoinKeys } from './extract-join-keys.ts';
import { foldConstants } from './fold-constants.ts';
import { fuseWindows } from './fuse-windows.ts';
import { mergeProjections } from './merge-projections.ts';
import type { Pass } from './pass.ts';
import { pruneColumns } from './prune-columns.ts';
import { pushFilters } from './push-filters.ts';
import { simplifyPredicates } from './simplify-predicates.ts';

/** The rewrites in the order they run. */
export const passes: readonly Pass[] = [
  foldConstants,
  simplifyPredicates,
  pushFilters,
  extractJoinKeys,
  mergeProjections,
  fuseWindows,
  pruneColumns,
  mergeProjections,
];

/** A pass that changed something, and the plan after it. */
export type Step = { readonly name: string; readonly plan: LogicalPlan };

/** Runs all passes. The answer of the plan, and the columns of its root, stay what they were. */
export function optimize(
  plan: LogicalPlan,
  properties: PlanProperties,
  onStep: (step: Step) => void = () => undefined,
): LogicalPlan {
  let current = plan;
  for (const { name, run } of passes) {
    const next = run(current, properties);
    if (next !== current) onStep({ name, plan: next });
    current = next;
  }
  return current;
}
