import type { TableDefinition } from '../../catalog/definition.ts';
import type { Batch, Field } from '../../data/batch.ts';
import type { Datum } from '../../data/sql-type.ts';
import { vectorFromDatums } from '../../data/vector-datum.ts';
import { expandWeights } from '../../runtime/state/row-set.ts';
import { layoutOf } from '../column-layout.ts';
import type { DefinitionWork } from './definition-work.ts';

/**
 * The rows of a table as its transaction sees them, with the columns that a definition in the making
 * gives it; null for none.
 */
export function existingRows(
  { context, options }: DefinitionWork,
  table: TableDefinition,
): Batch | null {
  const store = context.relations.store(table.id);
  const committed = context.liveQuery(table.id)?.result?.batch() ?? null;
  const seen = options.transaction?.seen(table.id, committed) ?? committed;
  if (seen === null || store === null || seen.rowCount === 0) return null;
  const rows = expandWeights(seen);
  const { slots } = layoutOf(store.definition);
  const layout = layoutOf(table);
  const columns = table.fields.map((field, column) => {
    const found = rows.columns[slots.indexOf(layout.slots[column] ?? column)];
    return found ?? constant(field, layout.missing[column] ?? null, rows.rowCount);
  });
  return {
    schema: { fields: table.fields },
    rowCount: rows.rowCount,
    columns,
    weights: null,
    late: null,
  };
}

function constant({ type }: Field, value: Datum, rows: number): Batch['columns'][number] {
  return vectorFromDatums(type, new Array<Datum>(rows).fill(value));
}
