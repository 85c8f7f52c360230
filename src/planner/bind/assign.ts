import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { SqlType } from '../../data/sql-type.ts';
import { canCast } from '../../functions/conversion.ts';
import type { Expression } from '../expression/expression.ts';
import { castTo } from './coerce.ts';

/** A value as what a column takes. @throws SqlError 42804 with the message made of the value's type */
export function assignTo(
  expression: Expression,
  type: SqlType,
  position: Position,
  message: (from: SqlType) => string,
): Expression {
  if (canCast(expression.type.kind, type.kind, 'assignment')) {
    return castTo(expression, type, 'assignment', position);
  }
  throw new SqlError(sqlState.datatypeMismatch, message(expression.type), {
    hint: 'You will need to rewrite or cast the expression.',
    position,
  });
}
