import { assert } from '../../common/assert.ts';
import { SqlError } from '../../common/sql-error.ts';
import type { Datum, Interval, SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt, vectorFromDatums } from '../../data/vector-datum.ts';
import { checkedInterval, divideInterval } from '../../functions/interval-arithmetic.ts';
import { type Accumulator, grownDoubles } from './accumulator.ts';

const intervalType: SqlType = { kind: 'interval' };

/** sum and avg over INTERVAL: months, days and microseconds apart, exact to 2^53 each. */
export class IntervalSumAccumulator implements Accumulator {
  readonly #average: boolean;
  #months = new Float64Array(0);
  #days = new Float64Array(0);
  #micros = new Float64Array(0);
  #count = new Float64Array(0);

  constructor(average: boolean) {
    this.#average = average;
  }

  grow(capacity: number): void {
    this.#months = grownDoubles(this.#months, capacity);
    this.#days = grownDoubles(this.#days, capacity);
    this.#micros = grownDoubles(this.#micros, capacity);
    this.#count = grownDoubles(this.#count, capacity);
  }

  update(
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: Int32Array | null,
  ): void {
    assert(argument, 'sum has an argument');
    for (let i = 0; i < rowCount; i += 1) {
      if (argument.nulls !== null && argument.nulls[i] === 1) continue;
      const value = datumAt(argument, intervalType, i) as Interval;
      this.#add(groups[i] as number, value, weights === null ? 1 : (weights[i] as number));
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof IntervalSumAccumulator, 'sums merge with sums');
    for (let s = 0; s < targets.length; s += 1) {
      const g = targets[s] as number;
      this.#add(g, other.#sumOf(s), 1);
      this.#count[g] = (this.#count[g] as number) + (other.#count[s] as number) - 1;
    }
  }

  result(groups: Int32Array, failed: Uint8Array): Vector {
    const datums = Array.from(groups, (g, i): Datum => {
      const count = this.#count[g] as number;
      if (count === 0) return null;
      const sum = this.#sumOf(g);
      try {
        return this.#average ? divideInterval(sum, count) : checkedInterval(sum);
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        failed[i] = 1;
        return null;
      }
    });
    return vectorFromDatums(intervalType, datums);
  }

  stateBytes(): number {
    return this.#count.byteLength * 4;
  }

  #sumOf(g: number): Interval {
    return {
      months: this.#months[g] as number,
      days: this.#days[g] as number,
      micros: this.#micros[g] as number,
    };
  }

  #add(g: number, { months, days, micros }: Interval, weight: number): void {
    this.#months[g] = (this.#months[g] as number) + months * weight;
    this.#days[g] = (this.#days[g] as number) + days * weight;
    this.#micros[g] = (this.#micros[g] as number) + micros * weight;
    this.#count[g] = (this.#count[g] as number) + weight;
  }
}
