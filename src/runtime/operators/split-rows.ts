import { type Batch, sliceBatch } from '../../data/batch.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { Nulls } from '../../data/vector.ts';

/** Rows of one batch that belong together. */
export type Run = { readonly id: number; readonly batch: Batch };

/** Rows shorter together than this are gathered instead of sliced one stretch at a time. */
const sliceRowsMin = 64;

/** The rows in time and the late ones. The rows in time come without marks. */
export function splitLate(batch: Batch): { inTime: Batch | null; late: Batch | null } {
  const marks = batch.late;
  if (marks === null) return { inTime: batch, late: null };
  const inTime: number[] = [];
  const late: number[] = [];
  for (let i = 0; i < batch.rowCount; i += 1) (marks[i] === -Infinity ? inTime : late).push(i);
  return {
    inTime:
      inTime.length === 0
        ? null
        : { ...gatherBatch(batch, Int32Array.from(inTime), inTime.length), late: null },
    late: late.length === 0 ? null : gatherBatch(batch, Int32Array.from(late), late.length),
  };
}

/** How a value becomes an id: the start of its bucket, or with width 0 the value itself. */
export type Buckets = { readonly offset: number; readonly width: number };

/** Every value is an id of its own. */
export const byValue: Buckets = { offset: 0, width: 0 };

/**
 * Splits a batch by a number of each row, such as its pane: `values[i]` belongs to row i, or to
 * row rows[i] where `rows` is given. Rows with a NULL value are left out. Long stretches share the
 * batch's memory; scattered rows are gathered, keeping their order.
 */
export function splitRuns(
  batch: Batch,
  values: Float64Array,
  nulls: Nulls,
  buckets: Buckets,
  rows: Int32Array | null = null,
): Run[] {
  if (rows === null && nulls === null) {
    const runs = sliceRuns(batch, values, buckets);
    if (runs !== null) return runs;
  }
  return gatherRuns(batch, values, nulls, buckets, rows);
}

/** Consecutive stretches of equal ids; null when they are too short for slicing to pay. */
function sliceRuns(batch: Batch, values: Float64Array, buckets: Buckets): Run[] | null {
  const runsMax = 4 + batch.rowCount / sliceRowsMin;
  const runs: Run[] = [];
  let from = 0;
  while (from < batch.rowCount) {
    const id = idOf(buckets, values[from] as number);
    const to = endOfRun(values, from, batch.rowCount, id, buckets.width);
    runs.push({ id, batch: sliceBatch(batch, from, to) });
    if (runs.length > runsMax) return null;
    from = to;
  }
  return runs;
}

function idOf({ offset, width }: Buckets, value: number): number {
  return width === 0 ? value : Math.floor((value - offset) / width) * width + offset;
}

function endOfRun(
  values: Float64Array,
  from: number,
  rowCount: number,
  id: number,
  width: number,
): number {
  const end = id + width;
  let to = from + 1;
  if (width === 0) {
    while (to < rowCount && values[to] === id) to += 1;
  } else {
    while (to < rowCount && (values[to] as number) >= id && (values[to] as number) < end) to += 1;
  }
  return to;
}

function gatherRuns(
  batch: Batch,
  values: Float64Array,
  nulls: Nulls,
  buckets: Buckets,
  rows: Int32Array | null,
): Run[] {
  const members = new Map<number, number[]>();
  const count = rows === null ? batch.rowCount : rows.length;
  for (let i = 0; i < count; i += 1) {
    const row = rows === null ? i : (rows[i] as number);
    if (nulls !== null && nulls[row] === 1) continue;
    const id = idOf(buckets, values[i] as number);
    const found = members.get(id);
    if (found === undefined) members.set(id, [row]);
    else found.push(row);
  }
  return [...members].map(([id, list]) => ({
    id,
    batch: gatherBatch(batch, Int32Array.from(list), list.length),
  }));
}
