import type { Field } from '../../data/batch.ts';
import { type PlainKind, type SqlType, type SqlTypeKind, typeName } from '../../data/sql-type.ts';
import { type BaseType, baseTypes } from './base-types.ts';

/** PostgreSQL's name of a kind of type, where it has the type. */
const pgNames: Readonly<Partial<Record<SqlTypeKind, string>>> = {
  boolean: 'bool',
  smallint: 'int2',
  integer: 'int4',
  bigint: 'int8',
  real: 'float4',
  double: 'float8',
  numeric: 'numeric',
  text: 'text',
  date: 'date',
  time: 'time',
  timestamp: 'timestamp',
  timestamptz: 'timestamptz',
  interval: 'interval',
  uuid: 'uuid',
  bytea: 'bytea',
  json: 'json',
  jsonb: 'jsonb',
  unknown: 'text',
};

const byName: ReadonlyMap<string, BaseType> = new Map(baseTypes.map((type) => [type.name, type]));

const byOid: ReadonlyMap<number, BaseType> = new Map(baseTypes.map((type) => [type.oid, type]));

const elements: ReadonlyMap<number, BaseType> = new Map(
  baseTypes.filter(({ array }) => array !== 0).map((type) => [type.array, type]),
);

/** Structs and maps have numbers of their own from here on: PostgreSQL has no such types. */
const firstMadeOid = 1_500_000_000;

/** The number of a type in pg_type. */
export function typeOid(type: SqlType): number {
  if (type.kind === 'array') {
    const element = baseTypeOf(type.element);
    return element === undefined || element.array === 0 ? madeOid(type) : element.array;
  }
  return baseTypeOf(type)?.oid ?? madeOid(type);
}

/** Texts of a length have types of their own. */
const limitNames: Readonly<Record<string, string>> = { varchar: 'varchar', char: 'bpchar' };

/** The row of pg_type for a type; undefined for arrays, structs and maps. */
export function baseTypeOf(type: SqlType): BaseType | undefined {
  const name = ownName(type) ?? pgNames[type.kind];
  return name === undefined ? undefined : byName.get(name);
}

/** PostgreSQL's name of a type that stands beside others of its kind. */
function ownName(type: SqlType): string | undefined {
  if (type.kind === 'bigint') return type.as;
  return type.kind === 'text' && type.limit !== undefined ? limitNames[type.limit.name] : undefined;
}

/** Says of INTERVAL's modifier that all fields are kept. */
const allFields = 0x7fff << 16;

/** PostgreSQL's type modifier: precision and scale of NUMERIC, lengths of texts, precisions of times; −1 for none. */
export function typeModifier(type: SqlType): number {
  switch (type.kind) {
    case 'array':
      return typeModifier(type.element);
    case 'numeric':
      if (type.precision === null) return -1;
      return ((type.precision << 16) | ((type.scale ?? 0) & 0x7ff)) + 4;
    case 'text':
      return type.limit?.length == null ? -1 : type.limit.length + 4;
    case 'timestamp':
    case 'timestamptz':
    case 'time':
      return type.precision ?? -1;
    case 'interval':
      return type.precision === undefined ? -1 : allFields | type.precision;
    default:
      return -1;
  }
}

/** The type of a number with its modifier as PostgreSQL writes it; null for numbers that are no type. */
export function shownType(oid: number, modifier: number, made: readonly SqlType[]): string | null {
  const element = elements.get(oid);
  if (element !== undefined) return `${shownType(element.oid, modifier, made)}[]`;
  const base = byOid.get(oid);
  if (base === undefined) {
    const found = made.find((type) => typeOid(type) === oid);
    return found === undefined ? null : typeName(found);
  }
  if (isTimed(base.name)) {
    if (modifier < 0) return base.shown;
    const shown = `$&(${modifier & 0xffff})`;
    return base.shown.replace(/^\w+/, shown);
  }
  if (modifier < 4) return base.shown;
  const size = modifier - 4;
  if (base.name === 'numeric') return `numeric(${size >> 16},${size & 0xffff})`;
  return base.name === 'varchar' || base.name === 'bpchar' ? `${base.shown}(${size})` : base.shown;
}

function isTimed(name: string): boolean {
  return /^(timestamp|timestamptz|time|interval)$/.test(name);
}

/** The type of a name that pg_type has; null for others, and for arrays. */
export function typeNamed(name: string): SqlType | null {
  const base = byNames.get(name)?.name;
  const kind = Object.entries(pgNames).find(([, each]) => each === base)?.[0];
  if (kind === undefined) return null;
  return kind === 'numeric'
    ? { kind, precision: null, scale: null }
    : ({ kind } as Extract<SqlType, { readonly kind: PlainKind }>);
}

/** The number of a type by the name that SQL or PostgreSQL has for it: 'int8', 'bigint', 'text[]'; null for none. */
export function typeOidNamed(name: string): number | null {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/^pg_catalog\./, '')
    .replace(/^"(.*)"$/, '$1');
  if (plain.endsWith('[]')) return byNames.get(plain.slice(0, -2).trim())?.array ?? null;
  const base = plain.replace(/\s*\(.*\)/, '');
  if (base.startsWith('_')) return byNames.get(base.slice(1))?.array ?? null;
  return byNames.get(base)?.oid ?? null;
}

const byNames: ReadonlyMap<string, BaseType> = new Map([
  ...baseTypes.map((type) => [type.shown, type] as const),
  ...baseTypes.map((type) => [type.name, type] as const),
  ...(
    [
      ['int', 'int4'],
      ['decimal', 'numeric'],
      ['float', 'float8'],
      ['timestamp without time zone', 'timestamp'],
      ['string', 'text'],
    ] as const
  ).flatMap(([alias, name]) => {
    const type = byName.get(name);
    return type === undefined ? [] : [[alias, type] as const];
  }),
]);

/** The types of columns that pg_type does not have by itself. */
export function madeTypes(fields: readonly Field[]): readonly SqlType[] {
  return fields.map(({ type }) => type).filter((type) => typeOid(type) >= firstMadeOid);
}

function madeOid(type: SqlType): number {
  let hash = 0x811c_9dc5;
  for (const character of typeName(type)) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x0100_0193) >>> 0;
  }
  return firstMadeOid + (hash % 400_000_000);
}
