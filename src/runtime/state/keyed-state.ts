import type { Field } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import { GroupKernels, GroupTable } from './group-table.ts';

/** Below this many keys a table is not worth rebuilding. */
const rebuildKeysMin = 1024;

/** One value of state per key; keys whose value has gone are forgotten when they outnumber the others. */
export class KeyedState<T> {
  readonly #columns: readonly number[];
  readonly #kernels: GroupKernels;
  #keys: GroupTable;
  #values = new Map<number, T>();

  /** `columns` of the fields are the key. */
  constructor(fields: readonly Field[], columns: readonly number[]) {
    this.#columns = columns;
    this.#kernels = new GroupKernels(columns.map((column) => (fields[column] as Field).type));
    this.#keys = new GroupTable(this.#kernels);
  }

  /** How many keys have a value. */
  get size(): number {
    return this.#values.size;
  }

  get stateBytes(): number {
    return this.#keys.stateBytes;
  }

  /** The number of each row's key: the same until `settle` is called. */
  locate(columns: readonly Vector[], rowCount: number): Int32Array {
    const keys = this.#columns.map((column) => columns[column] as Vector);
    return this.#keys.locate(keys, rowCount);
  }

  get(key: number): T | undefined {
    return this.#values.get(key);
  }

  set(key: number, value: T): void {
    this.#values.set(key, value);
  }

  /** The values of all keys. */
  values(): Iterable<T> {
    return this.#values.values();
  }

  delete(key: number): void {
    this.#values.delete(key);
  }

  /** Forgets keys without value, when there are many; `renumber` is told the new number of each value. */
  settle(renumber: (value: T, key: number) => void): void {
    if (this.#keys.size < rebuildKeysMin || this.#values.size * 2 > this.#keys.size) return;
    const kept = Int32Array.from(this.#values.keys());
    const columns = this.#keys.keyVectors(kept);
    const values = [...this.#values.values()];
    this.#keys = new GroupTable(this.#kernels, kept.length);
    const numbers = this.#keys.locate(columns, kept.length);
    this.#values = new Map();
    for (const [i, value] of values.entries()) {
      const key = numbers[i] as number;
      this.#values.set(key, value);
      renumber(value, key);
    }
  }
}
