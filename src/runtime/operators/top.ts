import type { Batch } from '../../data/batch.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { TopNode } from '../../planner/physical/physical-plan.ts';
import type { SortedPartitions } from '../over/sorted-partitions.ts';
import type { PartitionAnswer, PartitionTask } from './partition-operator.ts';

/**
 * The first rows of each partition: LIMIT inside a query and in continuous ones, WITH TIES and
 * DISTINCT ON. Keeps all rows over input that takes rows back; over appended rows only those
 * that are among the first, because later rows can only push them out.
 */
export function topTask(node: TopNode): PartitionTask {
  const { fields, numbered, partition, order } = node;
  return {
    input: fields.slice(0, fields.length - numbered),
    output: { fields },
    partition,
    order,
    answer: (sorted) => firstRows(node, sorted),
  };
}

function firstRows(node: TopNode, sorted: SortedPartitions): PartitionAnswer {
  const { batch, rows, starts } = sorted;
  const chosen: number[] = [];
  const kept: number[] = [];
  for (let p = 0; p + 1 < starts.length; p += 1) {
    const start = starts[p] as number;
    const end = endOf(node, sorted, start, starts[p + 1] as number);
    for (let i = start; i < end; i += 1) {
      kept.push(rows[i] as number);
      if (i >= start + node.offset) chosen.push(i);
    }
  }
  return {
    rows: chosen.length === 0 ? null : withNumbers(node, sorted, gathered(batch, chosen), chosen),
    failures: new Map(),
    kept: node.inputMode === 'append' ? Int32Array.from(kept) : null,
  };
}

function gathered(batch: Batch, chosen: readonly number[]): Batch {
  return gatherBatch(batch, Int32Array.from(chosen), chosen.length);
}

function withNumbers(
  { numbered, fields }: TopNode,
  { starts }: SortedPartitions,
  rows: Batch,
  chosen: readonly number[],
): Batch {
  if (numbered === 0) return rows;
  const values = new Float64Array(chosen.length);
  let p = 0;
  for (const [k, i] of chosen.entries()) {
    while (i >= (starts[p + 1] as number)) p += 1;
    values[k] = i - (starts[p] as number) + 1;
  }
  const added = Array.from(
    { length: numbered },
    (): Vector => ({ kind: 'f64', values, nulls: null }),
  );
  return { ...rows, schema: { fields }, columns: [...rows.columns, ...added] };
}

/** Behind the last row that is wanted of a partition. */
function endOf(
  { limit, offset, withTies }: TopNode,
  { peerEnds }: SortedPartitions,
  start: number,
  partitionEnd: number,
): number {
  if (limit === null) return partitionEnd;
  const end = Math.min(partitionEnd, start + offset + limit);
  if (!withTies || limit === 0 || end === start) return end;
  return Math.max(end, peerEnds[end - 1] as number);
}
