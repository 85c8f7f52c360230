import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import { keyForm } from '../expression/key-form.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { aggregatePlan, projectPlan } from '../logical/make-plan.ts';
import type { AggregateCall } from '../physical/physical-plan.ts';
import type { BoundAggregate } from './aggregate-collector.ts';

/**
 * The rows grouped by key expressions: a projection of keys (in the one form that equal values
 * have) and arguments, and the aggregate over its columns. DISTINCT groups by the argument first.
 * Output: the keys, then one column per call.
 * @throws SqlError 0A000 for DISTINCT beside other aggregates
 */
export function aggregateRows(
  input: LogicalPlan,
  keys: readonly { readonly expression: Expression; readonly name: string }[],
  calls: readonly BoundAggregate[],
  position: Position,
): LogicalPlan {
  const args = distinctArguments(calls);
  const isDistinct = calls.some(({ distinct }) => distinct);
  const projected = projectPlan(
    input,
    [
      ...keys.map(({ expression }) => keyForm(expression)),
      ...(isDistinct ? args.map(keyForm) : args),
    ],
    [...keys.map(({ name }) => name), ...args.map((_, i) => `argument_${i + 1}`)],
  );
  const groups = [...keys.keys()];
  const bound = calls.map((call) => callOver(call, args, keys.length));
  if (!isDistinct) return aggregatePlan(projected, groups, bound, null, position);
  if (args.length > 1 || !calls.every(takesDistinct)) throw mixedDistinct(position);
  const once = aggregatePlan(projected, [...groups, keys.length], [], null, position);
  return aggregatePlan(once, groups, bound, null, position);
}

/** Distinct values have the extremes that all values have. */
function takesDistinct({ distinct, function: name }: BoundAggregate): boolean {
  return distinct || name === 'min' || name === 'max';
}

function distinctArguments(calls: readonly BoundAggregate[]): readonly Expression[] {
  const args: Expression[] = [];
  for (const { argument } of calls) {
    if (argument !== null && !args.some((each) => equalExpressions(each, argument))) {
      args.push(argument);
    }
  }
  return args;
}

function callOver(call: BoundAggregate, args: readonly Expression[], base: number): AggregateCall {
  const { argument, type } = call;
  const at = argument === null ? -1 : args.findIndex((each) => equalExpressions(each, argument));
  return {
    function: call.function,
    argument: argument === null ? null : base + at,
    argumentType: argument?.type ?? null,
    type,
  };
}

function mixedDistinct(position: Position): SqlError {
  return new SqlError(
    sqlState.featureNotSupported,
    'DISTINCT aggregates beside other aggregates are not supported yet',
    {
      hint: 'Compute them in separate queries; several DISTINCT aggregates over one argument work together.',
      position,
    },
  );
}
