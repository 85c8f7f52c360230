/**
 * A SQL type. `numeric` without a scale is PostgreSQL's unconstrained NUMERIC, every value with a
 * scale of its own. With a scale and a precision it is declared; with a scale alone it is the type
 * of a computed value, whose scale is known. `unscaledPlaces` says how the values are stored.
 * `unknown` is
 * the type of a bare NULL or of a string literal before the binder has found what it must be.
 */
export type SqlType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'smallint' }
  | { readonly kind: 'integer' }
  | BigintType
  | { readonly kind: 'real' }
  | { readonly kind: 'double' }
  | { readonly kind: 'numeric'; readonly precision: number | null; readonly scale: number | null }
  | TextType
  | { readonly kind: 'date' }
  | TimedType
  | { readonly kind: 'uuid' }
  | { readonly kind: 'bytea' }
  | { readonly kind: 'json' }
  | { readonly kind: 'jsonb' }
  | ArrayType
  | StructType
  | MapType
  | { readonly kind: 'unknown' };

/**
 * BIGINT, also what PostgreSQL's numbers of objects are: they go by their own names where clients
 * ask for types, and what is the number of a relation, a type or the like is shown as its name.
 */
export type BigintType = { readonly kind: 'bigint'; readonly as?: ObjectNumber };

/** PostgreSQL's types of the numbers of objects. */
export type ObjectNumber = 'oid' | 'xid' | NamedNumber;

/** Those whose values are shown as names. */
export type NamedNumber = (typeof namedNumbers)[number];

const namedNumbers = [
  'regclass',
  'regtype',
  'regnamespace',
  'regrole',
  'regproc',
  'regprocedure',
  'regoper',
  'regoperator',
] as const;

/** Whether numbers of objects that go by a name are shown as names. */
export function isNamedNumber(name: string | undefined): name is NamedNumber {
  return namedNumbers.some((each) => each === name);
}

/** TEXT, and with a limit VARCHAR and CHAR. */
export type TextType = { readonly kind: 'text'; readonly limit?: TextLimit };

/**
 * VARCHAR(n) and CHAR(n), whose texts are filled up with blanks to that many characters; without a
 * length VARCHAR is TEXT by another name, and CHAR PostgreSQL's bpchar.
 */
export type TextLimit = { readonly name: 'varchar' | 'char'; readonly length: number | null };

/** Times of day, moments and intervals; a precision is how many decimal places of the seconds are kept. */
export type TimedType =
  | Timed<'timestamp'>
  | Timed<'timestamptz'>
  | Timed<'time'>
  | Timed<'interval'>;

type Timed<K> = { readonly kind: K; readonly precision?: number };

/** `T[]`. As in PostgreSQL the type says nothing of dimensions: the element is never an array itself. */
export type ArrayType = { readonly kind: 'array'; readonly element: SqlType };

/** `STRUCT<a INTEGER, b TEXT>`; a row made without names has the fields f1, f2, …. */
export type StructType = { readonly kind: 'struct'; readonly fields: readonly StructField[] };

export type StructField = { readonly name: string; readonly type: SqlType };

/** `MAP<K, V>`: one value per key, keys in the order of their type. */
export type MapType = { readonly kind: 'map'; readonly key: SqlType; readonly value: SqlType };

export type SqlTypeKind = SqlType['kind'];

/** Months, days and microseconds, kept apart as in PostgreSQL: a month has no fixed length. */
export type Interval = { readonly months: number; readonly days: number; readonly micros: number };

/**
 * One value outside a vector: in literals, plans, the interpreter and tests. BIGINT and the time
 * types (microseconds since 1970, TIME since midnight) are bigint; NUMERIC with a scale is its
 * unscaled bigint, without one its decimal text; DATE is days since 1970; JSON is its text, JSONB
 * its text in jsonb's form, UUID and BYTEA PostgreSQL's text of them.
 */
export type Datum =
  | null
  | boolean
  | number
  | bigint
  | string
  | Interval
  | ArrayDatum
  | StructDatum
  | MapDatum;

/**
 * The elements of an array; of an array of several dimensions arrays of one length each, as deep
 * as it has dimensions.
 */
export type ArrayDatum = readonly Datum[];

/** The values of the fields, in order. */
export type StructDatum = { readonly fields: readonly Datum[] };

/** Keys, none of them NULL and no two the same, in order, with their values. */
export type MapDatum = { readonly entries: readonly (readonly [key: Datum, value: Datum])[] };

/** How the values of a type lie in memory: which kinds of vector may carry it. */
export type Storage = 'u8' | 'i32' | 'f64' | 'integer64' | 'text';

/** The storage of a type. `integer64` values come as doubles (all within ±2^53) or as int64, per batch. */
export function storageOf(type: SqlType): Storage {
  switch (type.kind) {
    case 'boolean':
      return 'u8';
    case 'smallint':
    case 'integer':
    case 'date':
      return 'i32';
    case 'real':
    case 'double':
      return 'f64';
    case 'bigint':
    case 'timestamp':
    case 'timestamptz':
    case 'time':
      return 'integer64';
    case 'numeric':
      return unscaledPlaces(type) === null ? 'text' : 'integer64';
    case 'text':
    case 'json':
    case 'jsonb':
    case 'interval':
    case 'uuid':
    case 'bytea':
    case 'array':
    case 'struct':
    case 'map':
    case 'unknown':
      return 'text';
  }
}

/** NUMERIC without precision and scale. */
export const plainNumeric: SqlType = { kind: 'numeric', precision: null, scale: null };

/** As many digits always fit an unscaled 64-bit integer. */
const unscaledDigitsMax = 18;

/**
 * The decimal places of a NUMERIC whose values are unscaled 64-bit integers; null where they are
 * decimal texts: without a scale, and where a precision above 18 is declared.
 */
export function unscaledPlaces(type: SqlType): number | null {
  if (type.kind !== 'numeric' || type.scale === null) return null;
  const { precision, scale } = type;
  const fits = precision === null || precision <= unscaledDigitsMax;
  return fits && scale >= 0 && scale <= unscaledDigitsMax ? scale : null;
}

/** The kinds of types that one word names: they have neither parameters nor parts. */
export type PlainKind = Exclude<SqlTypeKind, 'numeric' | 'array' | 'struct' | 'map'>;

const names: Readonly<Record<PlainKind, string>> = {
  boolean: 'boolean',
  smallint: 'smallint',
  integer: 'integer',
  bigint: 'bigint',
  real: 'real',
  double: 'double precision',
  text: 'text',
  date: 'date',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
  time: 'time without time zone',
  interval: 'interval',
  uuid: 'uuid',
  bytea: 'bytea',
  json: 'json',
  jsonb: 'jsonb',
  unknown: 'unknown',
};

/** The type as PostgreSQL's `format_type` writes it: 'double precision', 'numeric(23,3)', 'text[]'. */
export function typeName(type: SqlType): string {
  switch (type.kind) {
    case 'numeric':
      return type.precision === null ? 'numeric' : `numeric(${type.precision},${type.scale ?? 0})`;
    case 'array':
      return `${typeName(type.element)}[]`;
    case 'struct':
      return `struct<${type.fields.map(fieldName).join(', ')}>`;
    case 'map':
      return `map<${typeName(type.key)}, ${typeName(type.value)}>`;
    case 'text':
      return textName(type);
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'interval':
      return timedName(type);
    default:
      return names[type.kind];
  }
}

function textName({ limit }: TextType): string {
  if (limit === undefined) return names.text;
  const { name, length } = limit;
  if (length === null) return name === 'char' ? 'bpchar' : 'character varying';
  return `character${name === 'char' ? '' : ' varying'}(${length})`;
}

function timedName({ kind, precision }: TimedType): string {
  return precision === undefined
    ? names[kind]
    : names[kind].replace(/^\w+/, (word) => `${word}(${precision})`);
}

function fieldName({ name, type }: StructField): string {
  const plain = /^[a-z_][a-z0-9_]*$/.test(name);
  return `${plain ? name : `"${name.replaceAll('"', '""')}"`} ${typeName(type)}`;
}

/** Whether two types are the same, precision, scale and length included. */
export function sameType(a: SqlType, b: SqlType): boolean {
  switch (a.kind) {
    case 'numeric':
      return b.kind === 'numeric' && a.precision === b.precision && a.scale === b.scale;
    case 'array':
      return b.kind === 'array' && sameType(a.element, b.element);
    case 'struct':
      return b.kind === 'struct' && sameFields(a.fields, b.fields);
    case 'map':
      return b.kind === 'map' && sameType(a.key, b.key) && sameType(a.value, b.value);
    case 'text':
      return b.kind === 'text' && sameLimit(a.limit, b.limit);
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'interval':
      return a.kind === b.kind && a.precision === b.precision;
    default:
      return a.kind === b.kind;
  }
}

function sameLimit(a: TextLimit | undefined, b: TextLimit | undefined): boolean {
  return a?.name === b?.name && a?.length === b?.length;
}

function sameFields(a: readonly StructField[], b: readonly StructField[]): boolean {
  if (a.length !== b.length) return false;
  return a.every(({ name, type }, i) => {
    const other = b[i] as StructField;
    return other.name === name && sameType(type, other.type);
  });
}

/** Whether values of the type are numbers. */
export function isNumeric(type: SqlType): boolean {
  switch (type.kind) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'double':
    case 'numeric':
      return true;
    default:
      return false;
  }
}
