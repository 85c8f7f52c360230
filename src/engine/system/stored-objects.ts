import type { CatalogView } from '../../catalog/catalog-view.ts';
import type {
  RelationDefinition,
  SequenceDefinition,
  StreamDefinition,
  TableDefinition,
} from '../../catalog/definition.ts';
import { type Datum, type SqlType, typeName } from '../../data/sql-type.ts';
import { formatDatum } from '../../data/text-output.ts';
import { quotedLiteral } from '../../functions/text-quoting.ts';
import type { EngineContext } from '../engine-context.ts';
import { keyOf, summaryOf } from '../relation-summary.ts';
import { objectOid } from './numbers.ts';
import { publicSchema, schemaNamed } from './schemas.ts';
import type { Relkind, SystemObject, SystemSchema } from './system-objects.ts';

/** The relations and sequences that people have made, by name. */
export function storedObjects(
  context: EngineContext,
  view: CatalogView,
  schemas: readonly SystemSchema[],
): readonly SystemObject[] {
  const relations = view
    .list()
    .map(({ definition }) => relationObject(context, definition, schemas));
  const sequences = view.sequences().map((definition) => sequenceObject(definition, schemas));
  return [...relations, ...sequences].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function relationObject(
  context: EngineContext,
  definition: RelationDefinition,
  schemas: readonly SystemSchema[],
): SystemObject {
  const { id, name, kind, fields, columnDocs = {} } = definition;
  const written = kind === 'stream' || kind === 'table' ? definition : null;
  const docsOf = (column: number): string | null => {
    const field = fields[column]?.name;
    return field !== undefined && Object.hasOwn(columnDocs, field)
      ? (columnDocs[field] ?? null)
      : null;
  };
  return {
    oid: objectOid(id),
    schema: schemaNamed(definition.schema ?? publicSchema.name, schemas),
    name,
    relkind: relkindOf(definition),
    kind,
    fields,
    key: keyOf(context, definition) ?? [],
    defaultOf: (column) => (written === null ? null : defaultOf(written, column)),
    isGenerated: (column) => (written?.generated?.[column] ?? null) !== null,
    identityOf: (column) => identityLetter(written?.identity?.[column] ?? null),
    query: queryOf(definition),
    docs: definition.docs ?? null,
    docsOf,
    definition,
    options: optionsOf(definition),
    rows: () => (kind === 'view' ? -1 : summaryOf(context, definition).rows),
    bytes: () => bytesOf(context, id),
  };
}

function sequenceObject(
  definition: SequenceDefinition,
  schemas: readonly SystemSchema[],
): SystemObject {
  const bigint: SqlType = { kind: 'bigint' };
  return {
    oid: objectOid(definition.id),
    schema: schemaNamed(definition.schema ?? publicSchema.name, schemas),
    name: definition.name,
    relkind: 'S',
    kind: 'sequence',
    fields: [
      { name: 'last_value', type: bigint, nullable: false },
      { name: 'log_cnt', type: bigint, nullable: false },
      { name: 'is_called', type: { kind: 'boolean' }, nullable: false },
    ],
    key: [],
    defaultOf: () => null,
    isGenerated: () => false,
    identityOf: () => '',
    query: null,
    docs: definition.docs ?? null,
    docsOf: () => null,
    definition,
    options: [],
    rows: () => 1,
    bytes: () => 0,
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

function identityLetter(identity: 'always' | 'by default' | null): 'a' | 'd' | '' {
  if (identity === null) return '';
  return identity === 'always' ? 'a' : 'd';
}

function defaultOf(definition: StreamDefinition | TableDefinition, column: number): string | null {
  if ((definition.identity?.[column] ?? null) !== null) return null;
  const sql = definition.generated?.[column] ?? definition.defaultSql?.[column] ?? null;
  if (sql !== null) return sql;
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
      return `${quotedLiteral(formatDatum(type, value))}::${plainName(type)}`;
  }
}

/** The name of a type without a length: PostgreSQL's constants say none. */
function plainName(type: SqlType): string {
  if (type.kind === 'text' && type.limit?.name === 'char') return 'bpchar';
  return typeName(type).replace(/\(\d+\)/, '');
}

function queryOf(definition: RelationDefinition): string | null {
  const isView = definition.kind === 'view' || definition.kind === 'materialized view';
  return isView ? definition.query : null;
}

/** WITH (…), where a relation has it. */
function optionsOf(definition: RelationDefinition): readonly string[] {
  if (definition.kind !== 'stream' && definition.kind !== 'table') return [];
  return Object.entries(definition.options ?? {}).map(([key, value]) => `${key}=${value}`);
}

function bytesOf({ relations }: EngineContext, id: string): number {
  const query = relations.query(id)?.query;
  return (relations.store(id)?.bytes ?? 0) + (query?.stateBytes ?? 0);
}
