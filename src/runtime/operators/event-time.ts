import type { Batch } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import { timesOf } from './hop.ts';

/**
 * The watermark of one partition: the greatest time seen less the delay, a function of the
 * partition's prefix alone. A row is late when its time is behind the watermark of the rows
 * before it; it is marked with that watermark.
 */
export class PartitionWatermark {
  readonly #delayMicros: number;
  #greatest = -Infinity;

  constructor(delayMicros: number) {
    this.#delayMicros = delayMicros;
  }

  get watermark(): number {
    return this.#greatest - this.#delayMicros;
  }

  /** Event time has gone on without the partition: rows to come that are behind are late. */
  raise(watermark: number): void {
    this.#greatest = Math.max(this.#greatest, watermark + this.#delayMicros);
  }

  /** The same rows with late ones marked; moves the watermark past them. */
  observe(batch: Batch, time: Vector): Batch {
    const { values, nulls } = timesOf(time);
    const behind = this.#firstLate(values, nulls, batch.rowCount);
    if (behind === batch.rowCount) return batch;
    return { ...batch, late: this.#markLate(values, nulls, batch.rowCount) };
  }

  /** Moves past rows in time; returns the first late row (not passed), or the row count. */
  #firstLate(values: Float64Array, nulls: Uint8Array | null, rowCount: number): number {
    let greatest = this.#greatest;
    for (let i = 0; i < rowCount; i += 1) {
      if (nulls !== null && nulls[i] === 1) continue;
      const time = values[i] as number;
      if (time > greatest) greatest = time;
      else if (time < greatest - this.#delayMicros) return i;
    }
    this.#greatest = greatest;
    return rowCount;
  }

  #markLate(values: Float64Array, nulls: Uint8Array | null, rowCount: number): Float64Array {
    const late = new Float64Array(rowCount).fill(-Infinity);
    let greatest = this.#greatest;
    for (let i = 0; i < rowCount; i += 1) {
      if (nulls !== null && nulls[i] === 1) continue;
      const time = values[i] as number;
      if (time > greatest) greatest = time;
      else if (time < greatest - this.#delayMicros) late[i] = greatest - this.#delayMicros;
    }
    this.#greatest = greatest;
    return late;
  }
}
