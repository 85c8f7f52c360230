import type { StreamDefinition, TableDefinition } from '../catalog/definition.ts';
import type { Batch } from '../data/batch.ts';
import type { Vector } from '../data/vector.ts';
import type { ResultState } from './result-state.ts';

/** The rows of a table with the primary key of one of the rows given; without a key those that equal one. */
export function rowsLike(
  result: ResultState,
  rows: Batch,
  definition: StreamDefinition | TableDefinition,
): Batch | null {
  const key = definition.kind === 'table' ? definition.primaryKey : [];
  const columns = key.length > 0 ? key : [...definition.fields.keys()];
  return result.find(
    columns,
    columns.map((column) => rows.columns[column] as Vector),
    rows.rowCount,
  );
}
