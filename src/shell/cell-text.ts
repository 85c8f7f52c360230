import type { Cell, Column } from '../protocol/messages.ts';

/**
 * A value as PostgreSQL writes it as text; null for NULL. Numbers come exactly as they were sent:
 * nothing is rounded, grouped or cut.
 */
export function cellText(cell: Cell | undefined, column: Column): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'string') return isTimestamp(column) ? cell.replace('T', ' ') : cell;
  if (typeof cell === 'boolean') return cell ? 't' : 'f';
  return typeof cell === 'number' ? numberText(cell) : JSON.stringify(cell);
}

/** Whether values of the column are numbers: they stand to the right and are never elided. */
export function isNumber(column: Column): boolean {
  return /^(?:smallint|integer|bigint|real|double precision|numeric)\b/.test(column.type);
}

/** Whether the column holds a date or a time; they are never elided either. */
export function isTime(column: Column): boolean {
  return /^(?:timestamp|date|time|interval)\b/.test(column.type);
}

function isTimestamp(column: Column): boolean {
  return column.type.startsWith('timestamp');
}

/** JavaScript writes -0 as 0; PostgreSQL keeps the sign. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
