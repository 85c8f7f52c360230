import type { Batch } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import type { HopNode } from '../../planner/physical/physical-plan.ts';
import type { SortedPartitions } from '../over/sorted-partitions.ts';
import { timesOf } from './hop.ts';
import type { PartitionAnswer, PartitionTask } from './partition-operator.ts';
import { WindowOutput } from './window-output.ts';

/**
 * SESSION and SLIDING over rows that may be taken back: the windows of the rows that there are.
 * Nothing is late, and all rows are kept. Time NULL belongs to no window.
 */
export function rowWindowsTask(node: HopNode): PartitionTask {
  const { fields, window, keyed } = node;
  return {
    input: fields.slice(0, -2),
    output: { fields },
    partition: keyed?.partition ?? [],
    order: [{ column: window.time, descending: false, nullsFirst: false }],
    answer: (sorted) => windowed(node, sorted),
  };
}

function windowed({ fields, window }: HopNode, sorted: SortedPartitions): PartitionAnswer {
  const { batch, starts } = sorted;
  const { values, nulls } = timesOf(batch.columns[window.time] as Vector);
  const output = new WindowOutput(fields);
  const put = window.form?.kind === 'session' ? putSessions : putSliding;
  for (let p = 0; p + 1 < starts.length; p += 1) {
    const from = starts[p] as number;
    let to = starts[p + 1] as number;
    // NULLs come last.
    while (to > from && nulls !== null && nulls[to - 1] === 1) to -= 1;
    put(output, { batch, values, from, to }, window.sizeMicros);
  }
  const [rows = null] = output.take();
  return { rows, failures: new Map(), kept: null };
}

/** The rows [from, to) of a batch: those of a partition in order of time. */
type Stretch = {
  readonly batch: Batch;
  readonly values: Float64Array;
  readonly from: number;
  readonly to: number;
};

function putSessions(
  output: WindowOutput,
  { batch, values, from, to }: Stretch,
  gap: number,
): void {
  let first = from;
  for (let i = from; i < to; i += 1) {
    const time = values[i] as number;
    const isLast = i + 1 === to || (values[i + 1] as number) - time > gap;
    if (!isLast) continue;
    for (let row = first; row <= i; row += 1) {
      output.add(batch, row, values[first] as number, time + gap, 1);
    }
    first = i + 1;
  }
}

function putSliding(
  output: WindowOutput,
  { batch, values, from, to }: Stretch,
  size: number,
): void {
  for (let i = from; i < to; i += 1) {
    const start = values[i] as number;
    if (i > from && values[i - 1] === start) continue;
    for (let row = i; row < to && (values[row] as number) < start + size; row += 1) {
      output.add(batch, row, start, start + size, 1);
    }
  }
}
