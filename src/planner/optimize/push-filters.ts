import { unreachable } from '../../common/assert.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { canFail, columnsOf, isVolatile, readsClock } from '../expression/properties.ts';
import { conjunctsOf, connect } from '../logical/connectives.ts';
import {
  isKeyed,
  type LogicalAggregate,
  type LogicalJoin,
  type LogicalPlan,
  type LogicalWindow,
} from '../logical/logical-plan.ts';
import { filterPlan, joinPlan } from '../logical/make-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';
import type { Pass } from './pass.ts';
import { strengthenJoin } from './strengthen-join.ts';

/**
 * Moves conditions towards the rows they judge: through projections, below windows that they do
 * not look at, below groupings by the columns they look at, to one side of a join; conditions over
 * both sides join its condition. A condition that can fail never moves ahead of one that stands
 * before it, nor ahead of a join or a grouping, which could have spared it the row.
 */
export const pushFilters: Pass = {
  name: 'push_filters',
  run: (plan, properties) => push(plan, [], properties),
};

/** The plan filtered by conditions over its output, in the order in which they guard each other. */
function push(
  plan: LogicalPlan,
  conditions: readonly Expression[],
  properties: PlanProperties,
): LogicalPlan {
  const into = (input: LogicalPlan, pushed: readonly Expression[]): LogicalPlan =>
    push(input, pushed, properties);
  switch (plan.kind) {
    case 'scan':
    case 'values':
    case 'workingTable':
      return filtered(plan, conditions);
    case 'recursion':
      return filtered(
        { ...plan, seed: into(plan.seed, []), step: into(plan.step, []) },
        conditions,
      );
    case 'tableFunction': {
      const { kept: columns } = plan;
      const { moved, kept } = split(
        conditions,
        (each) => !canFail(each) && columnsOf(each).every((column) => column < columns.length),
      );
      const below = moved.map((each) => mapColumns(each, (index) => columns[index] as number));
      return filtered({ ...plan, input: into(plan.input, below) }, kept);
    }
    case 'filter': {
      const own = conjunctsOf(plan.predicate);
      if (!properties.goesOn || !readsClock(plan.predicate)) {
        return into(plan.input, [...own, ...conditions]);
      }
      // What the clock decides is decided anew as it moves on: only a filter does that.
      const fixed = own.filter((each) => !readsClock(each));
      return filtered(into(plan.input, [...fixed, ...conditions]), own.filter(readsClock));
    }
    case 'project': {
      // What is computed by chance is computed once: tested below, it would be another value.
      const isFixed = (column: number): boolean =>
        !isVolatile(plan.expressions[column] as Expression);
      const { moved, kept } = split(conditions, (each) => columnsOf(each).every(isFixed));
      const below = moved.map((each) =>
        mapColumns(each, (index) => plan.expressions[index] as Expression),
      );
      return filtered({ ...plan, input: into(plan.input, below) }, kept);
    }
    case 'window':
      return pushBelowWindow(plan, conditions, into);
    case 'aggregate':
      return pushBelowAggregate(plan, conditions, properties, into);
    case 'join':
      return pushIntoJoin(plan, conditions, into);
    case 'timeJoin': {
      const width = plan.left.fields.length;
      const { moved, kept } = split(
        conditions,
        (each) => !canFail(each) && columnsOf(each).every((column) => column < width),
      );
      return filtered({ ...plan, left: into(plan.left, moved), right: into(plan.right, []) }, kept);
    }
    case 'union':
      return { ...plan, inputs: plan.inputs.map((input) => into(input, conditions)) };
    case 'setOperation': {
      const { moved, kept } = split(conditions, (each) => !canFail(each));
      const below = { left: into(plan.left, moved), right: into(plan.right, moved) };
      return filtered({ ...plan, ...below }, kept);
    }
    case 'top':
    case 'over': {
      const { moved, kept } = split(conditions, (each) => isOfPartition(each, plan.partition));
      return filtered({ ...plan, input: into(plan.input, moved) }, kept);
    }
    default:
      return unreachable(plan);
  }
}

/** A condition that keeps or drops partitions whole. */
function isOfPartition(condition: Expression, partition: readonly number[]): boolean {
  const columns = columnsOf(condition);
  return (
    columns.length > 0 &&
    !canFail(condition) &&
    columns.every((column) => partition.includes(column))
  );
}

type Into = (input: LogicalPlan, conditions: readonly Expression[]) => LogicalPlan;

function pushBelowWindow(
  plan: LogicalWindow,
  conditions: readonly Expression[],
  into: Into,
): LogicalPlan {
  const width = plan.input.fields.length;
  const { moved, kept } = split(conditions, (each) =>
    isKeyed(plan.shape)
      ? isOfPartition(each, plan.partition)
      : columnsOf(each).every((column) => column < width),
  );
  return filtered({ ...plan, input: into(plan.input, moved) }, kept);
}

/** Conditions on the edges of windows stay above: the grouping can then be by panes. */
function pushBelowAggregate(
  plan: LogicalAggregate,
  conditions: readonly Expression[],
  properties: PlanProperties,
  into: Into,
): LogicalPlan {
  const { times } = properties.of(plan);
  const isPlainKey = (column: number): boolean =>
    column < plan.keys.length && times.get(column)?.window == null;
  const { moved, kept } = split(conditions, (each) => {
    const columns = columnsOf(each);
    return columns.length > 0 && !canFail(each) && columns.every(isPlainKey);
  });
  const below = moved.map((each) => mapColumns(each, (index) => plan.keys[index] as number));
  return filtered({ ...plan, input: into(plan.input, below) }, kept);
}

function pushIntoJoin(
  asked: LogicalPlan & { readonly kind: 'join' },
  conditions: readonly Expression[],
  into: Into,
): LogicalPlan {
  const { plan, conditions: above } = strengthenJoin(asked, conditions);
  if (plan.kind !== 'join') return into(plan, above);
  if (plan.type !== 'inner') return pushIntoOuterJoin(plan, above, into);
  const all = [...conjunctsOf(plan.condition), ...above];
  const { left, right, both } = bySide(all, plan.left.fields.length);
  return joinPlan(into(plan.left, left), into(plan.right, right), {
    ...plan,
    condition: both.length === 0 ? null : connect('and', both),
  });
}

/**
 * Conditions of ON may not drop rows of a side that is shown without partners, those above none of
 * the side that is padded with NULLs.
 */
function pushIntoOuterJoin(
  plan: LogicalJoin,
  conditions: readonly Expression[],
  into: Into,
): LogicalPlan {
  const { type } = plan;
  const width = plan.left.fields.length;
  const keepsLeft = type === 'left' || type === 'full' || type === 'anti';
  const keepsRight = type === 'right' || type === 'full';
  const on = bySide(conjunctsOf(plan.condition), width, keepsLeft, keepsRight);
  const isPlain = type === 'semi' || type === 'anti';
  const above = bySide(
    conditions,
    isPlain ? plan.fields.length : width,
    keepsRight,
    keepsLeft && !isPlain,
  );
  const joined = joinPlan(
    into(plan.left, [...on.left, ...above.left]),
    into(plan.right, [...on.right, ...above.right]),
    { ...plan, condition: on.both.length === 0 ? null : connect('and', on.both) },
  );
  return filtered(joined, above.both);
}

type BySide = Readonly<Record<'left' | 'right' | 'both', readonly Expression[]>>;

/**
 * Conditions over a join by the side that they can move to; those for the right side as conditions
 * over it. Those that can fail stay, and so do all of a side that is kept as it is.
 */
function bySide(
  conditions: readonly Expression[],
  width: number,
  keepsLeft = false,
  keepsRight = false,
): BySide {
  const ofSide = (each: Expression, isOwn: (column: number) => boolean): boolean => {
    const columns = columnsOf(each);
    return columns.length > 0 && !canFail(each) && columns.every(isOwn);
  };
  const left = conditions.filter((each) => !keepsLeft && ofSide(each, (column) => column < width));
  const right = conditions.filter(
    (each) => !keepsRight && ofSide(each, (column) => column >= width),
  );
  const both = conditions.filter((each) => !left.includes(each) && !right.includes(each));
  const shifted = right.map((each) => mapColumns(each, (index) => index - width));
  return { left, right: shifted, both };
}

function split(
  conditions: readonly Expression[],
  canMove: (condition: Expression) => boolean,
): { readonly moved: readonly Expression[]; readonly kept: readonly Expression[] } {
  const moved: Expression[] = [];
  const kept: Expression[] = [];
  for (const each of conditions) {
    const guarded = canFail(each) && kept.length > 0;
    (canMove(each) && !guarded ? moved : kept).push(each);
  }
  return { moved, kept };
}

function filtered(plan: LogicalPlan, conditions: readonly Expression[]): LogicalPlan {
  return conditions.length === 0 ? plan : filterPlan(plan, connect('and', conditions));
}
