import type { Field } from '../../../data/batch.ts';
import { typeName } from '../../../data/sql-type.ts';
import type { RelationSummary } from '../../../engine/api.ts';
import type { SessionContext } from '../session/session-context.ts';
import { wireTypeOf } from '../types/type-oids.ts';
import { relationOf, relkindOf, schemaName } from './catalog-relation.ts';
import type { CatalogRow } from './catalog-row.ts';
import type { CatalogQuery } from './select-items.ts';

/** What \d NAME asks of the relation itself. */
export function relationFacts(
  { text, items }: CatalogQuery,
  context: SessionContext,
): readonly CatalogRow[] | null {
  if (items[0]?.text !== 'c.relchecks') return null;
  const relation = relationOf(text, 'c\\.oid', context);
  if (relation === null) return [];
  return [items.map((item) => fact(item.text, relation))];
}

function fact(asked: string, relation: RelationSummary): string | null {
  switch (asked) {
    case 'c.relchecks':
    case 'c.reltablespace':
      return '0';
    case 'c.relkind':
      return relkindOf(relation);
    case 'c.relhasindex':
      return hasPrimaryKey(relation) ? 't' : 'f';
    case 'c.relpersistence':
      return 'p';
    case 'c.relreplident':
      return 'd';
    case 'am.amname':
      return null;
    default:
      return /^(c\.rel(has|row|force|is)|false)/.test(asked) ? 'f' : '';
  }
}

/** The columns of a relation, as \d NAME asks for them. */
export function columnRows(
  { text, items }: CatalogQuery,
  context: SessionContext,
): readonly CatalogRow[] | null {
  if (items[0]?.text !== 'a.attname') return null;
  const relation = relationOf(text, 'a\\.attrelid', context);
  const fields = relation?.schema.fields ?? [];
  return fields.map((field) => items.map((item) => columnFact(item.text, field)));
}

function columnFact(asked: string, { name, type, nullable }: Field): string | null {
  if (asked === 'a.attname') return name;
  if (asked.startsWith('pg_catalog.format_type(')) return typeName(type);
  if (asked === 'a.attstorage') return wireTypeOf(type).size > 0 ? 'p' : 'x';
  if (asked === 'a.attnotnull') return nullable ? 'f' : 't';
  return /^a\.att(identity|generated|compression)/.test(asked) ? '' : null;
}

/** The indexes of a relation: the one that keeps the rows of a table by its primary key. */
export function indexRows(
  { text, items }: CatalogQuery,
  context: SessionContext,
): readonly CatalogRow[] | null {
  if (items[0]?.text !== 'c2.relname') return null;
  const relation = relationOf(text, 'c\\.oid', context);
  if (relation === null || !hasPrimaryKey(relation)) return [];
  const columns = (relation.key ?? []).map((column) => relation.schema.fields[column]?.name ?? '');
  return [items.map((item) => indexFact(item.text, relation, columns.join(', ')))];
}

function indexFact(asked: string, { name }: RelationSummary, columns: string): string | null {
  if (asked === 'c2.relname') return `${name}_pkey`;
  if (/^i\.indis(primary|unique|valid)$/.test(asked)) return 't';
  if (asked.startsWith('pg_catalog.pg_get_indexdef(')) {
    return `CREATE UNIQUE INDEX ${name}_pkey ON ${schemaName}.${name} USING hash (${columns})`;
  }
  if (asked.startsWith('pg_catalog.pg_get_constraintdef(')) return `PRIMARY KEY (${columns})`;
  if (asked === 'contype') return 'p';
  return asked === 'c2.reltablespace' ? '0' : 'f';
}

function hasPrimaryKey({ kind, key }: RelationSummary): boolean {
  return kind === 'table' && key !== null;
}
