import type { Position } from '../../common/sql-error.ts';
import type { Expression } from '../expression/expression.ts';
import type { LogicalJoin } from '../logical/logical-plan.ts';
import { columnOf, projectPlan } from '../logical/make-plan.ts';
import { keyName } from './key-columns.ts';
import { joinUnnested } from './unnest-join.ts';
import { type Unnested, type VariableKey, valueOr } from './unnested.ts';

/**
 * The full join of two plans that both have rows for each value of the same variables. A row without
 * a partner on one side is for the value that its own side says.
 */
export function fullJoinUnnested(
  plan: LogicalJoin,
  left: Unnested,
  right: Unnested,
  condition: Expression | null,
  position: Position,
): Unnested {
  const joined = joinUnnested('full', left, right, condition, position);
  const shift = left.plan.fields.length;
  const own = [
    ...plan.left.fields.keys(),
    ...[...plan.right.fields.keys()].map((column) => column + shift),
  ];
  const values = left.keys.map(({ variable, column }) => {
    const other = right.keys.find((key) => key.variable === variable)?.column ?? 0;
    return valueOr(columnOf(joined.fields, column), columnOf(joined.fields, other + shift));
  });
  const projected = projectPlan(
    joined,
    [...own.map((column) => columnOf(joined.fields, column)), ...values],
    [...plan.fields.map(({ name }) => name), ...left.keys.map(keyName)],
  );
  const keys = left.keys.map((key, i): VariableKey => ({ ...key, column: own.length + i }));
  return { plan: projected, keys };
}
