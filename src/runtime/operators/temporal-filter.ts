import type { Batch } from '../../data/batch.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import type { TemporalNode } from '../../planner/physical/temporal-node.ts';
import { TimeHeap } from '../state/time-heap.ts';
import { timesOf } from './hop.ts';
import type { Operator, OperatorContext, StateSize } from './operator.ts';

/** A row that comes or goes when the clock says so. */
type Waiting = { readonly batch: Batch; readonly row: number; readonly sign: 1 | -1 };

/** Rows that are told now, by the batch they lie in. */
type Told = { readonly rows: number[]; readonly signs: number[] };

/**
 * A filter that looks at the clock: `ts > now() - INTERVAL '1 hour'`. A row is there from the
 * latest of its lower bounds until the earliest of its upper ones, by the clock of the epoch; it is
 * taken back by itself. Linear. Stateful: keeps rows whose time to come or to go is not there yet,
 * and nothing else. A bound that is NULL is never met.
 */
export class TemporalFilterOperator implements Operator {
  readonly #node: TemporalNode;
  readonly #context: OperatorContext;
  readonly #waiting = new TimeHeap<Waiting>();
  readonly #told = new Map<Batch, Told>();

  constructor(node: TemporalNode, context: OperatorContext) {
    this.#node = node;
    this.#context = context;
  }

  take(_port: number, batch: Batch): void {
    const { from, until } = this.#spans(batch);
    const { fields } = this.#node;
    const columns = batch.columns.slice(0, fields.length);
    const kept: Batch = { ...batch, schema: { fields }, columns, late: null };
    const now = this.#context.env().nowMicros;
    for (let row = 0; row < batch.rowCount; row += 1) {
      const begins = from[row] as number;
      const ends = until[row] as number;
      if (!(begins < ends) || now >= ends) continue;
      if (now >= begins) this.#tell({ batch: kept, row, sign: 1 });
      else this.#waiting.add(begins, { batch: kept, row, sign: 1 });
      if (ends < Number.POSITIVE_INFINITY) this.#waiting.add(ends, { batch: kept, row, sign: -1 });
    }
  }

  endStep(watermarks: readonly number[]): number {
    const now = this.#context.env().nowMicros;
    for (;;) {
      const due = this.#waiting.takeBefore(now + 1);
      if (due === undefined) break;
      this.#tell(due);
    }
    for (const [batch, { rows, signs }] of this.#told) {
      const gathered = gatherBatch(batch, Int32Array.from(rows), rows.length);
      this.#context.emit({ ...gathered, weights: weightsOf(gathered, signs) });
    }
    this.#told.clear();
    return watermarks[0] as number;
  }

  /** When the next row comes or goes. */
  dueMicros(): number {
    return this.#waiting.firstTime;
  }

  stateSize(): StateSize {
    const rowBytes = 64;
    return { rows: this.#waiting.size, bytes: this.#waiting.size * rowBytes };
  }

  #tell({ batch, row, sign }: Waiting): void {
    let told = this.#told.get(batch);
    if (told === undefined) {
      told = { rows: [], signs: [] };
      this.#told.set(batch, told);
    }
    told.rows.push(row);
    told.signs.push(sign);
  }

  /** From when until when each row is there; NaN where a bound is NULL. */
  #spans(batch: Batch): { readonly from: Float64Array; readonly until: Float64Array } {
    const from = new Float64Array(batch.rowCount).fill(Number.NEGATIVE_INFINITY);
    const until = new Float64Array(batch.rowCount).fill(Number.POSITIVE_INFINITY);
    for (const { column, kind, shiftMicros } of this.#node.bounds) {
      const { values, nulls } = timesOf(batch.columns[column] as Vector);
      for (let row = 0; row < batch.rowCount; row += 1) {
        const isNull = nulls !== null && nulls[row] === 1;
        const time = isNull ? Number.NaN : (values[row] as number) + shiftMicros;
        // The least and the greatest of NaN and anything is NaN.
        if (kind === 'from') from[row] = Math.max(from[row] as number, time);
        else until[row] = Math.min(until[row] as number, time);
      }
    }
    return { from, until };
  }
}

function weightsOf({ weights }: Batch, signs: readonly number[]): Int32Array | null {
  if (weights === null && signs.every((sign) => sign > 0)) return null;
  return Int32Array.from(
    signs,
    (sign, i) => sign * (weights === null ? 1 : (weights[i] as number)),
  );
}
