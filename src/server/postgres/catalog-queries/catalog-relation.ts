import type { RelationSummary } from '../../../engine/api.ts';
import type { SessionContext } from '../session/session-context.ts';

/** Who owns everything. */
export const ownerName = 'millrace';

/** The schema of everything that people make. */
export const schemaName = 'public';

/** The number of a relation in pg_class. */
export function oidOf({ oid = 0 }: RelationSummary): string {
  return String(oid);
}

/** PostgreSQL's letter for a kind of relation: streams pass for tables, which they are read like. */
export function relkindOf({ kind }: RelationSummary): 'r' | 'v' | 'm' {
  switch (kind) {
    case 'view':
      return 'v';
    case 'materialized view':
      return 'm';
    default:
      return 'r';
  }
}

/** All relations, by name. */
export function relationsByName({ engine }: SessionContext): readonly RelationSummary[] {
  return engine.relations().toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The relation that a query names by its number: `c.oid = '16385'`. */
export function relationOf(
  text: string,
  column: string,
  context: SessionContext,
): RelationSummary | null {
  const oid = new RegExp(`\\b${column} = '(\\d+)'`).exec(text)?.[1];
  if (oid === undefined) return null;
  return relationsByName(context).find((relation) => oidOf(relation) === oid) ?? null;
}
