import { assert } from '../common/assert.ts';
import { type Batch, sliceBatch } from '../data/batch.ts';
import { gatherBatch } from '../data/gather.ts';
import type { Vector } from '../data/vector.ts';
import type { SortKey } from '../planner/physical/physical-plan.ts';
import { type RowOrder, valueOrder } from './row-order.ts';

/** When fewer than one row in so many is wanted, the others are never put in order. */
const selectedPart = 8;

/**
 * The rows [offset, offset + limit) of a batch in the order of the keys; all of them with limit
 * null. Ties are decided by the remaining columns in the order of the schema, ascending with NULLs
 * last. Every row must have weight 1.
 */
export function sortBatch(
  batch: Batch,
  order: readonly SortKey[],
  offset: number,
  limit: number | null,
): Batch {
  const end = limit === null ? batch.rowCount : Math.min(batch.rowCount, offset + limit);
  const from = Math.min(offset, end);
  if (order.length === 0) return sliceBatch(batch, from, end);
  const compare = rowOrder(batch, order);
  const sorted =
    end * selectedPart < batch.rowCount
      ? firstRows(batch.rowCount, end, compare)
      : Int32Array.from({ length: batch.rowCount }, (_, row) => row).sort(compare);
  return gatherBatch(batch, sorted.subarray(from, end), end - from);
}

/** The order of rows by the keys, ties by the remaining columns in the order of the schema. */
export function rowOrder(batch: Batch, order: readonly SortKey[]): RowOrder {
  const byKeys = keyOrder(batch, wholeOrder(order, batch.columns.length));
  return (a, b) => byKeys(a, b) || a - b;
}

/** The keys, then the other columns in the order of the schema, ascending with NULLs last. */
export function wholeOrder(order: readonly SortKey[], columns: number): readonly SortKey[] {
  const named = new Set(order.map(({ column }) => column));
  const rest = [...Array(columns).keys()].filter((column) => !named.has(column));
  return [...order, ...rest.map((column) => ({ column, descending: false, nullsFirst: false }))];
}

/** The order of rows by the keys alone: rows that are equal by all of them are peers. */
export function keyOrder(batch: Batch, keys: readonly SortKey[]): RowOrder {
  const orders = keys.map((key) => columnOrder(batch, key));
  return (a, b) => {
    for (const compare of orders) {
      const difference = compare(a, b);
      if (difference !== 0) return difference;
    }
    return 0;
  };
}

function columnOrder(batch: Batch, { column, descending, nullsFirst }: SortKey): RowOrder {
  const vector = batch.columns[column] as Vector;
  const field = batch.schema.fields[column];
  assert(field, 'a field per column');
  const values = valueOrder(vector, field.type);
  const directed: RowOrder = descending ? (a, b) => values(b, a) : values;
  const { nulls } = vector;
  if (nulls === null) return directed;
  const nullRank = nullsFirst ? -1 : 1;
  return (a, b) => {
    const difference = (nulls[a] as number) - (nulls[b] as number);
    if (difference !== 0) return difference * nullRank;
    return nulls[a] === 1 ? 0 : directed(a, b);
  };
}

/** The first `wanted` rows in order: a heap whose top is the last of the best so far. */
function firstRows(rowCount: number, wanted: number, compare: RowOrder): Int32Array {
  const heap = new Int32Array(wanted);
  let size = 0;
  for (let row = 0; row < rowCount; row += 1) {
    if (size < wanted) {
      heap[size] = row;
      siftUp(heap, size, compare);
      size += 1;
    } else if (wanted > 0 && compare(row, heap[0] as number) < 0) {
      heap[0] = row;
      siftDown(heap, compare);
    }
  }
  return heap.sort(compare);
}

function siftUp(heap: Int32Array, from: number, compare: RowOrder): void {
  const row = heap[from] as number;
  let child = from;
  while (child > 0) {
    const parent = (child - 1) >> 1;
    if (compare(row, heap[parent] as number) <= 0) break;
    heap[child] = heap[parent] as number;
    child = parent;
  }
  heap[child] = row;
}

function siftDown(heap: Int32Array, compare: RowOrder): void {
  const row = heap[0] as number;
  let parent = 0;
  for (;;) {
    let child = parent * 2 + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && compare(heap[child + 1] as number, heap[child] as number) > 0) {
      child += 1;
    }
    if (compare(heap[child] as number, row) <= 0) break;
    heap[parent] = heap[child] as number;
    parent = child;
  }
  heap[parent] = row;
}
