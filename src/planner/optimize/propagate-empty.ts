import type { Expression } from '../expression/expression.ts';
import type {
  LogicalAggregate,
  LogicalJoin,
  LogicalPlan,
  LogicalSetOperation,
  LogicalUnion,
  LogicalValues,
} from '../logical/logical-plan.ts';
import { inputsOf } from '../logical/logical-plan.ts';
import { aggregatePlan, columnOf, projectPlan } from '../logical/make-plan.ts';
import type { Pass } from './pass.ts';
import { rewriteUp } from './rewrite.ts';

/**
 * What a condition that never holds leaves empty is no rows at all, and so is what needs rows of
 * it: joins, groupings by keys, windows. Unions go on without it.
 */
export const propagateEmpty: Pass = {
  name: 'propagate_empty',
  run: (plan) => rewriteUp(plan, emptied),
};

function emptied(plan: LogicalPlan): LogicalPlan {
  switch (plan.kind) {
    case 'filter': {
      const { predicate, input } = plan;
      const never = predicate.kind === 'literal' && predicate.value !== true;
      return never || isEmpty(input) ? noRows(plan) : plan;
    }
    case 'join':
      return emptiedJoin(plan);
    case 'union':
      return emptiedUnion(plan);
    case 'setOperation':
      return emptiedSetOperation(plan);
    case 'aggregate':
      return hasKeys(plan) && isEmpty(plan.input) ? noRows(plan) : plan;
    case 'top':
      return plan.limit === 0 || isEmpty(plan.input) ? noRows(plan) : plan;
    case 'project':
    case 'window':
    case 'over':
    case 'tableFunction':
      return isEmpty(plan.input) ? noRows(plan) : plan;
    default:
      return plan;
  }
}

/** Whether a plan is known to have no rows. */
function isEmpty(plan: LogicalPlan): boolean {
  return plan.kind === 'values' && plan.rows.length === 0;
}

function noRows({ fields }: LogicalPlan): LogicalValues {
  return { kind: 'values', rows: [], fields };
}

/** A grouping without keys has one row even over nothing. */
function hasKeys({ keys, window }: LogicalAggregate): boolean {
  return keys.length > 0 || window !== null;
}

function emptiedJoin(join: LogicalJoin): LogicalPlan {
  const { type, left, right, condition } = join;
  const isImpossible = condition?.kind === 'literal' && condition.value !== true;
  if (!isImpossible && !isEmpty(left) && !isEmpty(right)) return join;
  if (type === 'inner' || type === 'semi') return noRows(join);
  return type === 'anti' ? left : emptiedOuterJoin(join);
}

/** No row has a partner: what is left of an outer join is what it shows without. */
function emptiedOuterJoin(join: LogicalJoin): LogicalPlan {
  const { type, left, right } = join;
  const showsLeft = type !== 'right' && !isEmpty(left);
  const showsRight = type !== 'left' && !isEmpty(right);
  if (showsLeft && showsRight) return join;
  if (!showsLeft && !showsRight) return noRows(join);
  return padded(join, showsLeft ? 'left' : 'right');
}

/** The rows of one side, with NULLs for the columns of the other. */
function padded(join: LogicalJoin, side: 'left' | 'right'): LogicalPlan {
  const kept = join[side];
  const width = join.left.fields.length;
  const start = side === 'left' ? 0 : width;
  const expressions = join.fields.map(({ type }, column): Expression => {
    const own = column - start;
    return own >= 0 && own < kept.fields.length
      ? columnOf(kept.fields, own)
      : { kind: 'literal', value: null, type, nullable: true };
  });
  return projectPlan(
    kept,
    expressions,
    join.fields.map(({ name }) => name),
  );
}

function emptiedUnion(plan: LogicalUnion): LogicalPlan {
  const inputs = plan.inputs.filter((input) => !isEmpty(input));
  if (inputs.length === plan.inputs.length) return plan;
  const [only, ...others] = inputs;
  if (only === undefined) return noRows(plan);
  return others.length === 0 ? renamed(only, plan) : { ...plan, inputs };
}

/** The names of a union are those of its first input. */
function renamed(plan: LogicalPlan, { fields }: LogicalPlan): LogicalPlan {
  return projectPlan(
    plan,
    plan.fields.map((_, column) => columnOf(plan.fields, column)),
    fields.map(({ name }) => name),
  );
}

function emptiedSetOperation(plan: LogicalSetOperation): LogicalPlan {
  const [left, right] = inputsOf(plan) as readonly [LogicalPlan, LogicalPlan];
  if (isEmpty(left)) return noRows(plan);
  if (!isEmpty(right)) return plan;
  if (plan.operator === 'intersect') return noRows(plan);
  return plan.all ? left : aggregatePlan(left, [...left.fields.keys()], [], null, plan.position);
}
