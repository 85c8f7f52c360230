import type { SessionContext } from '../session/session-context.ts';
import { oidOf, relationsByName } from './catalog-relation.ts';
import type { CatalogRow } from './catalog-row.ts';
import type { CatalogQuery } from './select-items.ts';

/** \d+ of a view and \sv ask for its query. */
export function viewTextRows(
  { text }: CatalogQuery,
  context: SessionContext,
): readonly CatalogRow[] | null {
  const oid = /^SELECT pg_catalog\.pg_get_viewdef\('(\d+)'::pg_catalog\.oid, true\)$/.exec(
    text,
  )?.[1];
  if (oid === undefined) return null;
  const view = relationsByName(context).find((relation) => oidOf(relation) === oid);
  if (view === undefined) return [[null]];
  const [, query = view.sql] = /^CREATE\s[^(]*?\sAS\s+(SELECT\b.*)$/is.exec(view.sql) ?? [];
  return [[` ${query};`]];
}
