import { informationSchemaTables } from './information-schema/information-schema-tables.ts';
import { millraceTables } from './millrace/millrace-tables.ts';
import { pgCatalogTables } from './pg-catalog/pg-catalog-tables.ts';
import { millraceSchema, pgCatalog } from './schemas.ts';
import type { SystemTable } from './system-table.ts';

/** All relations of the system, in the order of their numbers: new ones come last. */
export const systemTables: readonly SystemTable[] = [
  ...pgCatalogTables,
  ...informationSchemaTables,
  ...millraceTables,
];

const byId: ReadonlyMap<string, SystemTable> = new Map(
  systemTables.map((table) => [table.relation.id, table]),
);

/** The relation of the system of an id, such as 'pg_catalog.pg_class'; null for others. */
export function systemTableOf(id: string): SystemTable | null {
  return byId.get(id) ?? null;
}

/**
 * The relation of the system that a name means, or null: those of pg_catalog need no schema, and
 * `millrace_queries` is `millrace.queries`.
 */
export function findSystemRelation(parts: readonly string[]): SystemTable['relation'] | null {
  const [name = '', schema, database, ...more] = parts.toReversed();
  if (more.length > 0 || (database !== undefined && database !== 'millrace')) return null;
  if (schema !== undefined) return byId.get(`${schema}.${name}`)?.relation ?? null;
  if (name.startsWith('pg_')) return byId.get(`${pgCatalog.name}.${name}`)?.relation ?? null;
  const own = /^millrace_(.+)$/.exec(name)?.[1];
  return own === undefined ? null : (byId.get(`${millraceSchema.name}.${own}`)?.relation ?? null);
}
