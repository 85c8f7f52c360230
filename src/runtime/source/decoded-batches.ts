import type { Vector } from '../../data/vector.ts';
import type { Partition, StoredBatch } from '../../log/api.ts';

/** Rows of decoded batches kept per partition: the newest ones, which live queries read at one time. */
const rowsMax = 4 * 65_536;

/** The vectors of a stored batch that some reader has decoded, by column id; null: the body has no such column. */
export type DecodedColumns = Map<number, Vector | null>;

type Entry = { readonly rows: number; readonly columns: DecodedColumns };

/**
 * Decoded columns shared by all readers of the same partitions, so that each column of a stored
 * batch is decoded, and its checksum checked, once for all of them. Readers that share it must
 * share their dictionary pool too.
 */
export class DecodedBatches {
  readonly #partitions = new WeakMap<Partition, Map<number, Entry>>();

  /** What is known of a stored batch; the reader adds to it. */
  columnsOf(partition: Partition, { baseOffset, rows }: StoredBatch): DecodedColumns {
    let batches = this.#partitions.get(partition);
    if (batches === undefined) {
      batches = new Map();
      this.#partitions.set(partition, batches);
    }
    const known = batches.get(baseOffset);
    if (known?.rows === rows) return known.columns;
    const columns: DecodedColumns = new Map();
    batches.set(baseOffset, { rows, columns });
    forgetOldest(batches);
    return columns;
  }
}

/** Entries stand in the order in which they were first read. */
function forgetOldest(batches: Map<number, Entry>): void {
  let total = 0;
  for (const { rows } of batches.values()) total += rows;
  for (const [baseOffset, { rows }] of batches) {
    if (total <= rowsMax) return;
    batches.delete(baseOffset);
    total -= rows;
  }
}
