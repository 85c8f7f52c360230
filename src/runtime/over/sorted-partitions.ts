import type { Batch, Schema } from '../../data/batch.ts';
import type { SortKey } from '../../planner/physical/physical-plan.ts';
import { keyOrder, rowOrder } from '../sort-batch.ts';
import type { PartitionRows, PartitionRuns } from '../state/partition-rows.ts';

/**
 * Rows of some partitions, each partition in its order: partition p is the rows
 * starts[p] … starts[p + 1]. Row i has the peers peerStarts[i] … peerEnds[i], those that are equal
 * by the order; without an order all rows of a partition are peers.
 */
export type SortedPartitions = {
  readonly batch: Batch;
  /** The number of each row in the state that it comes from. */
  readonly rows: Int32Array;
  readonly starts: Int32Array;
  readonly peerStarts: Int32Array;
  readonly peerEnds: Int32Array;
};

/** Puts the rows of each partition in order, ties decided by the remaining columns. */
export function sortPartitions(
  state: PartitionRows,
  { rows, starts }: PartitionRuns,
  schema: Schema,
  order: readonly SortKey[],
): SortedPartitions {
  const unsorted = batchOf(state, rows, schema);
  const compare = rowOrder(unsorted, order);
  const places = Int32Array.from({ length: rows.length }, (_, i) => i);
  for (let p = 0; p + 1 < starts.length; p += 1) {
    places.subarray(starts[p], starts[p + 1]).sort(compare);
  }
  const sorted = places.map((place) => rows[place] as number);
  const batch = batchOf(state, sorted, schema);
  return { batch, rows: sorted, starts, ...peersOf(batch, starts, order) };
}

function batchOf(state: PartitionRows, rows: Int32Array, schema: Schema): Batch {
  return {
    schema,
    rowCount: rows.length,
    columns: state.columns(rows),
    weights: null,
    late: null,
  };
}

function peersOf(
  batch: Batch,
  starts: Int32Array,
  order: readonly SortKey[],
): Pick<SortedPartitions, 'peerStarts' | 'peerEnds'> {
  const compare = keyOrder(batch, order);
  const peerStarts = new Int32Array(batch.rowCount);
  const peerEnds = new Int32Array(batch.rowCount);
  for (let p = 0; p + 1 < starts.length; p += 1) {
    const end = starts[p + 1] as number;
    let from = starts[p] as number;
    for (let i = from; i < end; i += 1) {
      if (i + 1 < end && compare(i, i + 1) === 0) continue;
      peerStarts.fill(from, from, i + 1);
      peerEnds.fill(i + 1, from, i + 1);
      from = i + 1;
    }
  }
  return { peerStarts, peerEnds };
}
