import type { Batch, Schema } from '../data/batch.ts';
import type { RejectedRecord } from '../data/records/record-columns.ts';

/**
 * Hands out the rows of a source in order, as batches of inserts. It keeps no time: the caller
 * asks how many rows are due and reads no more than that. From the same options, or the same
 * position, it always hands out the same rows.
 */
export type SourceReader = {
  readonly schema: Schema;
  /** The next 1 … `maxRows` rows; null when the source has ended. */
  readonly next: (maxRows: number) => Batch | null | Promise<Batch | null>;
  /** Rows handed out so far, counted from the first row ever: also after `restore`. */
  readonly rowsRead: () => number;
  /**
   * How many rows, counted from the first row ever, are due at a wall-clock time (microseconds
   * since 1970); Infinity when the source has no pace of its own, and when it has no more rows.
   */
  readonly rowsDue: (nowMicros: number) => number;
  /** Where the reader stands, as text for `restore` of another reader with the same options. */
  readonly position: () => string;
  /** Goes on from a position. @throws SqlError 22023 when it is not one of this source's. */
  readonly restore: (position: string) => void;
  /** What was left out because it was no record of the stream's; absent where that cannot be. */
  readonly rejected?: () => RejectedRows;
  readonly close: () => void;
};

/** Records that a source has left out. */
export type RejectedRows = {
  readonly count: number;
  /** Why, for the first of them; `index` is the record's place in the part that this reader has read. */
  readonly reasons: readonly RejectedRecord[];
};

/** `WITH (…)` of a source as given. */
export type SourceOptions = { readonly [key: string]: string | number | boolean };
