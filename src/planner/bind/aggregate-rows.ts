import type { Position } from '../../common/sql-error.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import { keyForm } from '../expression/key-form.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { aggregatePlan, projectPlan } from '../logical/make-plan.ts';
import type { AggregateCall } from '../physical/physical-plan.ts';
import type { BoundAggregate } from './aggregate-collector.ts';

/** The rows to be grouped: the keys, then what the calls look at; and the calls over these columns. */
export type GroupedRows = {
  readonly rows: LogicalPlan;
  readonly calls: readonly AggregateCall[];
};

/**
 * The rows grouped by key expressions: a projection of keys (in the one form that equal values
 * have) and arguments, and the aggregate over its columns. Where all calls take the distinct values
 * of one argument, DISTINCT groups by it first; else each call tells distinct values apart.
 * Output: the keys, then one column per call.
 */
export function aggregateRows(
  input: LogicalPlan,
  keys: readonly { readonly expression: Expression; readonly name: string }[],
  calls: readonly BoundAggregate[],
  position: Position,
): LogicalPlan {
  const { rows, calls: bound } = groupedRows(input, keys, calls);
  const groups = [...keys.keys()];
  const [value, ...others] = rows.fields.slice(keys.length);
  const once = value !== undefined && others.length === 0 && isAllDistinct(calls);
  if (!once) return aggregatePlan(rows, groups, bound, null, position);
  const distinct = aggregatePlan(rows, [...groups, keys.length], [], null, position);
  const plain = bound.map(({ distinct: _, ...call }) => call);
  return aggregatePlan(distinct, groups, plain, null, position);
}

/** The projection below a grouping. */
export function groupedRows(
  input: LogicalPlan,
  keys: readonly { readonly expression: Expression; readonly name: string }[],
  calls: readonly BoundAggregate[],
): GroupedRows {
  const args: Expression[] = [];
  const columnOf = (expression: Expression): number => {
    const known = args.findIndex((each) => equalExpressions(each, expression));
    if (known < 0) args.push(expression);
    return keys.length + (known < 0 ? args.length - 1 : known);
  };
  const isOnce = isAllDistinct(calls);
  const bound = calls.map((call) => callOver(call, isOnce, columnOf));
  const rows = projectPlan(
    input,
    [...keys.map(({ expression }) => keyForm(expression)), ...args],
    [...keys.map(({ name }) => name), ...args.map((_, i) => `argument_${i + 1}`)],
  );
  return { rows, calls: bound };
}

/** Whether nothing but distinct values matters: they have the extremes that all values have. */
function isAllDistinct(calls: readonly BoundAggregate[]): boolean {
  const takesDistinct = ({ distinct, function: name }: BoundAggregate): boolean =>
    distinct || name === 'min' || name === 'max';
  return (
    calls.some(({ distinct }) => distinct) &&
    calls.every((call) => takesDistinct(call) && call.others.length === 0)
  );
}

function callOver(
  call: BoundAggregate,
  isOnce: boolean,
  columnOf: (expression: Expression) => number,
): AggregateCall {
  const { argument, others, distinct, ...rest } = call;
  const formed = (each: Expression): Expression => (distinct || isOnce ? keyForm(each) : each);
  const common = {
    ...rest,
    argument: argument === null ? null : columnOf(formed(argument)),
    argumentType: argument?.type ?? null,
    ...(distinct ? { distinct } : {}),
  };
  if (others.length === 0) return common;
  return {
    ...common,
    others: others.map((each) => ({ column: columnOf(formed(each)), type: each.type })),
  };
}
