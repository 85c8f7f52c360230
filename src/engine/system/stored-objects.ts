import type { CatalogEntry } from '../../catalog/catalog.ts';
import type { RelationDefinition } from '../../catalog/definition.ts';
import { type Datum, type SqlType, typeName } from '../../data/sql-type.ts';
import { formatDatum } from '../../data/text-output.ts';
import { quotedLiteral } from '../../functions/text-quoting.ts';
import { parseQuery } from '../../parser/parse.ts';
import { printQuery } from '../../parser/print.ts';
import type { EngineContext } from '../engine-context.ts';
import { keyOf, summaryOf } from '../relation-summary.ts';
import { relationOid } from './numbers.ts';
import { publicSchema } from './schemas.ts';
import type { Relkind, SystemObject } from './system-objects.ts';

/** What people have made, by name. */
export function storedObjects(context: EngineContext): readonly SystemObject[] {
  return context.catalog
    .list()
    .map((entry) => storedObject(context, entry))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function storedObject(context: EngineContext, { definition }: CatalogEntry): SystemObject {
  const { id, name, kind, fields } = definition;
  return {
    oid: relationOid(id),
    schema: publicSchema,
    name,
    relkind: relkindOf(definition),
    kind,
    fields,
    key: keyOf(context, definition) ?? [],
    defaultOf: (column) => defaultOf(definition, column),
    query: queryOf(definition),
    docs: null,
    docsOf: () => null,
    definition,
    options: optionsOf(definition),
    rows: () => (kind === 'view' ? -1 : summaryOf(context, definition).rows),
    bytes: () => bytesOf(context, id),
  };
}

function relkindOf({ kind }: RelationDefinition): Relkind {
  switch (kind) {
    case 'view':
      return 'v';
    case 'materialized view':
      return 'm';
    default:
      return 'r';
  }
}

function defaultOf(definition: RelationDefinition, column: number): string | null {
  if (definition.kind !== 'stream' && definition.kind !== 'table') return null;
  const value = definition.defaults[column] ?? null;
  const type = definition.fields[column]?.type;
  return value === null || type === undefined ? null : literalText(value, type);
}

/** A constant as PostgreSQL writes it: a number as it is, other values with their type. */
function literalText(value: Exclude<Datum, null>, type: SqlType): string {
  switch (type.kind) {
    case 'boolean':
      return String(value);
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'real':
    case 'double':
      return formatDatum(type, value);
    default:
      return `${quotedLiteral(formatDatum(type, value))}::${typeName(type)}`;
  }
}

function queryOf(definition: RelationDefinition): string | null {
  if (definition.kind !== 'view' && definition.kind !== 'materialized view') return null;
  return printQuery(parseQuery(definition.query));
}

/** WITH (…), where a relation has it. */
function optionsOf(definition: RelationDefinition): readonly string[] {
  if (definition.kind !== 'stream') return [];
  return Object.entries(definition.options).map(([key, value]) => `${key}=${value}`);
}

function bytesOf({ relations }: EngineContext, id: string): number {
  const query = relations.query(id)?.query;
  return (relations.store(id)?.bytes ?? 0) + (query?.stateBytes ?? 0);
}
