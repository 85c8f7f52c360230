import type { Batch, Schema } from '../data/batch.ts';
import { concatBatches } from '../data/concat-batches.ts';
import type { Vector } from '../data/vector.ts';
import { RowSet } from '../runtime/state/row-set.ts';
import { batchBytes } from './batch-bytes.ts';

/** The current result of a query: what its changes so far add up to. */
export type ResultState = {
  readonly apply: (changes: Batch) => void;
  /** All rows, with weights where some stand more than once; null for none. Not to be changed. */
  readonly batch: () => Batch | null;
  /** The rows with any of the keys in some columns, where they can be found; otherwise all of them. */
  readonly find: (
    columns: readonly number[],
    keys: readonly Vector[],
    count: number,
  ) => Batch | null;
  readonly rows: () => number;
  readonly bytes: () => number;
};

/** The state for a result whose rows are never taken back, or one that can change. */
export function resultState(schema: Schema, mode: 'append' | 'updating'): ResultState {
  return mode === 'append' ? new AppendedRows() : new ChangingRows(schema);
}

/** Rows that only ever come: kept as they came. */
class AppendedRows implements ResultState {
  #batches: Batch[] = [];
  #rows = 0;

  apply(changes: Batch): void {
    this.#batches.push(changes);
    this.#rows += changes.rowCount;
    this.#mergeSmall();
  }

  batch(): Batch | null {
    if (this.#batches.length === 0) return null;
    const all = concatBatches(this.#batches);
    this.#batches = [all];
    return all;
  }

  find(): Batch | null {
    return this.batch();
  }

  rows(): number {
    return this.#rows;
  }

  bytes(): number {
    return this.#batches.reduce((sum, batch) => sum + batchBytes(batch), 0);
  }

  /** Neighbours of similar size become one, so that there are few. */
  #mergeSmall(): void {
    for (;;) {
      const last = this.#batches.at(-1);
      const before = this.#batches.at(-2);
      if (last === undefined || before === undefined) return;
      if (last.rowCount * 2 < before.rowCount) return;
      this.#batches.length -= 2;
      this.#batches.push(concatBatches([before, last]));
    }
  }
}

/** Rows that come and go: a sum of changes. */
class ChangingRows implements ResultState {
  readonly #rows: RowSet;
  #current: Batch | null = null;
  #isCurrent = true;

  constructor(schema: Schema) {
    this.#rows = new RowSet(schema);
  }

  apply(changes: Batch): void {
    this.#rows.add(changes);
    this.#isCurrent = false;
    this.#current = null;
  }

  batch(): Batch | null {
    if (!this.#isCurrent) {
      this.#current = this.#rows.batch();
      this.#isCurrent = true;
    }
    return this.#current;
  }

  find(columns: readonly number[], keys: readonly Vector[], count: number): Batch | null {
    return this.#rows.find(columns, keys, count);
  }

  rows(): number {
    return this.#rows.size;
  }

  bytes(): number {
    return this.#rows.stateBytes;
  }
}
