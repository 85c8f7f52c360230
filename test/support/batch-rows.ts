import type { Batch } from '../../src/data/batch.ts';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import { datumAt } from '../../src/data/vector-datum.ts';

/** The rows of a batch as arrays of datums, for comparison in tests; null has none. */
export function batchRows(batch: Batch | null): Datum[][] {
  if (batch === null) return [];
  return Array.from({ length: batch.rowCount }, (_, row) =>
    batch.columns.map((column, c) => datumAt(column, batch.schema.fields[c]?.type as SqlType, row)),
  );
}
