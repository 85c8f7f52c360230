import { functionById } from '../../functions/function-registry.ts';
import { innerValue, isPlaceholder, type Subquery } from '../bind/subquery-collector.ts';
import type { Expression } from '../expression/expression.ts';
import { mapColumns } from '../expression/map-columns.ts';
import { canFail, columnsOf, isVolatile, readsClock } from '../expression/properties.ts';
import { conjunctsOf, connect } from '../logical/connectives.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { columnOf, joinPlan } from '../logical/make-plan.ts';
import { isCorrelated, type Variables, variablesIn } from './variables.ts';

/** Rows, what is still to be true of them, and the subqueries that this needs. */
export type Conditions = {
  readonly plan: LogicalPlan;
  readonly conditions: readonly Expression[];
  readonly subqueries: readonly Subquery[];
};

/**
 * Makes semi and anti joins of the conditions [NOT] EXISTS and [NOT] IN that compare otherwise than
 * by equality with the row around: the pairs are looked at where equal keys bring them together, or
 * where their times lie close. The others are left to `attachSubqueries`, which looks once at each
 * value of the row around, however many rows have it.
 */
export function withHalfJoins({ plan, conditions, subqueries }: Conditions): Conditions {
  let joined = plan;
  const kept: Expression[] = [];
  for (const each of conditions) {
    const next = halfJoin(joined, each, subqueries);
    if (next === null) kept.push(each);
    else joined = next;
  }
  const left = stillNeeded(kept, subqueries);
  return { plan: joined, conditions: kept, subqueries: left };
}

/** The rows for which a condition is true, as a join; null where it is none. */
function halfJoin(
  plan: LogicalPlan,
  condition: Expression,
  subqueries: readonly Subquery[],
): LogicalPlan | null {
  const negated = condition.kind === 'not';
  const asked = negated ? condition.argument : condition;
  if (asked.kind !== 'column' || !isPlaceholder(asked.index)) return null;
  const subquery = subqueries.find(({ placeholder }) => placeholder === asked.index);
  if (subquery === undefined || !isHalf(subquery, negated)) return null;
  const { variables, position, test } = subquery;
  const known: Variables = new Set(variables.keys());
  const inner = innerRows(subquery.plan, known);
  if (inner === null || !isWorthIt(inner.conditions, known)) return null;
  const width = plan.fields.length;
  const over = (expression: Expression): Expression =>
    mapColumns(expression, (index) => variables.get(index) ?? moved(index, width));
  const all = inner.conditions.map(over);
  if (test !== null) {
    const value = over(inner.values[0] as Expression);
    const equal = mapColumns(test, (index) => (index === innerValue ? value : index));
    // What is asked for is there before the inner rows are; what they compute may be guarded.
    if (canFail(value)) all.push(equal);
    else all.unshift(equal);
  }
  if (all.some(isUnsteady)) return null;
  return joinPlan(plan, inner.plan, {
    type: negated ? 'anti' : 'semi',
    leftKeys: [],
    rightKeys: [],
    condition: connect('and', all),
    position,
  });
}

/** NOT IN is NULL where a value might be equal: only values that are never NULL make a join of it. */
function isHalf({ form, test, variables }: Subquery, negated: boolean): boolean {
  if (variables.size === 0) return false;
  const outer = [...variables.values(), ...(test === null ? [] : [test])];
  if (outer.some((each) => columnsOf(each).some(isPlaceholder))) return false;
  return form === 'exists' || (form === 'in' && test !== null && !(negated && test.nullable));
}

/** A column of the inner rows behind those of the row around; other variables stay. */
function moved(index: number, width: number): number {
  return index < 0 ? index : index + width;
}

/** Chance and the clock decide where they are written. */
function isUnsteady(condition: Expression): boolean {
  return isVolatile(condition) || readsClock(condition);
}

/** Inner rows without what the row around decides: conditions and values over their columns. */
type InnerRows = {
  readonly plan: LogicalPlan;
  readonly conditions: readonly Expression[];
  readonly values: readonly Expression[];
};

/** Takes projections, filters and conditions of inner joins off a plan; null where variables are left. */
function innerRows(plan: LogicalPlan, variables: Variables): InnerRows | null {
  let below = plan;
  let conditions: readonly Expression[] = [];
  let values: readonly Expression[] = plan.fields.map((_, i) => columnOf(plan.fields, i));
  while (isCorrelated(below, variables)) {
    if (below.kind === 'project') {
      const { expressions } = below;
      const through = (each: Expression): Expression =>
        mapColumns(each, (index) => expressions[index] ?? index);
      conditions = conditions.map(through);
      values = values.map(through);
      below = below.input;
    } else if (below.kind === 'filter') {
      conditions = [...conjunctsOf(below.predicate), ...conditions];
      below = below.input;
    } else if (below.kind === 'join' && below.type === 'inner' && below.condition !== null) {
      conditions = [...conjunctsOf(below.condition), ...conditions];
      below = joinPlan(below.left, below.right, { ...below, condition: null });
    } else return null;
  }
  return { plan: below, conditions, values };
}

/** Whether something besides equalities is compared, and equal keys or times bring rows together. */
function isWorthIt(conditions: readonly Expression[], variables: Variables): boolean {
  const outer = conditions.filter((each) => variablesIn(each, variables).length > 0);
  const equalities = outer.filter((each) => isEquality(each, variables));
  if (equalities.length === outer.length) return false;
  return equalities.length > 0 || outer.some(comparesTimes);
}

/** An equality of the row around with the inner one. */
function isEquality(condition: Expression, variables: Variables): boolean {
  if (condition.kind !== 'call' || functionById(condition.function).name !== '=') return false;
  const [a, b] = condition.arguments.map((each) => columnsOf(each)) as [number[], number[]];
  const isOuter = (columns: readonly number[]): boolean =>
    columns.length > 0 && columns.every((column) => variables.has(column));
  const isInner = (columns: readonly number[]): boolean =>
    columns.length > 0 && columns.every((column) => column >= 0);
  return (isOuter(a) && isInner(b)) || (isInner(a) && isOuter(b));
}

function comparesTimes(condition: Expression): boolean {
  return (
    condition.kind === 'call' &&
    condition.arguments.some(({ type }) => type.kind.startsWith('timestamp'))
  );
}

/** Those that conditions read, and those that these read in turn. */
function stillNeeded(
  conditions: readonly Expression[],
  subqueries: readonly Subquery[],
): readonly Subquery[] {
  const read = new Set(conditions.flatMap(columnsOf));
  for (const { placeholder, variables, test } of [...subqueries].reverse()) {
    if (!read.has(placeholder)) continue;
    const outer = [...variables.values(), ...(test === null ? [] : [test])];
    for (const column of outer.flatMap(columnsOf)) read.add(column);
  }
  return subqueries.filter(({ placeholder }) => read.has(placeholder));
}
