import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { PlainKind, SqlType } from '../../data/sql-type.ts';
import type { TypeName } from '../../parser/ast.ts';
import { requireScalarKey } from './map-key.ts';

type NamedKind = Exclude<PlainKind, 'unknown'>;

const names: ReadonlyMap<string, NamedKind> = new Map(
  Object.entries({
    boolean: ['boolean', 'bool'],
    smallint: ['smallint', 'int2'],
    integer: ['integer', 'int', 'int4'],
    bigint: ['bigint', 'int8', 'oid', 'xid', 'xid8', 'cid'],
    real: ['real', 'float4'],
    double: ['double precision', 'double', 'float8', 'float'],
    text: [
      ...['text', 'varchar', 'character varying', 'string', 'char', 'character', 'bpchar', 'name'],
      ...['pg_node_tree', 'aclitem'],
    ],
    date: ['date'],
    timestamp: ['timestamp', 'timestamp without time zone', 'datetime'],
    timestamptz: ['timestamptz', 'timestamp with time zone'],
    interval: ['interval'],
    time: ['time', 'time without time zone'],
    uuid: ['uuid'],
    bytea: ['bytea', 'bytes'],
    json: ['json'],
    jsonb: ['jsonb'],
  } satisfies Record<NamedKind, string[]>).flatMap(([kind, aliases]) =>
    aliases.map((alias): [string, NamedKind] => [alias, kind as NamedKind]),
  ),
);

const decimals = ['numeric', 'decimal', 'dec'];

/** What a misspelt name can have meant; names with digits last. */
const meant = [...names.keys(), ...decimals].toSorted(
  (a, b) => Number(/\d/.test(a)) - Number(/\d/.test(b)),
);

/** Types of PostgreSQL and of the streaming world that Millrace knows of but does not have. */
const missing = new Set([
  'bit',
  'cidr',
  'inet',
  'money',
  'serial',
  'bigserial',
  'time with time zone',
  'timetz',
  'xml',
]);

/**
 * The type that a name in SQL means. Lengths of texts and precisions of times are not kept.
 * @throws SqlError 42704 for a name that is no type, 0A000 for types to come, 22023 for numbers out of range
 */
export function bindType(type: TypeName): SqlType {
  const element = elementType(type);
  return type.arrayDepth > 0 ? { kind: 'array', element } : element;
}

/** The type without the brackets behind it. */
function elementType(type: TypeName): SqlType {
  const { position } = type;
  const base = type.name.toLowerCase();
  if (base === 'struct' || base === 'row') return structType(type);
  if (base === 'map') return mapType(type);
  if (decimals.includes(base)) return numericType(type);
  if (base === 'float' && (type.arguments[0] ?? 53) <= 24) return { kind: 'real' };
  const kind = names.get(base);
  if (kind !== undefined) return { kind };
  if (missing.has(base)) throw unsupported(base, type);
  const near = nearestName(base, meant);
  throw new SqlError(sqlState.undefinedObject, `type "${type.name}" does not exist`, {
    hint: near === null ? undefined : `Did you mean "${near}"?`,
    position,
  });
}

/** Fields without a name are f1, f2, …, as those of a row. @throws SqlError 42701 */
function structType({ members, position }: TypeName): SqlType {
  const fields = members.map(({ name, type }, i) => ({
    name: name?.name ?? `f${i + 1}`,
    type: bindType(type),
  }));
  const twice = fields.find(({ name }, i) => fields.findIndex((each) => each.name === name) < i);
  if (twice === undefined) return { kind: 'struct', fields };
  throw new SqlError(
    sqlState.duplicateColumn,
    `attribute name "${twice.name}" specified more than once`,
    { position },
  );
}

function mapType(type: TypeName): SqlType {
  const [key, value] = type.members;
  if (key === undefined || value === undefined) throw unsupported('map without types', type);
  const keyType = bindType(key.type);
  requireScalarKey(keyType, type.position);
  return { kind: 'map', key: keyType, value: bindType(value.type) };
}

function numericType({ arguments: numbers, position }: TypeName): SqlType {
  const [precision, scale = 0] = numbers;
  if (precision === undefined) return { kind: 'numeric', precision: null, scale: null };
  const invalid = (message: string): SqlError =>
    new SqlError(sqlState.invalidParameterValue, message, { position });
  if (!Number.isInteger(precision) || precision < 1 || precision > 1000) {
    throw invalid(`NUMERIC precision ${precision} must be between 1 and 1000`);
  }
  if (!Number.isInteger(scale) || scale < -1000 || scale > 1000) {
    throw invalid(`NUMERIC scale ${scale} must be between -1000 and 1000`);
  }
  return { kind: 'numeric', precision, scale };
}

function unsupported(name: string, { position }: TypeName): SqlError {
  return new SqlError(sqlState.featureNotSupported, `type ${name} is not supported yet`, {
    hint: 'Use one of BOOLEAN, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE PRECISION, NUMERIC, TEXT, BYTEA, UUID, DATE, TIME, TIMESTAMP, TIMESTAMPTZ, INTERVAL, JSON, JSONB, T[], STRUCT<…> or MAP<…>.',
    position,
  });
}
