import type { LiveRow } from '../../client/live-rows.ts';
import type { Cell, Column } from '../../protocol/messages.ts';
import { isNumber } from '../cell-text.ts';

/**
 * The rows in the order to look at them: the newest window or time first where the result has
 * one, those of one time by the rest of their key, else as they came. A row keeps its place among
 * the others when its values change.
 */
export function liveOrder(
  columns: readonly Column[],
  key: readonly number[] | null,
  rows: readonly LiveRow[],
): readonly LiveRow[] {
  const time = timeColumn(columns);
  if (time === null) return rows;
  const rest = (key ?? []).filter((column) => column !== time);
  return rows.toSorted((a, b) => {
    const newer = compare(b.cells[time], a.cells[time], false);
    return newer === 0 ? compareBy(rest, columns, a, b) : newer;
  });
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

function compareBy(
  key: readonly number[],
  columns: readonly Column[],
  a: LiveRow,
  b: LiveRow,
): number {
  for (const c of key) {
    const column = columns[c];
    const order = compare(a.cells[c], b.cells[c], column !== undefined && isNumber(column));
    if (order !== 0) return order;
  }
  return 0;
}

/** Times in ISO 8601 sort as text. NULL comes before everything. */
function compare(a: Cell | undefined, b: Cell | undefined, asNumbers: boolean): number {
  const [left, right] = asNumbers ? [Number(a), Number(b)] : [textOf(a), textOf(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function textOf(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell);
}
