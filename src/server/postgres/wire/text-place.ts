import type { Position } from '../../../common/sql-error.ts';

/**
 * The character (from 1, in code points) of the whole text that a position in one of its statements
 * is about; `start` is the statement's UTF-16 offset. Null where there is no position.
 */
export function placeIn(sql: string, start: number, position: Position | undefined): number | null {
  if (position === undefined) return null;
  let at = start;
  for (let line = 1; line < position.line; line += 1) {
    const end = sql.indexOf('\n', at);
    if (end < 0) return null;
    at = end + 1;
  }
  const lineStart = position.line === 1 ? start : at;
  return [...sql.slice(0, lineStart)].length + position.column;
}
