import { assert } from '../../common/assert.ts';
import { type Datum, type SqlType, storageOf } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { vectorFromDatums } from '../../data/vector-datum.ts';
import { type Accumulator, grownDoubles } from './accumulator.ts';

/** How a bit of the result comes of how many of the values have it. */
const rules = {
  bit_and: (ones: number, count: number) => ones === count,
  bit_or: (ones: number) => ones > 0,
  bit_xor: (ones: number) => ones % 2 !== 0,
} as const;

/**
 * bit_and, bit_or and bit_xor: per bit, how many values have it. So rows are taken back as they
 * were added; state is one counter per bit of the type.
 */
export class BitAccumulator implements Accumulator {
  readonly #type: SqlType;
  readonly #rule: (ones: number, count: number) => boolean;
  readonly #bits: number;
  #ones = new Float64Array(0);
  #count = new Float64Array(0);

  constructor(name: keyof typeof rules, type: SqlType) {
    this.#type = type;
    this.#rule = rules[name];
    this.#bits = widthOf(type);
  }

  grow(capacity: number): void {
    this.#ones = grownDoubles(this.#ones, capacity * this.#bits);
    this.#count = grownDoubles(this.#count, capacity);
  }

  update(
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: Int32Array | null,
  ): void {
    assert(argument !== null && 'values' in argument, 'integers are expected');
    const { values, nulls } = argument;
    for (let i = 0; i < rowCount; i += 1) {
      if (nulls !== null && nulls[i] === 1) continue;
      const weight = weights === null ? 1 : (weights[i] as number);
      const g = groups[i] as number;
      this.#count[g] = (this.#count[g] as number) + weight;
      this.#add(g * this.#bits, values[i] as number | bigint, weight);
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof BitAccumulator, 'bits merge with bits');
    for (let s = 0; s < targets.length; s += 1) {
      const g = targets[s] as number;
      this.#count[g] = (this.#count[g] as number) + (other.#count[s] as number);
      for (let b = 0; b < this.#bits; b += 1) {
        const at = g * this.#bits + b;
        this.#ones[at] = (this.#ones[at] as number) + (other.#ones[s * this.#bits + b] as number);
      }
    }
  }

  result(groups: Int32Array): Vector {
    const datums = Array.from(groups, (g): Datum => {
      if (this.#count[g] === 0) return null;
      const bits = BigInt.asIntN(this.#bits, this.#bitsOf(g));
      return storageOf(this.#type) === 'i32' ? Number(bits) : bits;
    });
    return vectorFromDatums(this.#type, datums);
  }

  stateBytes(): number {
    return this.#ones.byteLength + this.#count.byteLength;
  }

  #add(at: number, value: number | bigint, weight: number): void {
    const big = BigInt(value);
    let low = Number(BigInt.asUintN(32, big));
    const high = Number(BigInt.asUintN(32, big >> 32n));
    for (let b = 0; b < this.#bits; b += 1) {
      if (b === 32) low = high;
      if ((low & 1) === 1) this.#ones[at + b] = (this.#ones[at + b] as number) + weight;
      low >>>= 1;
    }
  }

  #bitsOf(g: number): bigint {
    const count = this.#count[g] as number;
    let bits = 0n;
    for (let b = this.#bits - 1; b >= 0; b -= 1) {
      const isSet = this.#rule(this.#ones[g * this.#bits + b] as number, count);
      bits = bits * 2n + (isSet ? 1n : 0n);
    }
    return bits;
  }
}

function widthOf({ kind }: SqlType): number {
  if (kind === 'smallint') return 16;
  return kind === 'integer' ? 32 : 64;
}
