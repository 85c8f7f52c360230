import { nearestName } from '../../common/nearest-name.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { PlainKind, SqlType, TextLimit, TimedType } from '../../data/sql-type.ts';
import type { TypeName } from '../../parser/ast.ts';
import { requireScalarKey } from './map-key.ts';

type NamedKind = Exclude<PlainKind, 'unknown'>;

const names: ReadonlyMap<string, NamedKind> = new Map(
  Object.entries({
    boolean: ['boolean', 'bool'],
    smallint: ['smallint', 'int2'],
    integer: ['integer', 'int', 'int4'],
    bigint: ['bigint', 'int8', 'xid8', 'cid'],
    real: ['real', 'float4'],
    double: ['double precision', 'double', 'float8', 'float'],
    text: ['text', 'string', 'name', 'pg_node_tree', 'aclitem'],
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

/** Texts of a length. */
const limited: ReadonlyMap<string, TextLimit['name']> = new Map([
  ['varchar', 'varchar'],
  ['character varying', 'varchar'],
  ['char', 'char'],
  ['character', 'char'],
  ['bpchar', 'char'],
]);

const decimals = ['numeric', 'decimal', 'dec'];

/** What a misspelt name can have meant; names with digits last. */
const meant = [...names.keys(), ...limited.keys(), ...decimals].toSorted(
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
 * The type that a name in SQL means.
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
  if (base === 'oid' || base === 'xid') return { kind: 'bigint', as: base };
  const kind = names.get(base);
  const limit = limited.get(base);
  if (limit !== undefined) return limitedText(limit, base, type);
  if (kind !== undefined) return plainOrTimed(kind, type);
  if (missing.has(base)) throw unsupported(base, type);
  const near = nearestName(base, meant);
  throw new SqlError(sqlState.undefinedObject, `type "${type.name}" does not exist`, {
    hint: near === null ? undefined : `Did you mean "${near}"?`,
    position,
  });
}

/** The longest text that a length can be given for, as in PostgreSQL. */
const lengthMax = 10_485_760;

/** VARCHAR and CHAR, which is CHAR(1). @throws SqlError 22023 */
function limitedText(
  name: TextLimit['name'],
  base: string,
  { arguments: numbers, position }: TypeName,
): SqlType {
  const [length = name === 'char' && base !== 'bpchar' ? 1 : null] = numbers;
  const invalid = (message: string): SqlError =>
    new SqlError(sqlState.invalidParameterValue, message, { position });
  if (length !== null && !(length >= 1)) {
    throw invalid(`length for type ${name} must be at least 1`);
  }
  if (length !== null && length > lengthMax) {
    throw invalid(`length for type ${name} cannot exceed ${lengthMax}`);
  }
  return { kind: 'text', limit: { name, length } };
}

/** Of the types that one word names the times have a precision. @throws SqlError 42601, 22023 */
function plainOrTimed(kind: NamedKind, { name, arguments: numbers, position }: TypeName): SqlType {
  const [precision] = numbers;
  if (precision === undefined) return { kind };
  const isTimed = kind.startsWith('time') || kind === 'interval';
  if (!isTimed && kind !== 'real' && kind !== 'double') {
    const message = `type modifier is not allowed for type "${name}"`;
    throw new SqlError(sqlState.syntaxError, message, { position });
  }
  if (!isTimed) return { kind };
  if (precision < 0) {
    const message = `${kind.toUpperCase()}(${precision}) precision must not be negative`;
    throw new SqlError(sqlState.invalidParameterValue, message, { position });
  }
  return { kind: kind as TimedType['kind'], precision: Math.min(precision, secondPlacesMax) };
}

/** Microseconds: more places are not kept, as in PostgreSQL. */
const secondPlacesMax = 6;

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
