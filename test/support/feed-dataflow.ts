import type { Batch, Field } from '../../src/data/batch.ts';
import type { Datum } from '../../src/data/sql-type.ts';
import type { Vector } from '../../src/data/vector.ts';
import type { PhysicalPlan, ScanNode } from '../../src/planner/physical/physical-plan.ts';
import { Dataflow } from '../../src/runtime/dataflow.ts';
import { PartitionWatermark } from '../../src/runtime/operators/event-time.ts';
import { buildBatch } from './build-batch.ts';
import type { WeightedRow } from './zset.ts';

/** Rows that one scan takes at once, or the end of a step. */
export type Feeding =
  | { readonly scan: number; readonly rows: readonly WeightedRow[] }
  | { readonly end: true };

/** Outputs of a dataflow that was fed, and what it counted. */
export type Fed = {
  readonly outputs: readonly Batch[];
  readonly failures: ReadonlyMap<string, number>;
  readonly lateRows: number;
  readonly dataflow: Dataflow;
};

/** Runs a plan without event time: every scan's watermark is −∞ until the end, which is +∞. */
export function feed(plan: PhysicalPlan, feedings: readonly Feeding[]): Fed {
  const dataflow = new Dataflow(plan);
  const outputs: Batch[] = [];
  const scans = plan.nodes.flatMap((node, index) => (node.kind === 'scan' ? [index] : []));
  const endStep = (watermark: number): void => {
    const { batches } = dataflow.endStep(new Map(scans.map((scan) => [scan, watermark])));
    outputs.push(...batches);
  };
  for (const feeding of feedings) {
    if ('end' in feeding) endStep(-Infinity);
    else dataflow.take(feeding.scan, batchOf(plan, feeding.scan, feeding.rows));
  }
  endStep(Infinity);
  return { outputs, failures: dataflow.failures, lateRows: dataflow.lateRows, dataflow };
}

function batchOf(plan: PhysicalPlan, scan: number, rows: readonly WeightedRow[]): Batch {
  const fields = (plan.nodes[scan] as ScanNode).fields;
  const weights = rows.map(({ weight }) => weight);
  return buildBatch(
    fields,
    rows.map(({ row }) => row),
    { weights: weights.every((weight) => weight === 1) ? null : weights },
  );
}

/** A scan over partitions with event time. */
export type TimedScan = {
  readonly scan: number;
  /** The scan's column of event time, and how far the watermark stays behind. */
  readonly time: number;
  readonly delayMicros: number;
  /** The rows of each partition, in order. */
  readonly partitions: readonly (readonly (readonly Datum[])[])[];
};

/** Takes so many rows more of a partition, or ends the step. */
export type Cut =
  | { readonly scan: number; readonly partition: number; readonly rows: number }
  | { readonly end: true };

/**
 * Runs a plan over partitioned inputs with watermarks, cut as told; what is left is taken at the
 * end. `observe` is told the watermark that each step answers and what the step brought out.
 */
export function feedTimed(
  plan: PhysicalPlan,
  scans: readonly TimedScan[],
  cuts: readonly Cut[],
  observe: (batches: readonly Batch[], watermark: number) => void = () => {},
): Fed {
  const dataflow = new Dataflow(plan);
  const outputs: Batch[] = [];
  const inputs = scans.map((timed) => new TimedInput(plan, timed));
  const endStep = (isLast: boolean): void => {
    const watermarks = inputs.map(
      (input) => [input.scan, isLast ? Infinity : input.watermark] as const,
    );
    const { batches, watermarkMicros } = dataflow.endStep(new Map(watermarks));
    observe(batches, watermarkMicros);
    outputs.push(...batches);
  };
  const take = (input: TimedInput | undefined, partition: number, rows: number): void => {
    const batch = input?.next(partition, rows);
    if (input !== undefined && batch !== undefined && batch !== null)
      dataflow.take(input.scan, batch);
  };
  for (const cut of cuts) {
    if ('end' in cut) endStep(false);
    else take(inputs[cut.scan], cut.partition, cut.rows);
  }
  for (const input of inputs) {
    for (let p = 0; p < input.partitionCount; p += 1) take(input, p, Infinity);
  }
  endStep(true);
  return { outputs, failures: dataflow.failures, lateRows: dataflow.lateRows, dataflow };
}

class TimedInput {
  readonly scan: number;
  readonly #fields: readonly Field[];
  readonly #timed: TimedScan;
  readonly #marks: readonly PartitionWatermark[];
  readonly #offsets: number[];

  constructor(plan: PhysicalPlan, timed: TimedScan) {
    this.scan = timed.scan;
    this.#fields = (plan.nodes[timed.scan] as ScanNode).fields;
    this.#timed = timed;
    this.#marks = timed.partitions.map(() => new PartitionWatermark(timed.delayMicros));
    this.#offsets = timed.partitions.map(() => 0);
  }

  get partitionCount(): number {
    return this.#timed.partitions.length;
  }

  get watermark(): number {
    return Math.min(...this.#marks.map((mark) => mark.watermark));
  }

  next(partition: number, count: number): Batch | null {
    const from = this.#offsets[partition];
    const rows = this.#timed.partitions[partition]?.slice(from, (from ?? 0) + count) ?? [];
    if (from === undefined || rows.length === 0) return null;
    this.#offsets[partition] = from + rows.length;
    const batch = buildBatch(this.#fields, rows);
    const time = batch.columns[this.#timed.time] as Vector;
    return (this.#marks[partition] as PartitionWatermark).observe(batch, time);
  }
}
