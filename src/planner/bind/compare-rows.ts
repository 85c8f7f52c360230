import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { BinaryOperator } from '../../parser/ast.ts';
import type { Expression } from '../expression/expression.ts';
import { booleanLiteral, connect } from '../logical/connectives.ts';
import { callByName } from './coerce.ts';

/** Two rows compared, field by field, with the answers that NULLs give. @throws SqlError 42601, 0A000 */
export function compareRows(
  operator: BinaryOperator,
  a: readonly Expression[],
  b: readonly Expression[],
  position: Position,
): Expression {
  if (a.length !== b.length) throw unequal(position);
  if (a.length === 0) {
    throw new SqlError(sqlState.featureNotSupported, 'cannot compare rows of zero length', {
      position,
    });
  }
  const each = (name: string): Expression[] =>
    a.map((value, i) => callByName(name, [value, b[i] as Expression], position));
  switch (operator) {
    case '=':
    case 'is not distinct from':
      return connect('and', each(operator));
    case '<>':
    case 'is distinct from':
      return connect('or', each(operator));
    default:
      return inOrder(operator, a, b, position);
  }
}

/** The first fields that differ decide; where none does, whether equal rows hold. */
function inOrder(
  operator: BinaryOperator,
  a: readonly Expression[],
  b: readonly Expression[],
  position: Position,
): Expression {
  const strict = operator === '<' || operator === '<=' ? '<' : '>';
  const compare = (name: string, i: number): Expression =>
    callByName(name, [a[i] as Expression, b[i] as Expression], position);
  let rest: Expression | null = null;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const decided = compare(i === a.length - 1 ? operator : strict, i);
    rest =
      rest === null ? decided : connect('or', [decided, connect('and', [compare('=', i), rest])]);
  }
  return rest ?? booleanLiteral(true);
}

/** Rows of different widths. */
export function unequal(position: Position): SqlError {
  return new SqlError(sqlState.syntaxError, 'unequal number of entries in row expressions', {
    position,
  });
}
