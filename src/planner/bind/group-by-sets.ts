import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { equalExpressions } from '../expression/equal-expressions.ts';
import type { Expression } from '../expression/expression.ts';
import type { LogicalPlan } from '../logical/logical-plan.ts';
import { aggregatePlan, columnOf, projectPlan, unionPlan } from '../logical/make-plan.ts';
import type { BoundAggregate, BoundGrouping, GroupCall } from './aggregate-collector.ts';
import { groupedRows } from './aggregate-rows.ts';
import { literalOf } from './coerce.ts';

type Key = { readonly expression: Expression; readonly name: string };

/**
 * Rows grouped by several sets of keys: one aggregate per set over the same rows, all of them
 * united. Output: all keys, NULL where a set has them not, then one column per call.
 * @throws SqlError 42803 for GROUPING of something that is no key
 */
export function groupBySets(
  input: LogicalPlan,
  keys: readonly Key[],
  sets: readonly (readonly Key[])[],
  calls: readonly GroupCall[],
  position: Position,
): LogicalPlan {
  const aggregates = calls.filter((call): call is BoundAggregate => call.function !== 'grouping');
  const { rows, calls: bound } = groupedRows(input, keys, aggregates);
  const united = sets.map((set) => {
    const present = keys.flatMap((key, i) => (hasKey(set, key.expression) ? [i] : []));
    const grouped = aggregatePlan(rows, present, bound, null, position);
    const shown = keys.map(({ expression }, i): Expression => {
      const at = present.indexOf(i);
      return at < 0 ? literalOf(null, expression.type) : columnOf(grouped.fields, at);
    });
    const results = calls.map((call): Expression => {
      if (call.function === 'grouping') return bitsOf(call, keys, set);
      return columnOf(grouped.fields, present.length + aggregates.indexOf(call));
    });
    const names = [...keys, ...calls.map((call) => ({ name: call.function }))];
    return projectPlan(
      grouped,
      [...shown, ...results],
      names.map(({ name }) => name),
    );
  });
  return united.length === 1 ? (united[0] as LogicalPlan) : unionPlan(united);
}

/** Whether a set of keys has the one of an expression. */
export function hasKey(set: readonly Key[], expression: Expression): boolean {
  return set.some((each) => equalExpressions(each.expression, expression));
}

/** A bit per argument, set where the rows are not grouped by it. */
function bitsOf(
  { arguments: args, position }: BoundGrouping,
  keys: readonly Key[],
  set: readonly Key[],
): Expression {
  let bits = 0;
  for (const argument of args) {
    if (!hasKey(keys, argument)) throw notGrouped(position);
    bits = bits * 2 + (hasKey(set, argument) ? 0 : 1);
  }
  return literalOf(bits, { kind: 'integer' });
}

function notGrouped(position: Position): SqlError {
  return new SqlError(
    sqlState.groupingError,
    'arguments to GROUPING must be grouping expressions of the associated query level',
    { position },
  );
}
