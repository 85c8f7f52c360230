import { type SqlType, sameType } from '../../data/sql-type.ts';
import { functionById } from '../../functions/function-registry.ts';
import type { Expression } from '../expression/expression.ts';
import { mirrored } from '../expression/mirrored.ts';
import { isNullLiteral } from '../expression/properties.ts';

/** A comparison of a column with a constant that is not NULL, the column on the left. */
export type Comparison = {
  readonly column: number;
  readonly operator: string;
  readonly constant: Extract<Expression, { kind: 'literal' }>;
  readonly condition: Expression;
};

/** What a condition compares, where it compares a column with a constant of its type; else null. */
export function comparisonOf(condition: Expression): Comparison | null {
  if (condition.kind !== 'call' || condition.arguments.length !== 2) return null;
  const { name } = functionById(condition.function);
  const [left, right] = condition.arguments as readonly [Expression, Expression];
  if (left.kind === 'column' && isValue(right, left.type)) {
    return { column: left.index, operator: name, constant: right, condition };
  }
  if (right.kind === 'column' && isValue(left, right.type)) {
    return { column: right.index, operator: mirrored(name), constant: left, condition };
  }
  return null;
}

function isValue(
  expression: Expression,
  type: SqlType,
): expression is Extract<Expression, { kind: 'literal' }> {
  return (
    expression.kind === 'literal' && !isNullLiteral(expression) && sameType(expression.type, type)
  );
}
