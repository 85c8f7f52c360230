import { unreachable } from '../../common/assert.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { canFail, columnsOf } from '../expression/properties.ts';
import { conjunctsOf, connect } from '../logical/connectives.ts';
import type {
  LogicalAggregate,
  LogicalJoin,
  LogicalPlan,
  LogicalWindow,
} from '../logical/logical-plan.ts';
import { filterPlan, joinPlan } from '../logical/make-plan.ts';
import type { PlanProperties } from '../logical/plan-properties.ts';
import type { Pass } from './pass.ts';

/**
 * Moves conditions towards the rows they judge: through projections, below windows that they do
 * not look at, below groupings by the columns they look at, to one side of a join; conditions over
 * both sides join its condition. A condition that can fail never moves ahead of one that stands
 * before it, nor ahead of a join or a grouping, which could have spared it the row.
 */
export const pushFilters: Pass = {
  name: 'push filters',
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
      return filtered(plan, conditions);
    case 'filter':
      return into(plan.input, [...conjunctsOf(plan.predicate), ...conditions]);
    case 'project': {
      const below = conditions.map((each) =>
        mapColumns(each, (index) => plan.expressions[index] as Expression),
      );
      return { ...plan, input: into(plan.input, below) };
    }
    case 'window':
      return pushBelowWindow(plan, conditions, into);
    case 'aggregate':
      return pushBelowAggregate(plan, conditions, properties, into);
    case 'join':
      return pushIntoJoin(plan, conditions, into);
    default:
      return unreachable(plan);
  }
}

type Into = (input: LogicalPlan, conditions: readonly Expression[]) => LogicalPlan;

function pushBelowWindow(
  plan: LogicalWindow,
  conditions: readonly Expression[],
  into: Into,
): LogicalPlan {
  const width = plan.input.fields.length;
  const { moved, kept } = split(conditions, (each) =>
    columnsOf(each).every((column) => column < width),
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
  plan: LogicalJoin,
  conditions: readonly Expression[],
  into: Into,
): LogicalPlan {
  const width = plan.left.fields.length;
  const all = [...conjunctsOf(plan.condition), ...conditions];
  const ofSide = (each: Expression, isOwn: (column: number) => boolean): boolean => {
    const columns = columnsOf(each);
    return columns.length > 0 && !canFail(each) && columns.every(isOwn);
  };
  const left = all.filter((each) => ofSide(each, (column) => column < width));
  const right = all.filter((each) => ofSide(each, (column) => column >= width));
  const both = all.filter((each) => !left.includes(each) && !right.includes(each));
  return joinPlan(
    into(plan.left, left),
    into(
      plan.right,
      right.map((each) => mapColumns(each, (index) => index - width)),
    ),
    { ...plan, condition: both.length === 0 ? null : connect('and', both) },
  );
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
