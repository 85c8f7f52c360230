import type { Position } from '../../common/sql-error.ts';
import type { Token } from '../lexer/token.ts';

/** The place of what goes from one token to another, both included. */
export function placeOf(first: Token, last: Token): Position {
  return {
    line: first.line,
    column: first.column,
    length: last.point + last.length - first.point,
  };
}
