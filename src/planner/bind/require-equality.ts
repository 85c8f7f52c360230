import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import { typeName } from '../../data/sql-type.ts';
import type { Expression } from '../expression/expression.ts';
import { hasEquality } from '../expression/key-form.ts';

/** The expression, whose values are to be told apart. @throws SqlError 42883 where they cannot be */
export function requireEquality(expression: Expression, position: Position): Expression {
  const { type } = expression;
  if (hasEquality(type)) return expression;
  const name = typeName(type);
  throw new SqlError(
    sqlState.undefinedFunction,
    `could not identify an equality operator for type ${name}`,
    { hint: 'Compare it as text: CAST(… AS TEXT).', position },
  );
}
