import type { Batch } from '../../data/batch.ts';
import { concatBatches } from '../../data/concat-batches.ts';
import { gatherBatch } from '../../data/gather.ts';
import type { Vector } from '../../data/vector.ts';
import { comparer } from './rows-differ.ts';

/** A row that is kept: where it lies may change. */
export type KeptRow = { batch: Batch; row: number };

/** The rows kept of a batch no longer say what they weighed or came behind. */
export function bareBatch(batch: Batch): Batch {
  return { ...batch, weights: null, late: null };
}

/** Batches are let go when they hold so many times the rows that are kept. */
const pinnedShare = 4;
const pinnedRowsMin = 65_536;

/** Whether the batches that rows lie in hold so many others that the rows are worth a batch of their own. */
export function isWorthCompacting(pinned: number, kept: number): boolean {
  return pinned >= pinnedRowsMin && pinned >= kept * pinnedShare;
}

/** Copies rows of equal columns into one batch, so that those they lie in can go; how many rows. */
export function compactRows(rows: Iterable<KeptRow>): number {
  const byBatch = new Map<Batch, KeptRow[]>();
  for (const each of rows) {
    const known = byBatch.get(each.batch);
    if (known === undefined) byBatch.set(each.batch, [each]);
    else known.push(each);
  }
  if (byBatch.size === 0) return 0;
  const pieces = [...byBatch].map(([batch, kept]) =>
    gatherBatch(
      batch,
      Int32Array.from(kept, ({ row }) => row),
      kept.length,
    ),
  );
  const batch = concatBatches(pieces);
  let next = 0;
  for (const kept of byBatch.values()) {
    for (const each of kept) {
      each.batch = batch;
      each.row = next;
      next += 1;
    }
  }
  return next;
}

/** Whether a row of a batch is the same as one that is kept: NULL equals NULL. */
export function isSameRow(kept: KeptRow, batch: Batch, row: number): boolean {
  return batch.columns.every((column, c) => {
    const other = kept.batch.columns[c];
    if (other === undefined) return false;
    const isNull = column.nulls !== null && column.nulls[row] === 1;
    const otherNull = other.nulls !== null && other.nulls[kept.row] === 1;
    return isNull === otherNull && (isNull || comparer(column, other)(row, kept.row));
  });
}

/** The key columns of a batch. */
export function keyColumns(batch: Batch, keys: readonly number[]): readonly Vector[] {
  return keys.map((key) => batch.columns[key] as Vector);
}

/** Whether one of the keys of a row is NULL: it meets nothing. */
export function hasNull(columns: readonly Vector[], row: number): boolean {
  for (const { nulls } of columns) if (nulls !== null && nulls[row] === 1) return true;
  return false;
}
