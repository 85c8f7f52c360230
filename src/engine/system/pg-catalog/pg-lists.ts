import { indexText } from '../indexes.ts';
import { ownerName, type SystemObject, type SystemObjects } from '../system-objects.ts';
import { systemTable } from '../system-table.ts';

/** Tables and streams by name. */
export const pgTables = systemTable('pg_catalog.pg_tables', {
  docs: 'tables and streams by name',
  columns: `schemaname name, tablename name, tableowner name, tablespace name, hasindexes bool,
    hasrules bool, hastriggers bool, rowsecurity bool`,
  defaults: {
    tableowner: ownerName,
    hasrules: false,
    hastriggers: false,
    rowsecurity: false,
  },
  rows: (objects) =>
    ofKind(objects, 'r').map(({ schema, name, key }) => ({
      schemaname: schema.name,
      tablename: name,
      hasindexes: key.length > 0,
    })),
});

/** Views by name. */
export const pgViews = systemTable('pg_catalog.pg_views', {
  docs: 'views by name, with their queries',
  columns: 'schemaname name, viewname name, viewowner name, definition text',
  rows: (objects) =>
    ofKind(objects, 'v').map((view) => ({
      schemaname: view.schema.name,
      viewname: view.name,
      viewowner: ownerName,
      definition: viewText(view),
    })),
});

/** Materialized views by name. */
export const pgMatviews = systemTable('pg_catalog.pg_matviews', {
  docs: 'materialized views by name, with their queries',
  columns: `schemaname name, matviewname name, matviewowner name, tablespace name, hasindexes bool,
    ispopulated bool, definition text`,
  rows: (objects) =>
    ofKind(objects, 'm').map((view) => ({
      schemaname: view.schema.name,
      matviewname: view.name,
      matviewowner: ownerName,
      hasindexes: view.key.length > 0,
      ispopulated: true,
      definition: viewText(view),
    })),
});

/** Indexes by name. */
export const pgIndexes = systemTable('pg_catalog.pg_indexes', {
  docs: 'indexes by name',
  columns: 'schemaname name, tablename name, indexname name, tablespace name, indexdef text',
  rows: ({ indexes }) =>
    indexes.map((index) => ({
      schemaname: index.on.schema.name,
      tablename: index.on.name,
      indexname: index.name,
      indexdef: indexText(index),
    })),
});

function ofKind({ relations }: SystemObjects, kind: SystemObject['relkind']): SystemObject[] {
  return relations.filter(({ relkind }) => relkind === kind);
}

/** The query of a view as `pg_get_viewdef` writes it; null for the system's own. */
export function viewText({ query }: Pick<SystemObject, 'query'>): string | null {
  return query === null ? null : ` ${query};`;
}
