import type { SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { GroupKernels, GroupTable } from './group-table.ts';

/** Below this many keys an index is not worth making anew. */
const keysMin = 1024;

/**
 * Where the rows of a set lie by some of their columns: a chain of row numbers per key. Rows that
 * are gone are taken out of their chain when somebody comes along it. Grows with the rows of the
 * set, and with the keys that are asked for.
 */
export class RowIndex {
  readonly #keys: GroupTable;
  /** By key the first row of its chain, and by row the next one; counted from 1, 0 is the end. */
  #heads = new Int32Array(64);
  #next = new Int32Array(64);
  /** By row 1 while it is in a chain. */
  #isLinked = new Uint8Array(64);

  constructor(types: readonly SqlType[], rowsExpected = 0) {
    this.#keys = new GroupTable(new GroupKernels(types), rowsExpected);
  }

  get stateBytes(): number {
    return this.#keys.stateBytes + this.#heads.byteLength + this.#next.byteLength * 1.25;
  }

  /** Whether most of its keys have no rows, when the set has so many. */
  isWorn(rows: number): boolean {
    return this.#keys.size > keysMin && this.#keys.size > rows * 4;
  }

  /** Adds rows of the set: their columns, and their numbers there. */
  add(columns: readonly Vector[], rows: Int32Array): void {
    const keys = this.#locate(columns, rows.length);
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i] as number;
      this.#fitRow(row);
      if (this.#isLinked[row] === 1) continue;
      const key = keys[i] as number;
      this.#isLinked[row] = 1;
      this.#next[row] = this.#heads[key] as number;
      this.#heads[key] = row + 1;
    }
  }

  /** The rows with any of the keys, each once: those that are there yet. */
  find(columns: readonly Vector[], count: number, isThere: (row: number) => boolean): Int32Array {
    const found: number[] = [];
    for (const key of new Set(this.#locate(columns, count))) this.#walk(key, isThere, found);
    return Int32Array.from(found);
  }

  #walk(key: number, isThere: (row: number) => boolean, found: number[]): void {
    let before = -1;
    for (let at = this.#heads[key] as number; at !== 0; ) {
      const row = at - 1;
      const next = this.#next[row] as number;
      if (isThere(row)) {
        found.push(row);
        before = row;
      } else {
        this.#isLinked[row] = 0;
        if (before < 0) this.#heads[key] = next;
        else this.#next[before] = next;
      }
      at = next;
    }
  }

  #locate(columns: readonly Vector[], count: number): Int32Array {
    const keys = this.#keys.locate(columns, count);
    const { capacity } = this.#keys;
    if (this.#heads.length < capacity) this.#heads = grown(this.#heads, capacity);
    return keys;
  }

  #fitRow(row: number): void {
    if (row < this.#next.length) return;
    const capacity = Math.max(this.#next.length * 2, row + 1);
    this.#next = grown(this.#next, capacity);
    const isLinked = new Uint8Array(capacity);
    isLinked.set(this.#isLinked);
    this.#isLinked = isLinked;
  }
}

function grown(values: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity);
  larger.set(values);
  return larger;
}
