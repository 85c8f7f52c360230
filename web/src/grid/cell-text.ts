import type { Cell } from '../../../src/protocol/messages.ts';
import { valueText } from '../../../src/protocol/value-text.ts';

/** How a cell reads in the grid; NULL is the empty text and drawn by its own mark. */
export function cellText(cell: Cell, type: string): string {
  return cell === null ? '' : valueText(cell, type);
}

/** How a cell is copied: exactly what travelled, objects as JSON. */
export function cellSource(cell: Cell): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

const grouped = new Intl.NumberFormat('en-US');

/** A count with its thousands apart: 12,345. */
export function countText(count: number): string {
  return grouped.format(count);
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** A count that must be short: 12.3K. */
export function shortCount(count: number): string {
  return count < 10_000 ? grouped.format(count) : compact.format(count);
}
