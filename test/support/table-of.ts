import type { Batch } from '../../src/data/batch.ts';
import type { Datum } from '../../src/data/sql-type.ts';
import { datumAt } from '../../src/data/vector-datum.ts';

/** The columns of a batch as datums, by name: what a test compares, whatever the encodings. */
export function tableOf(batch: Batch): { readonly [name: string]: readonly Datum[] } {
  const columns = batch.schema.fields.map((field, index) => {
    const vector = batch.columns[index];
    const cells = Array.from({ length: batch.rowCount }, (_, row) =>
      vector === undefined ? null : datumAt(vector, field.type, row),
    );
    return [field.name, cells];
  });
  return Object.fromEntries(columns);
}
