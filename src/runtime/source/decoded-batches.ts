import type { Vector } from '../../data/vector.ts';
import type { Partition } from '../../log/api.ts';

/** Rows of decoded batches kept per partition: the newest ones, which live queries read at one time. */
const rowsMax = 4 * 65_536;

/** The vectors of a stored batch that some reader has decoded, by column id; null: the body has no such column. */
export type DecodedColumns = Map<number, Vector | null>;

/** Which rows a stored batch, or a run of them, holds. */
export type StoredPlace = {
  readonly baseOffset: number;
  readonly endOffset: number;
  readonly rows: number;
};

type Entry = {
  readonly endOffset: number;
  readonly rows: number;
  readonly columns: DecodedColumns;
};

/** What is kept of a partition, and how many rows that is. */
type Kept = { readonly batches: Map<number, Entry>; rows: number };

/**
 * Decoded columns shared by all readers of the same partitions, so that each column of a stored
 * batch is decoded, and its checksum checked, once for all of them. Readers that share it must
 * share their dictionary pool too.
 */
export class DecodedBatches {
  readonly #partitions = new WeakMap<Partition, Kept>();

  /** What is known of a stored batch, or of a run of them; the reader adds to it. */
  columnsOf(partition: Partition, { baseOffset, endOffset, rows }: StoredPlace): DecodedColumns {
    let kept = this.#partitions.get(partition);
    if (kept === undefined) {
      kept = { batches: new Map(), rows: 0 };
      this.#partitions.set(partition, kept);
    }
    const known = kept.batches.get(baseOffset);
    // Neither rewriting nor compaction of the log leaves all three as they were.
    if (known?.rows === rows && known.endOffset === endOffset) return known.columns;
    const columns: DecodedColumns = new Map();
    kept.batches.set(baseOffset, { endOffset, rows, columns });
    kept.rows += rows - (known?.rows ?? 0);
    forgetOldest(kept);
    return columns;
  }
}

/** Entries stand in the order in which they were first read. */
function forgetOldest(kept: Kept): void {
  for (const [baseOffset, { rows }] of kept.batches) {
    if (kept.rows <= rowsMax) return;
    kept.batches.delete(baseOffset);
    kept.rows -= rows;
  }
}
