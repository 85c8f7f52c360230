import type { RelationSummary } from '../../../engine/api.ts';
import type { SessionContext } from '../session/session-context.ts';
import { oidOf, ownerName, relationsByName, relkindOf, schemaName } from './catalog-relation.ts';
import type { CatalogRow } from './catalog-row.ts';
import { nameFilter } from './name-pattern.ts';
import type { CatalogQuery } from './select-items.ts';

/** \d, \dt, \dv, \dm, \di, \ds and \dp: the relations of some kinds. */
export function relationRows(
  { text, items }: CatalogQuery,
  context: SessionContext,
): readonly CatalogRow[] | null {
  const kinds = /c\.relkind IN \(([^)]*)\)/.exec(text)?.[1];
  if (kinds === undefined || items[0]?.name !== 'Schema') return null;
  return matching(text, context)
    .filter((relation) => kinds.includes(`'${relkindOf(relation)}'`))
    .map((relation) => items.map(({ name }) => listed(name, relation)));
}

function listed(column: string, { name, kind }: RelationSummary): string | null {
  switch (column) {
    case 'Schema':
      return schemaName;
    case 'Name':
      return name;
    case 'Type':
      return kind;
    case 'Owner':
      return ownerName;
    case 'Persistence':
      return 'permanent';
    default:
      return null;
  }
}

/** The first question of \d NAME: which relations are called so. */
export function foundRelations(
  { text, items }: CatalogQuery,
  context: SessionContext,
): readonly CatalogRow[] | null {
  const asked = items.map((item) => item.text).join(' ');
  if (asked !== 'c.oid n.nspname c.relname') return null;
  return matching(text, context).map((relation) => [oidOf(relation), schemaName, relation.name]);
}

function matching(text: string, context: SessionContext): readonly RelationSummary[] {
  const fits = nameFilter(text);
  if (!fits('nspname', schemaName)) return [];
  return relationsByName(context).filter(({ name }) => fits('relname', name));
}
