import { NullMask } from './null-mask.ts';
import type { Vector } from './vector.ts';

/** Rows that a builder has room for at first. */
const capacityInitial = 1024;

/** Grows a vector of booleans: bytes 0 and 1. */
export class ByteBuilder {
  readonly kind = 'u8';
  length = 0;
  #values = new Uint8Array(capacityInitial);
  readonly #nulls = new NullMask();

  appendNumber(value: number): void {
    if (this.length === this.#values.length) this.#grow();
    this.#values[this.length] = value;
    this.length += 1;
  }

  appendNull(): void {
    this.appendNumber(0);
    this.#nulls.mark(this.length - 1, this.#values.length);
  }

  /** Takes back every row from `rows` on. */
  truncate(rows: number): void {
    this.#nulls.truncate(rows, this.length);
    this.length = rows;
  }

  finish(): Vector {
    const vector = this.lend();
    this.#values = new Uint8Array(this.#values.length);
    return vector;
  }

  /** A view of the rows, valid until the next one is appended; the builder is then empty. */
  lend(): Vector {
    const values = this.#values.subarray(0, this.length);
    const nulls = this.#nulls.finish(this.length);
    this.length = 0;
    return { kind: 'u8', values, nulls };
  }

  #grow(): void {
    const grown = new Uint8Array(this.#values.length * 2);
    grown.set(this.#values);
    this.#values = grown;
  }
}

/** Grows a vector of 32-bit integers: SMALLINT, INTEGER, DATE. */
export class Int32Builder {
  readonly kind = 'i32';
  length = 0;
  #values = new Int32Array(capacityInitial);
  readonly #nulls = new NullMask();

  appendNumber(value: number): void {
    if (this.length === this.#values.length) this.#grow();
    this.#values[this.length] = value;
    this.length += 1;
  }

  appendNull(): void {
    this.appendNumber(0);
    this.#nulls.mark(this.length - 1, this.#values.length);
  }

  /** Takes back every row from `rows` on. */
  truncate(rows: number): void {
    this.#nulls.truncate(rows, this.length);
    this.length = rows;
  }

  finish(): Vector {
    const vector = this.lend();
    this.#values = new Int32Array(this.#values.length);
    return vector;
  }

  /** A view of the rows, valid until the next one is appended; the builder is then empty. */
  lend(): Vector {
    const values = this.#values.subarray(0, this.length);
    const nulls = this.#nulls.finish(this.length);
    this.length = 0;
    return { kind: 'i32', values, nulls };
  }

  #grow(): void {
    const grown = new Int32Array(this.#values.length * 2);
    grown.set(this.#values);
    this.#values = grown;
  }
}

/** Grows a vector of doubles: REAL, DOUBLE PRECISION. */
export class Float64Builder {
  readonly kind = 'f64';
  length = 0;
  #values = new Float64Array(capacityInitial);
  readonly #nulls = new NullMask();

  appendNumber(value: number): void {
    if (this.length === this.#values.length) this.#grow();
    this.#values[this.length] = value;
    this.length += 1;
  }

  appendNull(): void {
    this.appendNumber(0);
    this.#nulls.mark(this.length - 1, this.#values.length);
  }

  /** Takes back every row from `rows` on. */
  truncate(rows: number): void {
    this.#nulls.truncate(rows, this.length);
    this.length = rows;
  }

  finish(): Vector {
    const vector = this.lend();
    this.#values = new Float64Array(this.#values.length);
    return vector;
  }

  /** A view of the rows, valid until the next one is appended; the builder is then empty. */
  lend(): Vector {
    const values = this.#values.subarray(0, this.length);
    const nulls = this.#nulls.finish(this.length);
    this.length = 0;
    return { kind: 'f64', values, nulls };
  }

  #grow(): void {
    const grown = new Float64Array(this.#values.length * 2);
    grown.set(this.#values);
    this.#values = grown;
  }
}
