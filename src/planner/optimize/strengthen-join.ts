import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';
import { columnsOf, isNullLiteral } from '../expression/properties.ts';
import type { LogicalJoin, LogicalPlan } from '../logical/logical-plan.ts';
import { columnOf, joinPlan, projectPlan } from '../logical/make-plan.ts';

/** A join with the conditions that stand above it. */
export type Conditioned = {
  readonly plan: LogicalPlan;
  readonly conditions: readonly Expression[];
};

/**
 * An outer join as the cheapest one that the conditions above it allow: they may drop all rows that
 * were padded with NULLs, or all but those (an anti join then answers).
 */
export function strengthenJoin(join: LogicalJoin, conditions: readonly Expression[]): Conditioned {
  if (join.type !== 'left' && join.type !== 'right' && join.type !== 'full') {
    return { plan: join, conditions };
  }
  const width = join.left.fields.length;
  const dropsLeftPadded = conditions.some((each) => rejectsNulls(each, (column) => column < width));
  const dropsRightPadded = conditions.some((each) =>
    rejectsNulls(each, (column) => column >= width),
  );
  const type = strongerType(join.type, dropsLeftPadded, dropsRightPadded);
  if (type !== join.type) {
    const plan = joinPlan(join.left, join.right, { ...join, type });
    return { plan, conditions: conditions.filter((each) => !alwaysHolds(each, plan)) };
  }
  return type === 'left'
    ? (antiJoin(join, conditions) ?? { plan: join, conditions })
    : { plan: join, conditions };
}

/** Whether a condition asks for a value in a column that is never NULL any more. */
function alwaysHolds(condition: Expression, { fields }: LogicalPlan): boolean {
  if (condition.kind !== 'not' || condition.argument.kind !== 'isNull') return false;
  const { argument } = condition.argument;
  return argument.kind === 'column' && fields[argument.index]?.nullable === false;
}

/** Rows with NULLs on the left are those of right rows without partners. */
function strongerType(
  type: 'left' | 'right' | 'full',
  dropsLeftPadded: boolean,
  dropsRightPadded: boolean,
): LogicalJoin['type'] {
  const keepsLeft = type !== 'right' && !dropsRightPadded;
  const keepsRight = type !== 'left' && !dropsLeftPadded;
  if (keepsLeft) return keepsRight ? 'full' : 'left';
  return keepsRight ? 'right' : 'inner';
}

/** Whether the condition is not true for any row in which all these columns are NULL. */
function rejectsNulls(condition: Expression, isNulled: (column: number) => boolean): boolean {
  switch (condition.kind) {
    case 'literal':
      return condition.value !== true;
    case 'and':
      return condition.arguments.some((each) => rejectsNulls(each, isNulled));
    case 'or':
      return condition.arguments.every((each) => rejectsNulls(each, isNulled));
    case 'not': {
      const { argument } = condition;
      return argument.kind === 'isNull'
        ? isNullThen(argument.argument, isNulled)
        : isNullThen(argument, isNulled);
    }
    case 'case':
    case 'isNull':
      return false;
    default:
      return isNullThen(condition, isNulled);
  }
}

/** Whether the expression is NULL for every row in which all these columns are. */
function isNullThen(expression: Expression, isNulled: (column: number) => boolean): boolean {
  switch (expression.kind) {
    case 'column':
      return isNulled(expression.index);
    case 'literal':
      return isNullLiteral(expression);
    case 'not':
      return isNullThen(expression.argument, isNulled);
    case 'call':
      return (
        functionById(expression.function).nulls === 'strict' &&
        expression.arguments.some((each) => isNullThen(each, isNulled))
      );
    default:
      return false;
  }
}

/** The left rows without a partner, where a condition asks for NULL in a column that partners never have it in. */
function antiJoin(join: LogicalJoin, conditions: readonly Expression[]): Conditioned | null {
  const width = join.left.fields.length;
  const asked = conditions.find(
    (each) =>
      each.kind === 'isNull' &&
      each.argument.kind === 'column' &&
      join.right.fields[each.argument.index - width]?.nullable === false,
  );
  if (asked === undefined) return null;
  const others = conditions.filter((each) => each !== asked);
  if (others.some((each) => columnsOf(each).some((column) => column >= width))) return null;
  const anti = joinPlan(join.left, join.right, { ...join, type: 'anti' });
  const nulls = join.right.fields.map(
    ({ type }): Expression => ({ kind: 'literal', value: null, type, nullable: true }),
  );
  const left = join.left.fields.map((_, column) => columnOf(anti.fields, column));
  const names = join.fields.map(({ name }) => name);
  return { plan: projectPlan(anti, [...left, ...nulls], names), conditions: others };
}
