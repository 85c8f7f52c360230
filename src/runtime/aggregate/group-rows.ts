import type { SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { GroupKernels, GroupTable } from '../state/group-table.ts';

/** Below this many rows a table is not worth rebuilding. */
const rebuildRowsMin = 1024;

/** Rows of some groups: group number n of those asked for has rows starts[n] … starts[n + 1]. */
export type RowsOfGroups = {
  readonly columns: readonly Vector[];
  readonly weights: Float64Array;
  readonly starts: Int32Array;
};

/**
 * The values of all groups of an aggregate that must keep them: distinct rows with their weights, a
 * list of rows per group. Grows by the distinct rows; those of weight zero are forgotten when they
 * outnumber the others.
 */
export class GroupRows {
  readonly #kernels: GroupKernels;
  #rows: GroupTable;
  #weights = new Float64Array(64);
  /** The row before in the same group, and the last row of each group; −1 for none. */
  #previous = new Int32Array(64);
  #last = new Int32Array(0);
  #live = 0;

  /** The types of the columns of a row. */
  constructor(types: readonly SqlType[]) {
    this.#kernels = new GroupKernels([{ kind: 'integer' }, ...types]);
    this.#rows = new GroupTable(this.#kernels);
  }

  get stateBytes(): number {
    return this.#rows.stateBytes + this.#weights.byteLength * 1.5 + this.#last.byteLength;
  }

  /** Makes room for groups 0 … capacity − 1. */
  grow(capacity: number): void {
    const last = new Int32Array(capacity).fill(-1);
    last.set(this.#last);
    this.#last = last;
  }

  /** Adds rows with their weights; those that `isLeftOut` marks are not added. */
  add(
    groups: Int32Array,
    columns: readonly Vector[],
    rowCount: number,
    weights: ArrayLike<number> | null,
    isLeftOut: Uint8Array | null,
  ): void {
    let next = this.#rows.size;
    const ids = groups.length === rowCount ? groups : groups.subarray(0, rowCount);
    const key: Vector = { kind: 'i32', values: ids, nulls: null };
    const rows = this.#rows.locate([key, ...columns], rowCount);
    this.#fit();
    for (let i = 0; i < rowCount; i += 1) {
      const row = rows[i] as number;
      if (row === next) {
        const group = ids[i] as number;
        this.#previous[row] = this.#last[group] as number;
        this.#last[group] = row;
        next += 1;
      }
      if (isLeftOut !== null && isLeftOut[i] === 1) continue;
      this.#change(row, weights === null ? 1 : (weights[i] as number));
    }
    if (this.#rows.size > rebuildRowsMin && this.#live * 2 < this.#rows.size) this.#rebuild();
  }

  /** Adds all rows of another set to the groups that `targets` names for its own. */
  merge(other: GroupRows, targets: Int32Array): void {
    const [ids, ...columns] = other.#rows.keyVectors(null);
    if (ids?.kind !== 'i32' || ids.values.length === 0) return;
    const groups = ids.values.map((group) => targets[group] as number);
    this.add(groups, columns, groups.length, other.#weights, null);
  }

  /** The rows of groups that stand at least once. */
  rowsOf(groups: Int32Array): RowsOfGroups {
    const rows: number[] = [];
    const starts = new Int32Array(groups.length + 1);
    for (let n = 0; n < groups.length; n += 1) {
      const last = this.#last[groups[n] as number] as number;
      for (let row = last; row >= 0; row = this.#previous[row] as number) {
        if ((this.#weights[row] as number) > 0) rows.push(row);
      }
      starts[n + 1] = rows.length;
    }
    const [, ...columns] = this.#rows.keyVectors(Int32Array.from(rows));
    return {
      columns,
      weights: Float64Array.from(rows, (row) => this.#weights[row] as number),
      starts,
    };
  }

  #change(row: number, weight: number): void {
    const before = this.#weights[row] as number;
    const after = before + weight;
    this.#weights[row] = after;
    if (before === 0 && after !== 0) this.#live += 1;
    else if (before !== 0 && after === 0) this.#live -= 1;
  }

  #fit(): void {
    const { capacity } = this.#rows;
    if (this.#weights.length >= capacity) return;
    const weights = new Float64Array(capacity);
    weights.set(this.#weights);
    this.#weights = weights;
    const previous = new Int32Array(capacity);
    previous.set(this.#previous);
    this.#previous = previous;
  }

  #rebuild(): void {
    const kept: number[] = [];
    for (let row = 0; row < this.#rows.size; row += 1) if (this.#weights[row] !== 0) kept.push(row);
    const [ids, ...columns] = this.#rows.keyVectors(Int32Array.from(kept));
    const weights = kept.map((row) => this.#weights[row] as number);
    this.#rows = new GroupTable(this.#kernels, kept.length);
    this.#weights = new Float64Array(this.#rows.capacity);
    this.#previous = new Int32Array(this.#rows.capacity);
    this.#last.fill(-1);
    this.#live = 0;
    if (ids?.kind === 'i32') this.add(ids.values, columns, kept.length, weights, null);
  }
}
