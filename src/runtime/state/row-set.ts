import type { Batch, Schema } from '../../data/batch.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import { gatherBatch } from '../../data/gather.ts';
import { GroupKernels, GroupTable } from './group-table.ts';

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
    return this.#rows.stateBytes + this.#weights.byteLength;
  }

  add(batch: Batch): void {
    const groups = this.#rows.locate(batch.columns, batch.rowCount);
    this.#fit();
    for (let i = 0; i < batch.rowCount; i += 1) {
      const g = groups[i] as number;
      const before = this.#weights[g] as number;
      const after = before + (batch.weights === null ? 1 : (batch.weights[i] as number));
      this.#weights[g] = after;
      if (before === 0) this.#live += 1;
      if (after === 0) this.#live -= 1;
    }
    if (this.#rows.size > rebuildRowsMin && this.#live * 2 < this.#rows.size) this.#rebuild();
  }

  /** All rows with their weights (left out where all are 1); null for an empty set. */
  batch(): Batch | null {
    if (this.#live === 0) return null;
    const groups = new Int32Array(this.#live);
    const weights = new Int32Array(this.#live);
    let count = 0;
    let ones = true;
    for (let g = 0; g < this.#rows.size; g += 1) {
      const weight = this.#weights[g] as number;
      if (weight === 0) continue;
      groups[count] = g;
      weights[count] = weight;
      count += 1;
      if (weight !== 1) ones = false;
    }
    const columns = this.#rows.keyVectors(groups);
    return {
      schema: this.#schema,
      rowCount: count,
      columns,
      weights: ones ? null : weights,
      late: null,
    };
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
