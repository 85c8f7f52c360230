import type { TableDefinition } from '../../catalog/definition.ts';
import { type Position, SqlError, sqlState } from '../../common/sql-error.ts';
import type { Batch, Field } from '../../data/batch.ts';
import { KeyedRows } from '../keyed-rows.ts';
import { keyText } from './unique-rows.ts';

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
  { name, fields, primaryKey, keyName = `${name}_pkey` }: TableDefinition,
  position: Position | undefined,
): SqlError {
  return new SqlError(
    sqlState.uniqueViolation,
    `duplicate key value violates unique constraint "${keyName}"`,
    {
      detail: `Key ${keyText(rows, row, { fields, columns: primaryKey })} already exists.`,
      position,
    },
  );
}
