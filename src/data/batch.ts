import type { SqlType } from './sql-type.ts';
import { sliceVector, type Vector } from './vector.ts';

/** A column of a relation. */
export type Field = { readonly name: string; readonly type: SqlType; readonly nullable: boolean };

/** The columns of a relation, in order. */
export type Schema = { readonly fields: readonly Field[] };

/**
 * A sum of changes (a Z-set, as in DBSP and differential dataflow): rows in columns, and for each
 * row a weight, +1 to insert it, −1 to take it back. A batch of inserts alone carries no weights.
 */
export type Batch = {
  readonly schema: Schema;
  readonly rowCount: number;
  /** One vector of `rowCount` rows per field of the schema. */
  readonly columns: readonly Vector[];
  readonly weights: Int32Array | null;
  /**
   * For rows that came late, the watermark (microseconds) of their partition when they arrived, so
   * that each window can judge them; −Infinity for rows in time; null when no row is late.
   */
  readonly late: Float64Array | null;
};

/** A batch of inserts. */
export function insertBatch(schema: Schema, rowCount: number, columns: readonly Vector[]): Batch {
  return { schema, rowCount, columns, weights: null, late: null };
}

/** The rows [from, to) of a batch, sharing its memory. */
export function sliceBatch(batch: Batch, from: number, to: number): Batch {
  if (from === 0 && to === batch.rowCount) return batch;
  return {
    schema: batch.schema,
    rowCount: to - from,
    columns: batch.columns.map((column) => sliceVector(column, from, to)),
    weights: batch.weights?.subarray(from, to) ?? null,
    late: batch.late?.subarray(from, to) ?? null,
  };
}
