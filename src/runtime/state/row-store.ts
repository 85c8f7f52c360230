import type { Field } from '../../data/batch.ts';
import { type Datum, type SqlType, storageOf } from '../../data/sql-type.ts';
import { copyBytes } from '../../data/text-bytes.ts';
import type { DictionaryVector, TextVector, Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';

const slotsInitial = 64;

/**
 * Rows by number, in columns of typed arrays. Numbers that are given back are used again. Nothing
 * is hashed or compared: rows that are equal may stand side by side.
 */
export class RowStore {
  readonly #types: readonly SqlType[];
  readonly #columns: readonly Column[];
  readonly #free: number[] = [];
  #size = 0;
  #capacity = slotsInitial;

  constructor(fields: readonly Field[]) {
    this.#types = fields.map(({ type }) => type);
    this.#columns = this.#types.map((type) =>
      storageOf(type) === 'text' ? new TextStore() : new NumberStore(type),
    );
  }

  /** How many rows there is room for: what is kept beside the rows grows with it. */
  get capacity(): number {
    return this.#capacity;
  }

  /** How many rows there are. */
  get rows(): number {
    return this.#size - this.#free.length;
  }

  get stateBytes(): number {
    return this.#columns.reduce((bytes, column) => bytes + column.stateBytes, 0);
  }

  /** A number for a row that `put` is to bring. */
  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    this.#size += 1;
    if (this.#size > this.#capacity) {
      this.#capacity *= 2;
      for (const column of this.#columns) column.grow(this.#capacity);
    }
    return this.#size - 1;
  }

  /** Gives a number back. */
  drop(slot: number): void {
    this.#free.push(slot);
    for (const column of this.#columns) column.drop(slot);
  }

  /** Brings rows of a batch under numbers that were taken. */
  put(columns: readonly Vector[], rows: Int32Array, slots: Int32Array): void {
    this.#columns.forEach((column, c) => {
      column.put(columns[c] as Vector, rows, slots);
    });
  }

  /** The columns of rows. */
  vectors(slots: Int32Array): Vector[] {
    return this.#columns.map((column) => column.vector(slots));
  }

  /** One value. */
  datum(slot: number, column: number): Datum {
    const vector = (this.#columns[column] as Column).vector(Int32Array.of(slot));
    return datumAt(vector, this.#types[column] as SqlType, 0);
  }
}

type Column = NumberStore | TextStore;
type Numbers = Uint8Array | Int32Array | Float64Array | BigInt64Array;

/** Values of fixed width; 64-bit integers are doubles until one lies beyond ±2^53. */
class NumberStore {
  #values: Numbers;
  #nulls: Uint8Array | null = null;

  constructor(type: SqlType) {
    this.#values = emptyNumbers(type);
  }

  get stateBytes(): number {
    return this.#values.byteLength + (this.#nulls?.byteLength ?? 0);
  }

  grow(capacity: number): void {
    this.#values = grown(this.#values, capacity);
    if (this.#nulls !== null) this.#nulls = grown(this.#nulls, capacity);
  }

  drop(): void {
    // The place is written anew.
  }

  put(vector: Vector, rows: Int32Array, slots: Int32Array): void {
    this.#nulls = putNulls(this.#nulls, this.#values.length, vector, rows, slots);
    if (vector.kind === 'i64') this.#turnExact();
    const to = this.#values;
    if (to instanceof BigInt64Array) {
      putIntegers(vector, to, rows, slots);
    } else if (vector.kind === 'f64') {
      const { values } = vector;
      for (let i = 0; i < rows.length; i += 1) {
        to[slots[i] as number] = values[rows[i] as number] as number;
      }
    } else if (vector.kind === 'i32' || vector.kind === 'u8') {
      const { values } = vector;
      for (let i = 0; i < rows.length; i += 1) {
        to[slots[i] as number] = values[rows[i] as number] as number;
      }
    }
  }

  vector(slots: Int32Array): Vector {
    const nulls = nullsAt(this.#nulls, slots);
    const from = this.#values;
    if (from instanceof BigInt64Array) {
      return { kind: 'i64', values: picked(from, new BigInt64Array(slots.length), slots), nulls };
    }
    if (from instanceof Float64Array) {
      return { kind: 'f64', values: picked(from, new Float64Array(slots.length), slots), nulls };
    }
    if (from instanceof Int32Array) {
      return { kind: 'i32', values: picked(from, new Int32Array(slots.length), slots), nulls };
    }
    return { kind: 'u8', values: picked(from, new Uint8Array(slots.length), slots), nulls };
  }

  #turnExact(): void {
    if (this.#values instanceof Float64Array) {
      this.#values = BigInt64Array.from(this.#values, (value) => BigInt(value));
    }
  }
}

function putIntegers(vector: Vector, to: BigInt64Array, rows: Int32Array, slots: Int32Array): void {
  if (vector.kind !== 'i64' && vector.kind !== 'f64') return;
  const { values } = vector;
  for (let i = 0; i < rows.length; i += 1) {
    to[slots[i] as number] = BigInt(values[rows[i] as number] as number | bigint);
  }
}

/** Below this many bytes an arena is not worth cleaning. */
const cleanedBytesMin = 1 << 20;

/** Texts one behind the other; those of dropped rows are cleaned out when they are half of all. */
class TextStore {
  #bytes = new Uint8Array(1024);
  #starts = new Int32Array(slotsInitial);
  #ends = new Int32Array(slotsInitial);
  #nulls: Uint8Array | null = null;
  #length = 0;
  #dropped = 0;

  get stateBytes(): number {
    const ends = this.#starts.byteLength + this.#ends.byteLength;
    return this.#bytes.byteLength + ends + (this.#nulls?.byteLength ?? 0);
  }

  grow(capacity: number): void {
    this.#starts = grown(this.#starts, capacity);
    this.#ends = grown(this.#ends, capacity);
    if (this.#nulls !== null) this.#nulls = grown(this.#nulls, capacity);
  }

  drop(slot: number): void {
    this.#dropped += (this.#ends[slot] as number) - (this.#starts[slot] as number);
    this.#starts[slot] = 0;
    this.#ends[slot] = 0;
  }

  put(vector: Vector, rows: Int32Array, slots: Int32Array): void {
    if (vector.kind !== 'text' && vector.kind !== 'dictionary') return;
    this.#nulls = putNulls(this.#nulls, this.#starts.length, vector, rows, slots);
    const { bytes, offsets } = vector.kind === 'text' ? vector : vector.dictionary;
    for (let i = 0; i < rows.length; i += 1) {
      const entry = entryAt(vector, rows[i] as number);
      const from = offsets[entry] as number;
      this.#append(bytes, from, (offsets[entry + 1] as number) - from, slots[i] as number);
    }
  }

  vector(slots: Int32Array): Vector {
    const count = slots.length;
    const offsets = new Int32Array(count + 1);
    for (let i = 0; i < count; i += 1) {
      const slot = slots[i] as number;
      const size = (this.#ends[slot] as number) - (this.#starts[slot] as number);
      offsets[i + 1] = (offsets[i] as number) + size;
    }
    const bytes = new Uint8Array(offsets[count] as number);
    for (let i = 0; i < count; i += 1) {
      const at = offsets[i] as number;
      const start = this.#starts[slots[i] as number] as number;
      const size = (offsets[i + 1] as number) - at;
      copyBytes(this.#bytes, start, start + size, bytes, at);
    }
    return { kind: 'text', offsets, bytes, nulls: nullsAt(this.#nulls, slots) };
  }

  #append(bytes: Uint8Array, from: number, size: number, slot: number): void {
    if (this.#length + size > this.#bytes.length) this.#makeRoom(size);
    copyBytes(bytes, from, from + size, this.#bytes, this.#length);
    this.#starts[slot] = this.#length;
    this.#length += size;
    this.#ends[slot] = this.#length;
  }

  #makeRoom(size: number): void {
    if (this.#length > cleanedBytesMin && this.#dropped * 2 > this.#length) this.#clean();
    const needed = this.#length + size;
    if (needed > this.#bytes.length) {
      this.#bytes = grown(this.#bytes, Math.max(needed, this.#bytes.length * 2));
    }
  }

  #clean(): void {
    const cleaned = new Uint8Array(this.#bytes.length);
    let length = 0;
    for (let slot = 0; slot < this.#starts.length; slot += 1) {
      const start = this.#starts[slot] as number;
      const size = (this.#ends[slot] as number) - start;
      if (size === 0) continue;
      copyBytes(this.#bytes, start, start + size, cleaned, length);
      this.#starts[slot] = length;
      length += size;
      this.#ends[slot] = length;
    }
    this.#bytes = cleaned;
    this.#length = length;
    this.#dropped = 0;
  }
}

function entryAt(vector: TextVector | DictionaryVector, row: number): number {
  return vector.kind === 'text' ? row : (vector.codes[row] as number);
}

/** The marks of all rows after some were put; null while no row is NULL. */
function putNulls(
  known: Uint8Array | null,
  capacity: number,
  { nulls }: Vector,
  rows: Int32Array,
  slots: Int32Array,
): Uint8Array | null {
  if (known === null && nulls === null) return null;
  const marks = known ?? new Uint8Array(capacity);
  for (let i = 0; i < rows.length; i += 1) {
    marks[slots[i] as number] = nulls === null ? 0 : (nulls[rows[i] as number] as number);
  }
  return marks;
}

function nullsAt(nulls: Uint8Array | null, slots: Int32Array): Uint8Array | null {
  if (nulls === null) return null;
  const marks = picked(nulls, new Uint8Array(slots.length), slots);
  return marks.includes(1) ? marks : null;
}

function emptyNumbers(type: SqlType): Numbers {
  switch (storageOf(type)) {
    case 'u8':
      return new Uint8Array(slotsInitial);
    case 'i32':
      return new Int32Array(slotsInitial);
    default:
      return new Float64Array(slotsInitial);
  }
}

function grown<T extends Numbers>(from: T, capacity: number): T {
  const to = new (from.constructor as new (length: number) => T)(capacity);
  to.set(from as never);
  return to;
}

function picked<T extends Numbers>(from: T, to: T, slots: Int32Array): T {
  for (let i = 0; i < slots.length; i += 1) {
    to[i] = from[slots[i] as number] as never;
  }
  return to;
}
