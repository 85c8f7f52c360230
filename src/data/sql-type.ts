/**
 * A SQL type. `numeric` with a scale is stored as an integer of that many decimal places; without
 * one it is PostgreSQL's unconstrained NUMERIC, every value with a scale of its own. `unknown` is
 * the type of a bare NULL or of a string literal before the binder has found what it must be.
 */
export type SqlType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'smallint' }
  | { readonly kind: 'integer' }
  | { readonly kind: 'bigint' }
  | { readonly kind: 'real' }
  | { readonly kind: 'double' }
  | { readonly kind: 'numeric'; readonly precision: number | null; readonly scale: number | null }
  | { readonly kind: 'text' }
  | { readonly kind: 'date' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'timestamptz' }
  | { readonly kind: 'interval' }
  | { readonly kind: 'json' }
  | { readonly kind: 'unknown' };

export type SqlTypeKind = SqlType['kind'];

/** Months, days and microseconds, kept apart as in PostgreSQL: a month has no fixed length. */
export type Interval = { readonly months: number; readonly days: number; readonly micros: number };

/**
 * One value outside a vector: in literals, plans, the interpreter and tests. BIGINT and the time
 * types (microseconds since 1970) are bigint; NUMERIC with a scale is its unscaled bigint, without
 * one its decimal text; DATE is days since 1970; JSON is its text.
 */
export type Datum = null | boolean | number | bigint | string | Interval;

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
      return 'integer64';
    case 'numeric':
      return type.scale === null ? 'text' : 'integer64';
    case 'text':
    case 'json':
    case 'interval':
    case 'unknown':
      return 'text';
  }
}

const names: Readonly<Record<Exclude<SqlTypeKind, 'numeric'>, string>> = {
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
  interval: 'interval',
  json: 'json',
  unknown: 'unknown',
};

/** The type as PostgreSQL's `format_type` writes it: 'double precision', 'numeric(23,3)'. */
export function typeName(type: SqlType): string {
  if (type.kind !== 'numeric') return names[type.kind];
  if (type.scale === null) return 'numeric';
  return `numeric(${type.precision ?? 1000},${type.scale})`;
}

/** Whether two types are the same, precision and scale included. */
export function sameType(a: SqlType, b: SqlType): boolean {
  return typeName(a) === typeName(b);
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
