import { indexText } from '../indexes.ts';
import { ownerName, type SystemObject, type SystemObjects } from '../system-objects.ts';
import { type Facts, systemTable } from '../system-table.ts';

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

/** Settings of the session. */
export const pgSettings = systemTable('pg_catalog.pg_settings', {
  docs: 'settings of the session',
  columns: `name text, setting text, unit text, category text, short_desc text, extra_desc text,
    context text, vartype text, source text, min_val text, max_val text, enumvals text[],
    boot_val text, reset_val text, sourcefile text, sourceline int4, pending_restart bool`,
  rows: ({ session }) =>
    session.settings().map(
      ([name, setting]): Facts => ({
        name,
        setting,
        category: 'Millrace',
        short_desc: '',
        context: 'user',
        vartype: 'string',
        source: 'session',
        boot_val: setting,
        reset_val: setting,
        pending_restart: false,
      }),
    ),
});
