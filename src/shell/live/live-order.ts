import type { LiveRow } from '../../client/live-rows.ts';
import type { Column } from '../../protocol/messages.ts';

/**
 * The rows in the order to look at them: the newest window or time first where the result has
 * one, else as they came. Equal times keep their order, so that rows do not jump.
 */
export function liveOrder(
  columns: readonly Column[],
  rows: readonly LiveRow[],
): readonly LiveRow[] {
  const time = timeColumn(columns);
  if (time === null) return rows;
  return rows.toSorted((a, b) => compareTimes(b.cells[time], a.cells[time]));
}

/** The column that says when: the window's start or end, else the only timestamp. */
function timeColumn(columns: readonly Column[]): number | null {
  for (const name of ['window_start', 'window_end']) {
    const found = columns.findIndex((column) => column.name === name);
    if (found >= 0) return found;
  }
  const times = columns.flatMap(({ type }, c) => (type.startsWith('timestamp') ? [c] : []));
  return times.length === 1 ? (times[0] as number) : null;
}

/** ISO 8601 of one zone sorts as text; NULL is the oldest. */
function compareTimes(a: unknown, b: unknown): number {
  const [left, right] = [typeof a === 'string' ? a : '', typeof b === 'string' ? b : ''];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
