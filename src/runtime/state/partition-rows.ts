import type { Field } from '../../data/batch.ts';
import type { Vector } from '../../data/vector.ts';
import { GroupKernels, GroupTable } from './group-table.ts';

/** Below this many rows a table is not worth rebuilding. */
const rebuildRowsMin = 1024;

/** Rows by number, a row of weight n standing n times: partition p is rows[starts[p] … starts[p + 1]). */
export type PartitionRuns = { readonly rows: Int32Array; readonly starts: Int32Array };

/**
 * A sum of changes divided into partitions: every distinct row with its weight, and its weight as
 * it was when `settle` was called last. Rows are numbered; those of a partition form a list. Rows
 * of weight zero are forgotten when they outnumber the others.
 */
export class PartitionRows {
  readonly #rowKernels: GroupKernels;
  readonly #partitionKernels: GroupKernels;
  readonly #partition: readonly number[];
  #rows: GroupTable;
  #partitions: GroupTable;
  #weights = new Float64Array(64);
  #told = new Float64Array(64);
  /** The row before in the same partition, and the last row of each partition; −1 for none. */
  #previous = new Int32Array(64).fill(-1);
  #last = new Int32Array(64).fill(-1);
  #isTouched = new Uint8Array(64);
  #touched: number[] = [];
  #live = 0;

  /** `partition` are columns among the fields. */
  constructor(fields: readonly Field[], partition: readonly number[]) {
    this.#partition = partition;
    this.#rowKernels = new GroupKernels(fields.map(({ type }) => type));
    this.#partitionKernels = new GroupKernels(
      partition.map((column) => (fields[column] as Field).type),
    );
    this.#rows = new GroupTable(this.#rowKernels);
    this.#partitions = new GroupTable(this.#partitionKernels);
  }

  /** How many distinct rows there are. */
  get size(): number {
    return this.#live;
  }

  get stateBytes(): number {
    const { byteLength } = this.#weights;
    return this.#rows.stateBytes + this.#partitions.stateBytes + byteLength * 2.5;
  }

  get isTouched(): boolean {
    return this.#touched.length > 0;
  }

  add(columns: readonly Vector[], rowCount: number, weights: Int32Array | null): void {
    const known = this.#rows.size;
    const rows = this.#rows.locate(columns, rowCount);
    const keys = this.#partition.map((column) => columns[column] as Vector);
    const partitions = this.#partitions.locate(keys, rowCount);
    this.#fit();
    let next = known;
    for (let i = 0; i < rowCount; i += 1) {
      const row = rows[i] as number;
      const partition = partitions[i] as number;
      // New rows get their numbers in the order in which they come.
      if (row === next) {
        this.#previous[row] = this.#last[partition] as number;
        this.#last[partition] = row;
        next += 1;
      }
      this.#change(row, weights === null ? 1 : (weights[i] as number));
      if (this.#isTouched[partition] === 1) continue;
      this.#isTouched[partition] = 1;
      this.#touched.push(partition);
    }
  }

  /** The rows of the partitions touched since the last `settle`: as they are, or as they were told then. */
  touchedRows(which: 'now' | 'told'): PartitionRuns {
    const weights = which === 'now' ? this.#weights : this.#told;
    const rows: number[] = [];
    const starts = new Int32Array(this.#touched.length + 1);
    for (const [p, partition] of this.#touched.entries()) {
      for (
        let row = this.#last[partition] as number;
        row >= 0;
        row = this.#previous[row] as number
      ) {
        for (let n = weights[row] as number; n > 0; n -= 1) rows.push(row);
      }
      starts[p + 1] = rows.length;
    }
    return { rows: Int32Array.from(rows), starts };
  }

  /** The columns of rows by number. */
  columns(rows: Int32Array): Vector[] {
    return this.#rows.keyVectors(rows);
  }

  /** Forgets all rows of the touched partitions but these, which stand as often as they are named. */
  keepOnly(rows: Int32Array): void {
    this.#eachTouched((row) => this.#change(row, -(this.#weights[row] as number)));
    for (const row of rows) this.#change(row, 1);
  }

  /** The rows as they are now are told. */
  settle(): void {
    this.#eachTouched((row) => {
      this.#told[row] = this.#weights[row] as number;
    });
    for (const partition of this.#touched) this.#isTouched[partition] = 0;
    this.#touched = [];
    if (this.#rows.size > rebuildRowsMin && this.#live * 2 < this.#rows.size) this.#rebuild();
  }

  #change(row: number, weight: number): void {
    const before = this.#weights[row] as number;
    const after = before + weight;
    this.#weights[row] = after;
    if (before === 0 && after !== 0) this.#live += 1;
    else if (before !== 0 && after === 0) this.#live -= 1;
  }

  #eachTouched(visit: (row: number) => void): void {
    for (const partition of this.#touched) {
      for (
        let row = this.#last[partition] as number;
        row >= 0;
        row = this.#previous[row] as number
      ) {
        visit(row);
      }
    }
  }

  #fit(): void {
    const rows = this.#rows.capacity;
    if (this.#weights.length < rows) {
      this.#weights = grown(this.#weights, new Float64Array(rows));
      this.#told = grown(this.#told, new Float64Array(rows));
      this.#previous = grown(this.#previous, new Int32Array(rows).fill(-1));
    }
    const partitions = this.#partitions.capacity;
    if (this.#last.length < partitions) {
      this.#last = grown(this.#last, new Int32Array(partitions).fill(-1));
      this.#isTouched = grown(this.#isTouched, new Uint8Array(partitions));
    }
  }

  /** Only between steps, when all is told. */
  #rebuild(): void {
    const kept: number[] = [];
    for (let row = 0; row < this.#rows.size; row += 1) if (this.#weights[row] !== 0) kept.push(row);
    const rows = Int32Array.from(kept);
    const weights = Int32Array.from(kept, (row) => this.#weights[row] as number);
    const columns = this.#rows.keyVectors(rows);
    this.#rows = new GroupTable(this.#rowKernels, rows.length);
    this.#partitions = new GroupTable(this.#partitionKernels);
    this.#weights = new Float64Array(this.#rows.capacity);
    this.#told = new Float64Array(this.#rows.capacity);
    this.#previous = new Int32Array(this.#rows.capacity).fill(-1);
    this.#last = new Int32Array(this.#partitions.capacity).fill(-1);
    this.#isTouched = new Uint8Array(this.#partitions.capacity);
    this.#live = 0;
    this.add(columns, rows.length, weights);
    this.#told.set(this.#weights);
    for (const partition of this.#touched) this.#isTouched[partition] = 0;
    this.#touched = [];
  }
}

function grown<T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
