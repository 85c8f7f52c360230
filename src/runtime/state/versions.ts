import type { Batch } from '../../data/batch.ts';
import { compareDatums } from '../../data/compare-datums.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import { isSameRow, type KeptRow } from './kept-rows.ts';

/** A row with its time, and how often it stands there. */
export type TimedRow = KeptRow & { readonly time: number; weight: number };

/** A row that waits for its version: what it was told with, and how often. */
export type AskingRow = TimedRow & { told: TimedRow | null; toldWeight: number };

/**
 * Puts a row where its time belongs in an order by time; `search`: rows may be taken back, so that
 * an equal one is looked for and changed. Whether a row was added.
 */
export function putRow<T extends TimedRow>(rows: T[], row: T, search: boolean): boolean {
  const known = search ? sameRow(rows, row.time, row.batch, row.row) : undefined;
  if (known !== undefined) {
    known.weight += row.weight;
    return false;
  }
  let at = rows.length;
  while (at > 0 && isAfter(rows[at - 1] as T, row)) at -= 1;
  rows.splice(at, 0, row);
  return true;
}

/** The first row whose time is not before one. */
export function firstFrom(rows: readonly TimedRow[], time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] as TimedRow).time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sameRow<T extends TimedRow>(
  rows: readonly T[],
  time: number,
  batch: Batch,
  row: number,
): T | undefined {
  for (let at = firstFrom(rows, time); rows[at]?.time === time; at += 1) {
    const known = rows[at] as T;
    if (isSameRow(known, batch, row)) return known;
  }
  return undefined;
}

/** Rows of one time are in the order of their columns, NULL last, whichever came first. */
function isAfter(known: TimedRow, row: TimedRow): boolean {
  if (known.time !== row.time) return known.time > row.time;
  for (const [c, column] of known.batch.columns.entries()) {
    const order = compareValues(known.batch, column, known.row, row, c);
    if (order !== 0) return order > 0;
  }
  return false;
}

function compareValues(
  { schema }: Batch,
  column: Vector,
  row: number,
  other: KeptRow,
  c: number,
): number {
  const type = schema.fields[c]?.type;
  const beside = other.batch.columns[c];
  if (type === undefined || beside === undefined) return 0;
  const a = datumAt(column, type, row);
  const b = datumAt(beside, type, other.row);
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareDatums(a, type, b, type);
}
