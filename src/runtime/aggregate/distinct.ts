import { assert } from '../../common/assert.ts';
import { gatherVector } from '../../data/gather.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { GroupKernels, GroupTable } from '../state/group-table.ts';
import type { Accumulator } from './accumulator.ts';

/** Below this many values a table is not worth rebuilding. */
const rebuildRowsMin = 1024;

/**
 * DISTINCT within an aggregate: keeps every value of a group with its count, and hands a value on
 * when it comes for the first time and takes it back when it is gone. Grows by the distinct values
 * of each group; those that are gone are forgotten when they outnumber the others.
 */
export class DistinctAccumulator implements Accumulator {
  readonly #inner: Accumulator;
  readonly #kernels: GroupKernels;
  #values: GroupTable;
  #counts = new Float64Array(64);
  #live = 0;

  /** `types` are those of the arguments. */
  constructor(inner: Accumulator, types: readonly SqlType[]) {
    this.#inner = inner;
    this.#kernels = new GroupKernels([{ kind: 'integer' }, ...types]);
    this.#values = new GroupTable(this.#kernels);
  }

  grow(capacity: number): void {
    this.#inner.grow(capacity);
  }

  update(
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: ArrayLike<number> | null,
    others: readonly Vector[] = [],
  ): void {
    assert(argument, 'DISTINCT has an argument');
    const ids = groups.length === rowCount ? groups : groups.subarray(0, rowCount);
    const columns = [argument, ...others];
    const values = this.#values.locate(
      [{ kind: 'i32', values: ids, nulls: null }, ...columns],
      rowCount,
    );
    this.#fit();
    const rows = new Int32Array(rowCount);
    const changes = new Int32Array(rowCount);
    let count = 0;
    for (let i = 0; i < rowCount; i += 1) {
      const change = this.#change(
        values[i] as number,
        weights === null ? 1 : (weights[i] as number),
      );
      if (change === 0) continue;
      rows[count] = i;
      changes[count++] = change;
    }
    if (count > 0) this.#handOn(ids, columns, rows.subarray(0, count), changes.subarray(0, count));
    if (this.#values.size > rebuildRowsMin && this.#live * 2 < this.#values.size) this.#rebuild();
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof DistinctAccumulator, 'distinct values merge with distinct values');
    const [ids, argument, ...others] = other.#values.keyVectors(null);
    if (ids?.kind !== 'i32' || argument === undefined || ids.values.length === 0) return;
    const groups = ids.values.map((group) => targets[group] as number);
    this.update(groups, groups.length, argument, other.#counts, others);
  }

  result(groups: Int32Array, failed: Uint8Array): Vector {
    return this.#inner.result(groups, failed);
  }

  stateBytes(): number {
    return this.#inner.stateBytes() + this.#values.stateBytes + this.#counts.byteLength;
  }

  /** Whether the value has come, gone, or neither: 1, −1, 0. */
  #change(value: number, weight: number): number {
    const before = this.#counts[value] as number;
    const after = before + weight;
    this.#counts[value] = after;
    if (before === 0 && after !== 0) this.#live += 1;
    else if (before !== 0 && after === 0) this.#live -= 1;
    return Number(after > 0) - Number(before > 0);
  }

  #handOn(
    groups: Int32Array,
    columns: readonly Vector[],
    rows: Int32Array,
    changes: Int32Array,
  ): void {
    const count = rows.length;
    const [argument, ...others] = columns.map((column) => gatherVector(column, rows, count));
    const ids = rows.map((row) => groups[row] as number);
    const appends = changes.every((change) => change === 1);
    this.#inner.update(ids, count, argument ?? null, appends ? null : changes, others);
  }

  #fit(): void {
    const { capacity } = this.#values;
    if (this.#counts.length >= capacity) return;
    const counts = new Float64Array(capacity);
    counts.set(this.#counts);
    this.#counts = counts;
  }

  #rebuild(): void {
    const kept: number[] = [];
    for (let v = 0; v < this.#values.size; v += 1) if (this.#counts[v] !== 0) kept.push(v);
    const values = new GroupTable(this.#kernels, kept.length);
    values.locate(this.#values.keyVectors(Int32Array.from(kept)), kept.length);
    const counts = new Float64Array(values.capacity);
    for (const [i, v] of kept.entries()) counts[i] = this.#counts[v] as number;
    this.#counts = counts;
    this.#values = values;
  }
}
