import { assert } from '../../common/assert.ts';
import { type SqlType, storageOf } from '../../data/sql-type.ts';
import type { Nulls, Vector } from '../../data/vector.ts';
import {
  groupKernelSource,
  instantiateGroupKernel,
  type KeyArray,
  type KeyColumn,
  type KeyColumnKind,
  type LocateKernel,
} from '../compile/group-kernel.ts';
import { TextInterner } from './text-interner.ts';

/** More key columns than this do not fit the null mask. */
const keyColumnsMax = 30;

/**
 * The locate kernels of one operator, made once per signature and shared by all its tables. Of keys
 * with more columns than a table takes, the first ones have a table of their own, and a number there
 * stands for them here.
 */
export class GroupKernels {
  readonly keyTypes: readonly SqlType[];
  /** Of the first columns of wide keys; null for others. */
  readonly first: GroupKernels | null;
  readonly #kernels = new Map<string, LocateKernel>();

  constructor(keyTypes: readonly SqlType[]) {
    const firstCount = keyTypes.length - keyColumnsMax + 1;
    const isWide = keyTypes.length > keyColumnsMax;
    this.first = isWide ? new GroupKernels(keyTypes.slice(0, firstCount)) : null;
    this.keyTypes = isWide ? [{ kind: 'integer' }, ...keyTypes.slice(firstCount)] : keyTypes;
  }

  get(kinds: readonly KeyColumnKind[], masked: boolean): LocateKernel {
    const signature = `${kinds.join()};${masked}`;
    let kernel = this.#kernels.get(signature);
    if (kernel === undefined) {
      kernel = instantiateGroupKernel(groupKernelSource({ kinds, masked }));
      this.#kernels.set(signature, kernel);
    }
    return kernel;
  }
}

/**
 * Numbers the distinct keys that it is shown, 0 … size − 1 in order of first appearance: an
 * open-addressing table over typed arrays. Keys of 64-bit types are kept as doubles until a value
 * beyond ±2^53 appears, then as int64. Text is interned. Grows with the number of distinct keys;
 * nothing is forgotten, the owner drops or rebuilds the whole table.
 */
export class GroupTable {
  readonly #kernels: GroupKernels;
  readonly #first: GroupTable | null;
  readonly #interners: (TextInterner | null)[];
  readonly #keys: KeyArray[];
  readonly #state = new Int32Array(2);
  #slots: Int32Array;
  #hashes: Int32Array;
  #nullMasks: Int32Array;
  #masked = false;

  /** With `groupsExpected` the arrays need not grow until there are so many. */
  constructor(kernels: GroupKernels, groupsExpected = 0) {
    let capacity = 64;
    while (capacity < groupsExpected) capacity *= 2;
    this.#kernels = kernels;
    this.#first = kernels.first === null ? null : new GroupTable(kernels.first, groupsExpected);
    this.#interners = kernels.keyTypes.map((type) =>
      storageOf(type) === 'text' ? new TextInterner() : null,
    );
    this.#slots = new Int32Array(capacity * 2);
    this.#hashes = new Int32Array(capacity);
    this.#nullMasks = new Int32Array(capacity);
    this.#keys = kernels.keyTypes.map((type) => emptyKeys(type, capacity));
    this.#state[1] = capacity;
  }

  get size(): number {
    return this.#state[0] as number;
  }

  /** How many groups fit before the arrays grow: state beside the table grows with it. */
  get capacity(): number {
    return this.#state[1] as number;
  }

  get stateBytes(): number {
    let bytes = this.#slots.byteLength + this.#hashes.byteLength + this.#nullMasks.byteLength;
    for (const key of this.#keys) bytes += key.byteLength;
    for (const interner of this.#interners) bytes += interner?.stateBytes ?? 0;
    return bytes + (this.#first?.stateBytes ?? 0);
  }

  /** The group of every row, by the key columns given; new keys get new groups. */
  locate(columns: readonly Vector[], rowCount: number): Int32Array {
    const out = new Int32Array(rowCount);
    const own = this.#ownColumns(columns, rowCount);
    const keys = own.map((column, k) => this.#keyColumn(column, k, rowCount));
    if (!this.#masked && keys.some((key) => key.nulls !== null)) this.#masked = true;
    const kernel = this.#kernels.get(
      keys.map((key) => key.kind),
      this.#masked,
    );
    // Often all rows have one key: those of one window, or of an aggregate without keys.
    const distinct = rowCount > 1 && keys.every((key) => isConstant(key, rowCount)) ? 1 : rowCount;
    let row = 0;
    for (;;) {
      row = kernel(distinct, row, out, this.#arrays(), keys);
      if (row === distinct) break;
      this.#grow();
    }
    return distinct === rowCount ? out : out.fill(out[0] as number);
  }

  /** The key columns of the given groups, or of all of them in order. */
  keyVectors(groups: Int32Array | null): Vector[] {
    const count = groups === null ? this.size : groups.length;
    const own = this.#keys.map((_, k) => this.#keyVector(k, groups, count));
    if (this.#first === null) return own;
    const [numbers, ...rest] = own;
    assert(numbers?.kind === 'i32', 'a number stands for the first columns');
    return [...this.#first.keyVectors(numbers.values), ...rest];
  }

  /** The key columns of this table: of wide keys the number of the first ones, then the others. */
  #ownColumns(columns: readonly Vector[], rowCount: number): readonly Vector[] {
    if (this.#first === null) return columns;
    const firstCount = columns.length - keyColumnsMax + 1;
    const numbers = this.#first.locate(columns.slice(0, firstCount), rowCount);
    return [{ kind: 'i32', values: numbers, nulls: null }, ...columns.slice(firstCount)];
  }

  #arrays() {
    return {
      slots: this.#slots,
      hashes: this.#hashes,
      nullMasks: this.#nullMasks,
      state: this.#state,
      keys: this.#keys,
    };
  }

  #keyColumn(vector: Vector, k: number, rowCount: number): KeyColumn {
    const { nulls } = vector;
    switch (vector.kind) {
      case 'text':
      case 'dictionary':
        return { kind: 'i32', values: this.#interner(k).internVector(vector, rowCount), nulls };
      case 'u8':
        return { kind: 'u8', values: vector.values, nulls };
      case 'i32':
        return { kind: 'i32', values: vector.values, nulls };
      case 'i64':
        this.#turnExact(k);
        return { kind: 'i64', values: vector.values, nulls };
      case 'f64':
        if (this.#keys[k] instanceof BigInt64Array) {
          return {
            kind: 'i64',
            values: BigInt64Array.from(vector.values, (value) => BigInt(value)),
            nulls,
          };
        }
        return { kind: this.#isInteger(k) ? 'integer' : 'double', values: vector.values, nulls };
    }
  }

  #isInteger(k: number): boolean {
    return storageOf(this.#kernels.keyTypes[k] as SqlType) === 'integer64';
  }

  #turnExact(k: number): void {
    const keys = this.#keys[k];
    if (keys instanceof Float64Array)
      this.#keys[k] = BigInt64Array.from(keys, (value) => BigInt(value));
  }

  #interner(k: number): TextInterner {
    const interner = this.#interners[k];
    assert(interner, 'a text key has an interner');
    return interner;
  }

  #keyVector(k: number, groups: Int32Array | null, count: number): Vector {
    const keys = this.#keys[k] as KeyArray;
    const nulls = this.#keyNulls(k, groups, count);
    const values = groups === null ? keys.slice(0, count) : pick(keys, groups);
    if (values instanceof BigInt64Array) return { kind: 'i64', values, nulls };
    if (values instanceof Float64Array) return { kind: 'f64', values, nulls };
    if (this.#interners[k]) return this.#interner(k).vector(values, count, nulls);
    const type = this.#kernels.keyTypes[k] as SqlType;
    if (storageOf(type) === 'u8') return { kind: 'u8', values: Uint8Array.from(values), nulls };
    return { kind: 'i32', values, nulls };
  }

  #keyNulls(k: number, groups: Int32Array | null, count: number): Nulls {
    if (!this.#masked) return null;
    const nulls = new Uint8Array(count);
    let any = 0;
    for (let i = 0; i < count; i += 1) {
      const group = groups === null ? i : (groups[i] as number);
      const bit = ((this.#nullMasks[group] as number) >>> k) & 1;
      nulls[i] = bit;
      any |= bit;
    }
    return any === 0 ? null : nulls;
  }

  #grow(): void {
    const capacity = this.capacity * 2;
    this.#hashes = grownInt32(this.#hashes, capacity);
    this.#nullMasks = grownInt32(this.#nullMasks, capacity);
    for (let k = 0; k < this.#keys.length; k += 1) {
      const type = this.#kernels.keyTypes[k] as SqlType;
      this.#keys[k] = grownKeys(this.#keys[k] as KeyArray, type, capacity);
    }
    this.#slots = rehashed(this.#hashes, this.size, capacity * 2);
    this.#state[1] = capacity;
  }
}

/** Whether all rows have the same value. */
function isConstant({ values, nulls }: KeyColumn, rowCount: number): boolean {
  if (nulls !== null) return false;
  const first = values[0];
  // The last row tells most columns apart at once.
  if (values[rowCount - 1] !== first) return false;
  for (let i = 1; i < rowCount; i += 1) if (values[i] !== first) return false;
  return true;
}

function emptyKeys(type: SqlType, capacity: number): KeyArray {
  const storage = storageOf(type);
  return storage === 'f64' || storage === 'integer64'
    ? new Float64Array(capacity)
    : new Int32Array(capacity);
}

function grownKeys(keys: KeyArray, type: SqlType, capacity: number): KeyArray {
  if (keys instanceof BigInt64Array) {
    const larger = new BigInt64Array(capacity);
    larger.set(keys);
    return larger;
  }
  const larger = emptyKeys(type, capacity) as Int32Array | Float64Array;
  larger.set(keys);
  return larger;
}

function grownInt32(values: Int32Array, capacity: number): Int32Array {
  const larger = new Int32Array(capacity);
  larger.set(values);
  return larger;
}

function rehashed(hashes: Int32Array, count: number, slotCount: number): Int32Array {
  const slots = new Int32Array(slotCount);
  const mask = slotCount - 1;
  for (let group = 0; group < count; group += 1) {
    let slot = (hashes[group] as number) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = group + 1;
  }
  return slots;
}

function pick(keys: KeyArray, groups: Int32Array): KeyArray {
  const count = groups.length;
  if (keys instanceof BigInt64Array) {
    const picked = new BigInt64Array(count);
    for (let i = 0; i < count; i += 1) picked[i] = keys[groups[i] as number] as bigint;
    return picked;
  }
  const picked = keys instanceof Float64Array ? new Float64Array(count) : new Int32Array(count);
  for (let i = 0; i < count; i += 1) picked[i] = keys[groups[i] as number] as number;
  return picked;
}
