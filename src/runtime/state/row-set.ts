import type { Batch, Field, Schema } from '../../data/batch.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import { gatherBatch, gatherVector } from '../../data/gather.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { GroupKernels, GroupTable } from './group-table.ts';
import { RowIndex } from './row-index.ts';

/** Below this many rows a set is not worth rebuilding. */
const rebuildRowsMin = 1024;

/**
 * A sum of changes: every distinct row with its weight. Rows whose weight has come to zero are
 * dropped when they outnumber the others.
 */
export class RowSet {
  readonly #schema: Schema;
  readonly #kernels: GroupKernels;
  #rows: GroupTable;
  #weights = new Float64Array(64);
  #live = 0;
  /** By columns, joined by commas, where rows are found by them. */
  readonly #indexes = new Map<string, { readonly columns: readonly number[]; index: RowIndex }>();

  /** Sets of one schema may share their kernels; with `rowsExpected` it need not grow up to so many. */
  constructor(schema: Schema, kernels: GroupKernels = rowKernels(schema), rowsExpected = 0) {
    this.#schema = schema;
    this.#kernels = kernels;
    this.#rows = new GroupTable(kernels, rowsExpected);
  }

  /** How many distinct rows there are. */
  get size(): number {
    return this.#live;
  }

  get stateBytes(): number {
    let bytes = this.#rows.stateBytes + this.#weights.byteLength;
    for (const { index } of this.#indexes.values()) bytes += index.stateBytes;
    return bytes;
  }

  add(batch: Batch): void {
    const groups = this.#rows.locate(batch.columns, batch.rowCount);
    this.#fit();
    const come: number[] = [];
    const isIndexed = this.#indexes.size > 0;
    for (let i = 0; i < batch.rowCount; i += 1) {
      const g = groups[i] as number;
      const before = this.#weights[g] as number;
      const after = before + (batch.weights === null ? 1 : (batch.weights[i] as number));
      this.#weights[g] = after;
      if (before === 0) this.#live += 1;
      if (after === 0) this.#live -= 1;
      if (isIndexed && before === 0) come.push(i);
    }
    if (come.length > 0) this.#index(batch, groups, Int32Array.from(come));
    if (this.#rows.size > rebuildRowsMin && this.#live * 2 < this.#rows.size) this.#rebuild();
  }

  /** All rows with their weights (left out where all are 1); null for an empty set. */
  batch(): Batch | null {
    return this.#live === 0 ? null : this.#rowsOf(this.#liveRows());
  }

  /**
   * The rows that have any of the keys in some columns: found by an index over these columns, which
   * is made when it is first asked for and kept.
   */
  find(columns: readonly number[], keys: readonly Vector[], count: number): Batch | null {
    if (this.#live === 0) return null;
    const isThere = (row: number): boolean => this.#weights[row] !== 0;
    if (columns.length < this.#schema.fields.length) {
      return this.#rowsOf(this.#indexOver(columns).find(keys, count, isThere));
    }
    const ordered = [...columns.keys()].map((column) => keys[columns.indexOf(column)] as Vector);
    const groups = new Set(this.#rows.locate(ordered, count));
    this.#fit();
    return this.#rowsOf(Int32Array.from(groups).filter(isThere));
  }

  #liveRows(): Int32Array {
    const groups = new Int32Array(this.#live);
    let count = 0;
    for (let g = 0; g < this.#rows.size; g += 1) {
      if (this.#weights[g] !== 0) groups[count++] = g;
    }
    return groups;
  }

  #rowsOf(groups: Int32Array): Batch | null {
    if (groups.length === 0) return null;
    const weights = new Int32Array(groups.length);
    let ones = true;
    for (let i = 0; i < groups.length; i += 1) {
      const weight = this.#weights[groups[i] as number] as number;
      weights[i] = weight;
      if (weight !== 1) ones = false;
    }
    return {
      schema: this.#schema,
      rowCount: groups.length,
      columns: this.#rows.keyVectors(groups),
      weights: ones ? null : weights,
      late: null,
    };
  }

  #indexOver(columns: readonly number[]): RowIndex {
    const name = columns.join();
    const known = this.#indexes.get(name);
    if (known !== undefined && !known.index.isWorn(this.#live)) return known.index;
    const types = columns.map((column) => this.#typeOf(column));
    const index = new RowIndex(types, this.#live);
    const rows = this.#liveRows();
    const all = this.#rows.keyVectors(rows);
    index.add(
      columns.map((column) => all[column] as Vector),
      rows,
    );
    this.#indexes.set(name, { columns, index });
    return index;
  }

  /** Tells the indexes of rows of a batch, with the groups that its rows are in. */
  #index(batch: Batch, groups: Int32Array, come: Int32Array): void {
    const rows = come.map((i) => groups[i] as number);
    for (const { columns, index } of this.#indexes.values()) {
      const keys = columns.map((column) =>
        gatherVector(batch.columns[column] as Vector, come, come.length),
      );
      index.add(keys, rows);
    }
  }

  #typeOf(column: number): SqlType {
    return (this.#schema.fields[column] as Field).type;
  }

  #fit(): void {
    if (this.#weights.length >= this.#rows.capacity) return;
    const weights = new Float64Array(this.#rows.capacity);
    weights.set(this.#weights);
    this.#weights = weights;
  }

  #rebuild(): void {
    const all = this.batch();
    this.#rows = new GroupTable(this.#kernels);
    this.#weights = new Float64Array(64);
    this.#live = 0;
    for (const each of this.#indexes.values()) {
      each.index = new RowIndex(each.columns.map((column) => this.#typeOf(column)));
    }
    if (all !== null) this.add(all);
  }
}

/** What sets of rows of a schema share. */
export function rowKernels(schema: Schema): GroupKernels {
  return new GroupKernels(schema.fields.map((field) => field.type));
}

/**
 * The same sum of changes with each row once and no row of weight zero; null when nothing is left.
 * Whoever does it often keeps the schema's kernels.
 */
export function consolidate(
  schema: Schema,
  batches: readonly Batch[],
  kernels?: GroupKernels,
): Batch | null {
  if (batches.length === 0) return null;
  if (batches.every((batch) => batch.weights === null)) return concatBatches(batches);
  const expected = batches.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const rows = new RowSet(schema, kernels, expected);
  for (const batch of batches) rows.add(batch);
  return rows.batch();
}

/** The rows of a set one by one: a row of weight n stands n times, for answers of plain rows. */
export function expandWeights(batch: Batch): Batch {
  if (batch.weights === null) return batch;
  let total = 0;
  for (const weight of batch.weights) total += Math.max(weight, 0);
  const selection = new Int32Array(total);
  let position = 0;
  for (let i = 0; i < batch.rowCount; i += 1) {
    for (let n = batch.weights[i] as number; n > 0; n -= 1) selection[position++] = i;
  }
  return { ...gatherBatch(batch, selection, total), weights: null };
}
