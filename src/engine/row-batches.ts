import type { Batch, Schema } from '../data/batch.ts';
import { concatBatches } from '../data/concat-batches.ts';
import { gatherBatch } from '../data/gather.ts';

/** The columns [from, from + width of the schema) of a batch as rows of that schema. */
export function columnsFrom(batch: Batch, from: number, schema: Schema): Batch {
  const columns = batch.columns.slice(from, from + schema.fields.length);
  return { ...batch, schema, columns };
}

/** Some rows of a batch, in the order told; null for none. */
export function rowsAt(batch: Batch, rows: readonly number[]): Batch | null {
  if (rows.length === 0) return null;
  return gatherBatch(batch, Int32Array.from(rows), rows.length);
}

/** Rows that are taken away, then rows that are put there, as the log keeps them; null for none. */
export function changeBatch(removed: Batch | null, added: Batch | null): Batch | null {
  if (removed === null || removed.rowCount === 0) return added;
  const taken = { ...removed, weights: new Int32Array(removed.rowCount).fill(-1) };
  return added === null || added.rowCount === 0 ? taken : concatBatches([taken, added]);
}
