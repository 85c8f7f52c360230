import type { Batch } from '../../data/batch.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { OverNode } from '../../planner/physical/physical-plan.ts';
import { frameAggregate } from '../over/frame-aggregate.ts';
import { rankingColumn } from '../over/ranking.ts';
import type { SortedPartitions } from '../over/sorted-partitions.ts';
import type { PartitionAnswer, PartitionTask } from './partition-operator.ts';

/**
 * Window functions: every row of a partition with what the functions say of it. A row whose answer
 * fails is left out and counted. Keeps all rows.
 */
export function overTask(node: OverNode): PartitionTask {
  const { fields, partition, order, calls } = node;
  return {
    input: fields.slice(0, fields.length - calls.length),
    output: { fields },
    partition,
    order,
    answer: (sorted) => withFunctions(node, sorted),
  };
}

function withFunctions(node: OverNode, sorted: SortedPartitions): PartitionAnswer {
  const { batch } = sorted;
  const failures = new Map<string, number>();
  const isFailed = new Uint8Array(batch.rowCount);
  const failed = (row: number, code: string): void => {
    if (isFailed[row] === 1) return;
    isFailed[row] = 1;
    failures.set(code, (failures.get(code) ?? 0) + 1);
  };
  const added = node.calls.map(
    (call): Vector =>
      call.kind === 'ranking'
        ? rankingColumn(call, sorted, node.order, failed)
        : frameAggregate(call, sorted, node.order, failed),
  );
  const whole: Batch = {
    ...batch,
    schema: { fields: node.fields },
    columns: [...batch.columns, ...added],
  };
  return { rows: failures.size === 0 ? whole : without(whole, isFailed), failures, kept: null };
}

function without(batch: Batch, isFailed: Uint8Array): Batch | null {
  const kept = Int32Array.from(isFailed.keys()).filter((row) => isFailed[row] === 0);
  return kept.length === 0 ? null : gatherBatch(batch, kept, kept.length);
}
