import type { CatalogView } from '../../catalog/catalog-view.ts';
import type { TableDefinition, UniqueConstraint } from '../../catalog/definition.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Batch, Field } from '../../data/batch.ts';
import { formatDatum } from '../../data/text-output.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import { GroupKernels, GroupTable } from '../../runtime/state/group-table.ts';
import { rowsAt } from '../row-batches.ts';

/** Rows that are taken away and rows that are put; with a primary key a row takes the place of the one with its key. */
export type TableChange = { readonly removed: Batch | null; readonly added: Batch };

/** Finds the rows of a table that equal one of the rows given in some columns; others may come along. */
export type FindRows = (columns: readonly number[], rows: Batch) => Batch | null;

/** What must be unique in a table besides its primary key: constraints, and indexes that say so. */
export function uniquesOf(view: CatalogView, table: TableDefinition): readonly UniqueConstraint[] {
  const indexes = view.indexesOn(table.id).filter(({ isUnique }) => isUnique);
  return [...(table.uniques ?? []), ...indexes];
}

/** @throws SqlError 23505 when two rows would have the same values where these are unique */
export function refuseTaken(
  change: TableChange,
  table: TableDefinition,
  uniques: readonly UniqueConstraint[],
  find: FindRows,
): void {
  if (uniques.length === 0) return;
  const { added, stays } = effectOf(change, table);
  for (const { name, columns } of uniques) {
    const there = find(columns, added);
    const kept = there === null ? null : stays(there);
    const row = firstTaken(added, kept, table.fields, columns);
    if (row !== null) throw duplicate(name, added, row, { fields: table.fields, columns });
  }
}

/** The rows that are put in the end, and which of the rows that are there stay. */
function effectOf(
  { removed, added }: TableChange,
  { fields, primaryKey }: TableDefinition,
): { readonly added: Batch; readonly stays: (there: Batch) => Batch | null } {
  if (primaryKey.length === 0) {
    const gone = countsOf(removed, fields);
    return { added, stays: (there) => rowsAt(there, [...gone.staying(there)]) };
  }
  const written = tableOver(fields, primaryKey);
  if (removed !== null) written.locate(pick(removed, primaryKey), removed.rowCount);
  const places = written.locate(pick(added, primaryKey), added.rowCount);
  const last = new Map<number, number>();
  for (const [row, place] of places.entries()) last.set(place, row);
  const { size } = written;
  const stays = (there: Batch): Batch | null => {
    const found = written.locate(pick(there, primaryKey), there.rowCount);
    return rowsAt(
      there,
      [...found.keys()].filter((row) => (found[row] as number) >= size),
    );
  };
  const rows = last.size === added.rowCount ? added : rowsAt(added, [...last.values()]);
  return { added: rows ?? added, stays };
}

/** Without a key equal rows are counted. */
function countsOf(removed: Batch | null, fields: readonly Field[]) {
  const all = [...fields.keys()];
  const table = tableOver(fields, all);
  const counts: number[] = [];
  if (removed !== null) {
    for (const group of table.locate(removed.columns, removed.rowCount)) {
      counts[group] = (counts[group] ?? 0) + 1;
    }
  }
  return {
    *staying(there: Batch): Iterable<number> {
      const groups = table.locate(there.columns, there.rowCount);
      for (const [row, group] of groups.entries()) {
        if ((there.weights?.[row] ?? 1) > (counts[group] ?? 0)) yield row;
      }
    },
  };
}

/** The first of the rows whose values in some columns, none of them NULL, somebody has already. */
function firstTaken(
  added: Batch,
  there: Batch | null,
  fields: readonly Field[],
  columns: readonly number[],
): number | null {
  const table = tableOver(fields, columns);
  if (there !== null) table.locate(pick(there, columns), there.rowCount);
  const taken = table.size;
  const met = new Set<number>();
  const groups = table.locate(pick(added, columns), added.rowCount);
  for (const [row, group] of groups.entries()) {
    if (columns.some((column) => added.columns[column]?.nulls?.[row] === 1)) continue;
    if (group < taken || met.has(group)) return row;
    met.add(group);
  }
  return null;
}

function tableOver(fields: readonly Field[], columns: readonly number[]): GroupTable {
  return new GroupTable(new GroupKernels(columns.map((column) => (fields[column] as Field).type)));
}

function pick({ columns }: Batch, wanted: readonly number[]): Vector[] {
  return wanted.map((column) => columns[column] as Vector);
}

/** The values of some columns of a row, as messages name them: `(a, b)=(1, x)`. */
export function keyText(
  rows: Batch,
  row: number,
  { fields, columns }: { readonly fields: readonly Field[]; readonly columns: readonly number[] },
): string {
  const names = columns.map((column) => (fields[column] as Field).name);
  const values = columns.map((column) => {
    const { type } = fields[column] as Field;
    const datum = datumAt(rows.columns[column] as Vector, type, row);
    return datum === null ? 'null' : formatDatum(type, datum);
  });
  return `(${names.join(', ')})=(${values.join(', ')})`;
}

function duplicate(
  constraint: string,
  rows: Batch,
  row: number,
  key: { readonly fields: readonly Field[]; readonly columns: readonly number[] },
): SqlError {
  return new SqlError(
    sqlState.uniqueViolation,
    `duplicate key value violates unique constraint "${constraint}"`,
    { detail: `Key ${keyText(rows, row, key)} already exists.` },
  );
}
