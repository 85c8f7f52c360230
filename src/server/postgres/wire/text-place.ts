import type { Position } from '../../../common/sql-error.ts';

/** The character (from 1, in code points) of a text that a position is about. Null where there is none. */
export function placeIn(sql: string, position: Position | undefined): number | null {
  if (position === undefined) return null;
  let at = 0;
  for (let line = 1; line < position.line; line += 1) {
    const end = sql.indexOf('\n', at);
    if (end < 0) return null;
    at = end + 1;
  }
  return [...sql.slice(0, at)].length + position.column;
}
