import { childrenOf } from '../expression/children.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { mapCallColumns } from '../logical/call-columns.ts';
import type { LogicalAggregate, LogicalPlan, LogicalProject } from '../logical/logical-plan.ts';
import type { Pass } from './pass.ts';
import { rewriteUp } from './rewrite.ts';

/**
 * Makes one projection of two, unless that would compute something twice; drops projections that
 * change nothing, and those below groupings that only pick columns.
 */
export const mergeProjections: Pass = {
  name: 'merge_projections',
  run: (plan) =>
    rewriteUp(plan, (node) => {
      if (node.kind === 'project') return mergedProject(node);
      return node.kind === 'aggregate' ? overPickedColumns(node) : node;
    }),
};

function mergedProject(plan: LogicalProject): LogicalPlan {
  const { input } = plan;
  if (isIdentity(plan)) return input;
  if (input.kind !== 'project' || !canMerge(plan, input)) return plan;
  const expressions = plan.expressions.map((each) =>
    mapColumns(each, (index) => input.expressions[index] as Expression),
  );
  return mergedProject({ ...plan, input: input.input, expressions });
}

function isIdentity({ expressions, input }: LogicalProject): boolean {
  return (
    expressions.length === input.fields.length &&
    expressions.every((each, i) => each.kind === 'column' && each.index === i)
  );
}

/** Whether everything that the inner projection computes is used at most once by the outer one. */
function canMerge(outer: LogicalProject, inner: LogicalProject): boolean {
  const uses = new Array<number>(inner.expressions.length).fill(0);
  for (const expression of outer.expressions) countUses(expression, uses);
  return inner.expressions.every(
    (each, i) => each.kind === 'column' || each.kind === 'literal' || (uses[i] as number) <= 1,
  );
}

function countUses(expression: Expression, uses: number[]): void {
  if (expression.kind === 'column') {
    uses[expression.index] = (uses[expression.index] as number) + 1;
  }
  for (const child of childrenOf(expression)) countUses(child, uses);
}

/**
 * A grouping finds its columns by number: it needs no projection that only picks them, unless a
 * filter below copies rows anyway.
 */
function overPickedColumns(plan: LogicalAggregate): LogicalPlan {
  const { input } = plan;
  if (input.kind !== 'project' || input.input.kind === 'filter') return plan;
  const picked = input.expressions.map((each) => (each.kind === 'column' ? each.index : -1));
  if (picked.includes(-1)) return plan;
  const at = (column: number): number => picked[column] as number;
  return {
    ...plan,
    input: input.input,
    keys: plan.keys.map(at),
    calls: plan.calls.map((call) => mapCallColumns(call, at)),
    window: plan.window === null ? null : { ...plan.window, time: at(plan.window.time) },
  };
}
