import type { TableDefinition } from '../../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Batch, Field } from '../../data/batch.ts';
import { formatDatum } from '../../data/text-output.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import { KeyedRows } from '../keyed-rows.ts';

type Relation = { readonly name: string; readonly fields: readonly Field[] };

/** @throws SqlError 23502 for a NULL where the relation takes none */
export function refuseNulls(
  batch: Batch,
  { name, fields }: Relation,
  position: Position | undefined,
): void {
  for (const [index, field] of fields.entries()) {
    if (field.nullable || batch.columns[index]?.nulls?.includes(1) !== true) continue;
    throw new SqlError(
      sqlState.notNullViolation,
      `null value in column "${field.name}" of relation "${name}" violates not-null constraint`,
      { position },
    );
  }
}

/**
 * Rows that are put in place of others must leave one row per key.
 * @throws SqlError 23505 when the key of one is that of a row that stays, or of another of them
 */
export function refuseDuplicates(
  change: { readonly removed: Batch; readonly added: Batch },
  current: Batch | null,
  table: TableDefinition,
  position: Position | undefined,
): void {
  const there = new KeyedRows(current, table.fields, table.primaryKey);
  const removed = new Set(there.find(change.removed));
  const taken = new Set<number>();
  for (const [row, place] of there.find(change.added).entries()) {
    const stays = place < there.rows && !removed.has(place);
    if (stays || taken.has(place)) throw duplicateKey(change.added, row, table, position);
    taken.add(place);
  }
}

function duplicateKey(
  rows: Batch,
  row: number,
  { name, fields, primaryKey }: TableDefinition,
  position: Position | undefined,
): SqlError {
  const names = primaryKey.map((column) => (fields[column] as Field).name);
  const values = primaryKey.map((column) => {
    const { type } = fields[column] as Field;
    const datum = datumAt(rows.columns[column] as Vector, type, row);
    return datum === null ? 'null' : formatDatum(type, datum);
  });
  return new SqlError(
    sqlState.uniqueViolation,
    `duplicate key value violates unique constraint "${name}_pkey"`,
    { detail: `Key (${names.join(', ')})=(${values.join(', ')}) already exists.`, position },
  );
}
