import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { columnsOf } from '../expression/properties.ts';
import { mapCallColumns } from '../logical/call-columns.ts';
import type { LogicalAggregate, LogicalJoin, LogicalPlan } from '../logical/logical-plan.ts';
import {
  aggregatePlan,
  allColumns,
  joinPlan,
  pickColumns,
  projectPlan,
} from '../logical/make-plan.ts';
import type { Pass } from './pass.ts';
import { PlanNumbers } from './plan-numbers.ts';
import { rewriteUp } from './rewrite.ts';

/**
 * Computes several aggregates over the same groups of the same rows together: those of subqueries
 * that are joined to the same rows in the same way become one grouping and one join.
 */
export const shareAggregates: Pass = {
  name: 'share_aggregates',
  run: (plan) => {
    const numbers = new PlanNumbers();
    return rewriteUp(plan, (node) => (node.kind === 'join' ? shared(node, numbers) : node));
  },
};

function shared(join: LogicalJoin, numbers: PlanNumbers): LogicalPlan {
  const { right, leftKeys } = join;
  if (right.kind !== 'aggregate' || leftKeys.length > 0 || !isSharable(join)) return join;
  const replaced = replaceIn(join.left, join, right, numbers);
  if (replaced === null) return join;
  const { plan, start, merged, added } = replaced;
  const end = start + merged.fields.length - added;
  const columns = [
    ...join.left.fields.map((_, column) => (column < end ? column : column + added)),
    ...right.keys.map((_, key) => start + key),
    ...right.calls.map((_, call) => end + call),
  ];
  return pickColumns(plan, columns);
}

function isSharable({ type }: LogicalJoin): boolean {
  return type === 'inner' || type === 'left';
}

/** The left side of a join with the calls of its right side added to a grouping that is joined already. */
type Replaced = {
  readonly plan: LogicalPlan;
  /** Where the columns of the grouping begin. */
  readonly start: number;
  readonly merged: LogicalAggregate;
  /** How many columns it has more than before. */
  readonly added: number;
};

function replaceIn(
  plan: LogicalPlan,
  join: LogicalJoin,
  aggregate: LogicalAggregate,
  numbers: PlanNumbers,
): Replaced | null {
  if (plan.kind === 'aggregate') {
    const isAlone = plan.keys.length === 0 && join.condition === null;
    const merged = isAlone ? mergedAggregate(plan, aggregate, numbers) : null;
    return merged === null
      ? null
      : { plan: merged, start: 0, merged, added: aggregate.calls.length };
  }
  if (plan.kind !== 'join' || plan.leftKeys.length > 0 || !isSharable(plan)) return null;
  return (
    replacedRight(plan, join, aggregate, numbers) ?? replacedLeft(plan, join, aggregate, numbers)
  );
}

function replacedRight(
  plan: LogicalJoin,
  join: LogicalJoin,
  aggregate: LogicalAggregate,
  numbers: PlanNumbers,
): Replaced | null {
  const { right } = plan;
  if (right.kind !== 'aggregate' || plan.type !== join.type) return null;
  const start = plan.left.fields.length;
  if (!isSameJoin(plan, join, start)) return null;
  const merged = mergedAggregate(right, aggregate, numbers);
  if (merged === null) return null;
  const joined = joinPlan(plan.left, merged, plan);
  return { plan: joined, start, merged, added: aggregate.calls.length };
}

function replacedLeft(
  plan: LogicalJoin,
  join: LogicalJoin,
  aggregate: LogicalAggregate,
  numbers: PlanNumbers,
): Replaced | null {
  const replaced = replaceIn(plan.left, join, aggregate, numbers);
  if (replaced === null) return null;
  const { start, merged, added } = replaced;
  const end = start + merged.fields.length - added;
  const at = (column: number): number => (column < end ? column : column + added);
  const condition = plan.condition === null ? null : mapColumns(plan.condition, at);
  return { ...replaced, plan: joinPlan(replaced.plan, plan.right, { ...plan, condition }) };
}

/** Whether a join is by the same condition as one below it: on rows that are there below, and on keys of the groups. */
function isSameJoin(below: LogicalJoin, join: LogicalJoin, start: number): boolean {
  if (below.condition === null || join.condition === null) {
    return below.condition === join.condition;
  }
  const width = join.left.fields.length;
  const keys = (join.right as LogicalAggregate).keys.length;
  const isKnown = columnsOf(join.condition).every((column) =>
    column < width ? column < start : column < width + keys,
  );
  if (!isKnown) return false;
  const moved = mapColumns(join.condition, (column) =>
    column < width ? column : column - width + start,
  );
  return equalExpressions(below.condition, moved);
}

/** Both groupings as one: the keys, the calls of the first, then those of the second; null where their groups differ. */
function mergedAggregate(
  first: LogicalAggregate,
  second: LogicalAggregate,
  numbers: PlanNumbers,
): LogicalAggregate | null {
  if (first.window !== null || second.window !== null) return null;
  const [a, b] = [overBase(first), overBase(second)];
  if (numbers.of(a.base) !== numbers.of(b.base) || first.keys.length !== second.keys.length) {
    return null;
  }
  const sameKeys = first.keys.every((key, i) =>
    equalExpressions(
      a.expressions[key] as Expression,
      b.expressions[second.keys[i] as number] as Expression,
    ),
  );
  if (!sameKeys) return null;
  const width = a.expressions.length;
  const both = [...a.expressions, ...b.expressions];
  const input = projectPlan(
    a.base,
    both,
    both.map((_, i) => [...first.input.fields, ...second.input.fields][i]?.name as string),
  );
  const calls = second.calls.map((call) => mapCallColumns(call, (column) => column + width));
  return aggregatePlan(input, first.keys, [...first.calls, ...calls], null, first.position);
}

/** The columns that a grouping is over, as expressions over what lies below its projection. */
function overBase({ input }: LogicalAggregate): {
  readonly base: LogicalPlan;
  readonly expressions: readonly Expression[];
} {
  return input.kind === 'project'
    ? { base: input.input, expressions: input.expressions }
    : { base: input, expressions: allColumns(input.fields) };
}
