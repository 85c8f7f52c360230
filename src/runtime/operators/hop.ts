import type { Batch } from '../../data/batch.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { HopNode } from '../../planner/physical/physical-plan.ts';
import { type Operator, type OperatorContext, type StateSize, stateless } from './operator.ts';
import { type SpansOf, windowSpans } from './window-spans.ts';

/**
 * Puts every row into the windows that hold it. Linear. Keeps nothing. A late row is put only into
 * windows that were open when it came.
 */
export class HopOperator implements Operator {
  readonly #node: HopNode;
  readonly #context: OperatorContext;
  readonly #spans: SpansOf;

  constructor(node: HopNode, context: OperatorContext) {
    this.#node = node;
    this.#spans = windowSpans(node.window);
    this.#context = context;
  }

  take(_port: number, batch: Batch): void {
    const { window, fields } = this.#node;
    const { rows, starts, ends, lateDropped } = assignWindows(batch, window, this.#spans);
    if (lateDropped > 0) this.#context.countLate(lateDropped);
    if (rows.length === 0) return;
    const gathered = gatherBatch(batch, Int32Array.from(rows), rows.length);
    const startColumn: Vector = { kind: 'f64', values: Float64Array.from(starts), nulls: null };
    const columns: readonly Vector[] = [
      ...gathered.columns,
      startColumn,
      { kind: 'f64', values: Float64Array.from(ends), nulls: null },
    ];
    this.#context.emit({ ...gathered, schema: { fields }, columns });
  }

  endStep(watermarks: readonly number[]): number {
    return watermarks[0] as number;
  }

  stateSize(): StateSize {
    return stateless;
  }
}

/** The pairs of row and window of a batch: row numbers, starts and ends side by side. */
export function assignWindows(
  batch: Batch,
  window: HopNode['window'],
  spans: SpansOf,
): { rows: number[]; starts: number[]; ends: number[]; lateDropped: number } {
  const times = timesOf(batch.columns[window.time] as Vector);
  const rows: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let lateDropped = 0;
  for (let i = 0; i < batch.rowCount; i += 1) {
    if (times.nulls !== null && times.nulls[i] === 1) continue;
    const late = batch.late === null ? -Infinity : (batch.late[i] as number);
    for (const { start, end } of spans(times.values[i] as number)) {
      if (end + window.graceMicros <= late) lateDropped += 1;
      else {
        rows.push(i);
        starts.push(start);
        ends.push(end);
      }
    }
  }
  return { rows, starts, ends, lateDropped };
}

/** A time column as doubles: microseconds of every year that PostgreSQL knows fit in one. */
export function timesOf(vector: Vector): { values: Float64Array; nulls: Uint8Array | null } {
  if (vector.kind === 'f64') return vector;
  if (vector.kind === 'i64')
    return { values: Float64Array.from(vector.values, Number), nulls: vector.nulls };
  throw new Error(`assertion failed: times are not ${vector.kind}`);
}
