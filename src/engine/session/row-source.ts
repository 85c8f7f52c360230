import { type Batch, type Schema, sliceBatch } from '../../data/batch.ts';
import { expandWeights } from '../../runtime/state/row-set.ts';

/** Where the rows of an answer come from. */
export type RowSource = {
  readonly schema: Schema;
  /** Whether it goes on until it is closed. */
  readonly isEndless: boolean;
  /**
   * The next rows, at most so many, without weights; null when there are no more. Waits for rows
   * that are still to come, until the signal aborts it: then it answers an empty batch.
   * @throws SqlError when the query fails
   */
  readonly read: (rowsMax: number, signal: AbortSignal) => Promise<Batch | null>;
  /** Whether nothing can be read without waiting. */
  readonly isWaiting: () => boolean;
  readonly close: () => void;
};

/** The rows of an answer that is there as a whole. */
export class AnswerRows implements RowSource {
  readonly schema: Schema;
  readonly isEndless = false;
  #batches: readonly Batch[];
  #index = 0;
  #row = 0;

  constructor(schema: Schema, batches: readonly Batch[]) {
    this.schema = schema;
    this.#batches = batches.map(expandWeights);
  }

  readonly read = async (rowsMax: number): Promise<Batch | null> => {
    for (;;) {
      const batch = this.#batches[this.#index];
      if (batch === undefined) return null;
      const from = this.#row;
      if (from < batch.rowCount) {
        this.#row = Math.min(batch.rowCount, from + rowsMax);
        return sliceBatch(batch, from, this.#row);
      }
      this.#index += 1;
      this.#row = 0;
    }
  };

  readonly isWaiting = (): boolean => false;

  readonly close = (): void => {
    this.#batches = [];
  };
}

/** A batch without rows. */
export function noRows(schema: Schema): Batch {
  return { schema, rowCount: 0, columns: [], weights: null, late: null };
}
