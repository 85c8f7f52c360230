import { NullMask } from './null-mask.ts';
import type { Vector } from './vector.ts';

const capacityInitial = 1024;
const safeMax = BigInt(Number.MAX_SAFE_INTEGER) + 1n;

/**
 * Grows a vector of 64-bit integers: BIGINT, times in microseconds, unscaled decimals. It stays a
 * vector of doubles as long as every value lies within ±2^53 and turns to int64 with the first
 * that does not.
 */
export class Integer64Builder {
  readonly kind = 'integer64';
  length = 0;
  #doubles = new Float64Array(capacityInitial);
  #exact: BigInt64Array | null = null;
  readonly #nulls = new NullMask();

  /** Appends an integer within ±2^53. */
  appendNumber(value: number): void {
    if (this.#exact !== null) {
      this.#appendExact(this.#exact, BigInt(value));
      return;
    }
    if (this.length === this.#doubles.length) this.#growDoubles();
    this.#doubles[this.length] = value;
    this.length += 1;
  }

  /** Appends any integer of 64 bits. */
  appendBigInt(value: bigint): void {
    if (this.#exact !== null) this.#appendExact(this.#exact, value);
    else if (value <= safeMax && value >= -safeMax) this.appendNumber(Number(value));
    else this.#appendExact(this.#turnExact(), value);
  }

  appendNull(): void {
    this.appendNumber(0);
    this.#nulls.mark(this.length - 1, (this.#exact ?? this.#doubles).length);
  }

  /** Takes back every row from `rows` on. */
  truncate(rows: number): void {
    this.#nulls.truncate(rows, this.length);
    this.length = rows;
  }

  finish(): Vector {
    const vector = this.lend();
    this.#doubles = new Float64Array(this.#doubles.length);
    return vector;
  }

  /** A view of the rows, valid until the next one is appended; the builder is then empty. */
  lend(): Vector {
    const length = this.length;
    const nulls = this.#nulls.finish(length);
    const exact = this.#exact;
    this.length = 0;
    this.#exact = null;
    if (exact !== null) return { kind: 'i64', values: exact.subarray(0, length), nulls };
    return { kind: 'f64', values: this.#doubles.subarray(0, length), nulls };
  }

  #appendExact(exact: BigInt64Array, value: bigint): void {
    let target = exact;
    if (this.length === target.length) {
      target = new BigInt64Array(exact.length * 2);
      target.set(exact);
      this.#exact = target;
    }
    target[this.length] = value;
    this.length += 1;
  }

  #turnExact(): BigInt64Array {
    const exact = new BigInt64Array(this.#doubles.length);
    for (let i = 0; i < this.length; i += 1) exact[i] = BigInt(this.#doubles[i] as number);
    this.#exact = exact;
    return exact;
  }

  #growDoubles(): void {
    const grown = new Float64Array(this.#doubles.length * 2);
    grown.set(this.#doubles);
    this.#doubles = grown;
  }
}
