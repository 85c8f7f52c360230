import type { Cell, Column } from '../protocol/messages.ts';
import { valueText } from '../protocol/value-text.ts';

/**
 * A value as PostgreSQL writes it as text; null for NULL. Numbers come exactly as they were sent:
 * nothing is rounded, grouped or cut.
 */
export function cellText(cell: Cell | undefined, column: Column): string | null {
  return cell === null || cell === undefined ? null : valueText(cell, column.type);
}

/** Whether values of the column are numbers: they stand to the right and are never elided. */
export function isNumber(column: Column): boolean {
  return /^(?:smallint|integer|bigint|real|double precision|numeric)\b[^[]*$/.test(column.type);
}

/** Whether the column holds a date or a time; they are never elided either. */
export function isTime(column: Column): boolean {
  return /^(?:timestamp|date|time|interval)\b[^[]*$/.test(column.type);
}
