import type { Batch } from '../../../data/batch.ts';
import type { Vector } from '../../../data/vector.ts';
import { datumAt } from '../../../data/vector-datum.ts';
import { databaseName } from '../../../engine/session/session-functions.ts';
import type { SessionContext } from '../session/session-context.ts';
import { ownerName, schemaName } from './catalog-relation.ts';
import type { CatalogRow } from './catalog-row.ts';
import { nameFilter } from './name-pattern.ts';
import type { CatalogQuery } from './select-items.ts';

/** Where the functions that come with the server are. */
const functionSchema = 'pg_catalog';

/** \l: the one database. */
export function databaseRows({ text, items }: CatalogQuery): readonly CatalogRow[] | null {
  if (items[0]?.name !== 'Name') return null;
  if (!nameFilter(text)('datname', databaseName)) return [];
  return [items.map(({ name }) => databaseFacts[name] ?? null)];
}

const databaseFacts: Readonly<Record<string, string>> = {
  Name: databaseName,
  Owner: ownerName,
  Encoding: 'UTF8',
  Collate: 'C',
  Ctype: 'C',
};

/** \dn: the one schema. */
export function schemaRows({ text, items }: CatalogQuery): readonly CatalogRow[] | null {
  if (items[0]?.name !== 'Name') return null;
  if (!nameFilter(text)('nspname', schemaName)) return [];
  return [
    items.map(({ name }) => {
      if (name === 'Name') return schemaName;
      return name === 'Owner' ? ownerName : null;
    }),
  ];
}

/** \du: who is connected; there are no other roles yet. */
export function roleRows(
  { text, items }: CatalogQuery,
  { session: { user } }: SessionContext,
): readonly CatalogRow[] | null {
  if (items[0]?.name !== 'rolname') return null;
  if (!nameFilter(text)('rolname', user)) return [];
  return [
    items.map(({ name }) => {
      if (name === 'rolname') return user;
      if (name === 'memberof') return '{}';
      if (name === 'rolconnlimit') return '-1';
      if (/^rol(super|inherit|createrole|createdb|canlogin)$/.test(name)) return 't';
      return /^rol(replication|bypassrls)$/.test(name) ? 'f' : null;
    }),
  ];
}

/** \df: the functions that SHOW FUNCTIONS lists, those that come with the server too: there are no others yet. */
export function functionRows(
  query: CatalogQuery,
  context: SessionContext,
): Promise<readonly CatalogRow[]> | null {
  return query.items[1]?.name === 'Name' ? listFunctions(query, context) : null;
}

async function listFunctions(
  { text, items }: CatalogQuery,
  { engine }: SessionContext,
): Promise<readonly CatalogRow[]> {
  const fits = nameFilter(text);
  const { results } = await engine.execute('SHOW FUNCTIONS');
  const rows: CatalogRow[] = [];
  for (const batch of results[0]?.batches ?? []) {
    for (let row = 0; row < batch.rowCount; row += 1) {
      const of = (column: string): string | null => textAt(batch, column, row);
      // Operators are functions, too.
      if (!/^\w+$/.test(of('name') ?? '')) continue;
      if (!fits('nspname', functionSchema) || !fits('proname', of('name') ?? '')) continue;
      rows.push(items.map(({ name }) => functionFact(name, of)));
    }
  }
  return rows;
}

function functionFact(column: string, of: (column: string) => string | null): string | null {
  switch (column) {
    case 'Schema':
      return functionSchema;
    case 'Name':
      return of('name');
    case 'Result data type':
      return of('result');
    case 'Argument data types':
      return of('arguments');
    case 'Type':
      return of('kind') ?? 'func';
    case 'Description':
      return of('description');
    default:
      return null;
  }
}

function textAt({ schema, columns }: Batch, name: string, row: number): string | null {
  const column = schema.fields.findIndex((field) => field.name === name);
  const type = schema.fields[column]?.type;
  if (type === undefined) return null;
  const datum = datumAt(columns[column] as Vector, type, row);
  return datum === null ? null : String(datum);
}
