import type { Field } from '../../data/batch.ts';
import { concatVectors } from '../../data/concat-batches.ts';
import type { Vector } from '../../data/vector.ts';
import type { SortKey, WindowBound, WindowFrame } from '../../planner/physical/physical-plan.ts';
import { type RowOrder, valueOrder } from '../row-order.ts';
import type { SortedPartitions } from './sorted-partitions.ts';

/** The frame of row i: the rows from[i] … to[i], what EXCLUDE takes out of them not yet left out. */
export type Frames = { readonly from: Int32Array; readonly to: Int32Array };

/** Which end of a frame is wanted. */
type End = 'start' | 'end';

/** The frames of all rows. `order` is that of the partitions. */
export function framesOf(
  frame: WindowFrame,
  sorted: SortedPartitions,
  order: readonly SortKey[],
): Frames {
  const { rowCount } = sorted.batch;
  const from = new Int32Array(rowCount);
  const to = new Int32Array(rowCount);
  const startOf = boundary(frame.start, 'start', frame.unit, sorted, order);
  const endOf = boundary(frame.end, 'end', frame.unit, sorted, order);
  const { starts } = sorted;
  for (let p = 0; p + 1 < starts.length; p += 1) {
    const first = starts[p] as number;
    const last = starts[p + 1] as number;
    for (let i = first; i < last; i += 1) {
      const start = startOf(i, first, last);
      from[i] = start;
      to[i] = Math.max(start, endOf(i, first, last));
    }
  }
  return { from, to };
}

/** Where the frame of row i of the partition [first, last) has its start or end. */
type Boundary = (i: number, first: number, last: number) => number;

function boundary(
  bound: WindowBound,
  end: End,
  unit: WindowFrame['unit'],
  sorted: SortedPartitions,
  order: readonly SortKey[],
): Boundary {
  const { peerStarts, peerEnds } = sorted;
  switch (bound.kind) {
    case 'first':
      return (_, first) => first;
    case 'last':
      return (_, __, last) => last;
    case 'current':
      if (unit === 'rows') return end === 'start' ? (i) => i : (i) => i + 1;
      return end === 'start' ? (i) => peerStarts[i] as number : (i) => peerEnds[i] as number;
    case 'distance':
      return unit === 'rows'
        ? rowsAway(bound.distance, end)
        : groupsAway(bound.distance, end, sorted);
    case 'value':
      return valueAway(bound, end, sorted, order[0] as SortKey);
  }
}

function rowsAway(distance: number, end: End): Boundary {
  const shift = distance + (end === 'end' ? 1 : 0);
  return (i, first, last) => Math.min(Math.max(i + shift, first), last);
}

/** So many groups of peers before or behind that of the row. */
function groupsAway(
  distance: number,
  end: End,
  { peerStarts, peerEnds }: SortedPartitions,
): Boundary {
  return (i, first, last) => {
    let at = i;
    for (let n = distance; n < 0; n += 1) {
      at = (peerStarts[at] as number) - 1;
      if (at < first) return first;
    }
    for (let n = distance; n > 0; n -= 1) {
      at = peerEnds[at] as number;
      if (at >= last) return last;
    }
    return (end === 'start' ? peerStarts[at] : peerEnds[at]) as number;
  };
}

/**
 * The first row whose key has reached, or for the end has passed, the bound of row i. Rows whose
 * key is NULL are near each other only.
 */
function valueAway(
  { key, bound }: Extract<WindowBound, { kind: 'value' }>,
  end: End,
  { batch, peerStarts, peerEnds }: SortedPartitions,
  { descending }: SortKey,
): Boundary {
  const keys = batch.columns[key] as Vector;
  const bounds = batch.columns[bound] as Vector;
  const { type } = batch.schema.fields[key] as Field;
  const { rowCount } = batch;
  const both = valueOrder(concatVectors([keys, bounds]), type);
  const compare: RowOrder = descending
    ? (a, i) => both(rowCount + i, a)
    : (a, i) => both(a, rowCount + i);
  const passed = end === 'end' ? 0 : -1;
  const { nulls } = keys;
  const isNull = (row: number): boolean => nulls !== null && nulls[row] === 1;
  return (i, first, last) => {
    if (isNull(i)) return (end === 'start' ? peerStarts[i] : peerEnds[i]) as number;
    let low = isNull(first) ? (peerEnds[first] as number) : first;
    let high = isNull(last - 1) ? (peerStarts[last - 1] as number) : last;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(middle, i) <= passed) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
