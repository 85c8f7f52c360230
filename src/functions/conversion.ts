import { type SqlType, type SqlTypeKind, sameType, unscaledPlaces } from '../data/sql-type.ts';
import { hasModifiers, withoutModifiers } from '../data/type-modifier.ts';
import { plainType } from './scalar-function.ts';

/** Where a cast stands: of its own accord, into a column, or asked for. Each allows more than the one before. */
export type CastContext = 'implicit' | 'assignment' | 'explicit';

/** From narrow to wide: each kind goes to later ones implicitly, to earlier ones by assignment. */
const numbers: readonly SqlTypeKind[] = [
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double',
];
const moments: readonly SqlTypeKind[] = ['date', 'timestamp', 'timestamptz'];

/** Type categories with their preferred kind (pg_type.typcategory, typispreferred). */
const preferredKinds: ReadonlyMap<string, SqlTypeKind> = new Map([
  ['number', 'double'],
  ['text', 'text'],
  ['moment', 'timestamptz'],
  ['boolean', 'boolean'],
  ['interval', 'interval'],
]);

/** Casts that neither ranks nor texts account for (pg_cast), and where they are allowed. */
const otherCasts: ReadonlyMap<string, CastContext> = new Map([
  ['boolean integer', 'explicit'],
  ['integer boolean', 'explicit'],
  ['json jsonb', 'assignment'],
  ['jsonb json', 'assignment'],
  ['time interval', 'implicit'],
  ['interval time', 'assignment'],
  ['timestamp time', 'assignment'],
  ['timestamptz time', 'assignment'],
  ...['boolean', ...numbers].map((kind): [string, CastContext] => [`jsonb ${kind}`, 'explicit']),
]);

/** Whether values of a kind can be made into another in a context, as pg_cast says. Equal kinds can. */
export function canCast(from: SqlTypeKind, to: SqlTypeKind, context: CastContext): boolean {
  if (from === to || from === 'unknown') return true;
  const needed = neededContext(from, to);
  if (needed === null) return false;
  return context === 'explicit' || needed === 'implicit' || needed === context;
}

/**
 * Whether values of a type can be made into another in a context: by their kinds, and of arrays,
 * structs and maps each part by itself.
 */
export function canCastType(from: SqlType, to: SqlType, context: CastContext): boolean {
  const parts = partsOf(from, to);
  if (parts === 'differ') return false;
  if (parts === null) return canCast(from.kind, to.kind, context);
  return parts.every(([a, b]) => canCastType(a, b, context));
}

/** The category of a kind: kinds of one category convert into each other. */
export function categoryOf(kind: SqlTypeKind): string {
  if (numbers.includes(kind)) return 'number';
  return kind === 'time' || moments.includes(kind) ? 'moment' : kind;
}

/** Whether a kind is the preferred one of its category. */
export function isPreferred(kind: SqlTypeKind): boolean {
  return preferredKinds.get(categoryOf(kind)) === kind;
}

/**
 * A type as another kind with nothing lost that the kind can hold: integers become NUMERIC of
 * scale 0, so that they stay unscaled integers.
 */
export function asKind(type: SqlType, kind: SqlTypeKind): SqlType {
  if (type.kind === kind) return type;
  if (kind === 'numeric') {
    if (isInteger(type.kind)) return { kind, precision: null, scale: 0 };
  }
  return plainType(kind);
}

/**
 * The type that values of all the given types become together, in CASE, COALESCE, IN, VALUES and
 * greatest (PostgreSQL's select_common_type); null when their categories differ. Bare literals
 * follow the others; literals alone are text.
 */
export function commonType(types: readonly SqlType[]): SqlType | null {
  const common = commonPlain(types.map(withoutModifiers));
  return common === null ? null : withCommonModifiers(common, types);
}

/** Lengths and precisions stay where all types have the same; VARCHARs of several lengths have none. */
function withCommonModifiers(common: SqlType, types: readonly SqlType[]): SqlType {
  const [first] = types;
  if (first === undefined || !types.some(hasModifiers)) return common;
  if (types.every((type) => sameType(type, first))) return first;
  const known = types.filter(({ kind }) => kind !== 'unknown');
  const areVarchar = known.every((type) => type.kind === 'text' && type.limit?.name === 'varchar');
  return areVarchar ? { kind: 'text', limit: { name: 'varchar', length: null } } : common;
}

function commonPlain(types: readonly SqlType[]): SqlType | null {
  const known = types.filter(({ kind }) => kind !== 'unknown');
  const [first] = known;
  if (first === undefined) return plainType('text');
  if (first.kind === 'array' || first.kind === 'struct' || first.kind === 'map') {
    return known.reduce<SqlType | null>(
      (common, type) => (common === null ? null : commonParts(common, type)),
      first,
    );
  }
  let kind: SqlTypeKind = first.kind;
  for (const type of known) {
    if (categoryOf(type.kind) !== categoryOf(kind)) return null;
    const widens = canCast(kind, type.kind, 'implicit') && !canCast(type.kind, kind, 'implicit');
    if (!isPreferred(kind) && widens) kind = type.kind;
  }
  if (known.some((type) => !canCast(type.kind, kind, 'implicit'))) return null;
  return kind === 'numeric' ? commonNumeric(known) : plainType(kind);
}

/** What two types of several parts become together, part by part; fields keep the names of the first. */
function commonParts(a: SqlType, b: SqlType): SqlType | null {
  const parts = partsOf(a, b);
  if (parts === null || parts === 'differ') return null;
  const common = parts.map((pair) => commonPlain(pair));
  if (common.includes(null)) return null;
  const [first, second] = common as SqlType[];
  if (a.kind === 'array') return { kind: 'array', element: first ?? plainType('text') };
  if (a.kind === 'map') {
    return { kind: 'map', key: first ?? plainType('text'), value: second ?? plainType('text') };
  }
  if (a.kind !== 'struct') return null;
  const fields = a.fields.map(({ name }, i) => ({ name, type: common[i] as SqlType }));
  return { kind: 'struct', fields };
}

/**
 * The parts of two types that stand for each other; null when the types are not both arrays, both
 * structs or both maps, `differ` for structs of different lengths.
 */
function partsOf(a: SqlType, b: SqlType): readonly [SqlType, SqlType][] | null | 'differ' {
  if (a.kind === 'array' && b.kind === 'array') return [[a.element, b.element]];
  if (a.kind === 'map' && b.kind === 'map') {
    return [
      [a.key, b.key],
      [a.value, b.value],
    ];
  }
  if (a.kind !== 'struct' || b.kind !== 'struct') return null;
  if (a.fields.length !== b.fields.length) return 'differ';
  return a.fields.map(({ type }, i) => [type, b.fields[i]?.type ?? plainType('unknown')]);
}

function neededContext(from: SqlTypeKind, to: SqlTypeKind): CastContext | null {
  if (numbers.includes(from) && numbers.includes(to)) return byRank(numbers, from, to);
  if (moments.includes(from) && moments.includes(to)) return byRank(moments, from, to);
  if (to === 'text') return 'assignment';
  if (from === 'text') return 'explicit';
  return otherCasts.get(`${from} ${to}`) ?? null;
}

function byRank(kinds: readonly SqlTypeKind[], from: SqlTypeKind, to: SqlTypeKind): CastContext {
  return kinds.indexOf(from) < kinds.indexOf(to) ? 'implicit' : 'assignment';
}

function isInteger(kind: SqlTypeKind): boolean {
  return kind === 'smallint' || kind === 'integer' || kind === 'bigint';
}

/**
 * The NUMERIC that shows every given number as it is: of their common precision and scale, of
 * their common scale, or without one.
 */
function commonNumeric(types: readonly SqlType[]): SqlType {
  const [first, ...others] = types.map((each) => asKind(each, 'numeric'));
  if (first === undefined) return plainType('numeric');
  if (others.every((each) => sameType(each, first))) return first;
  const scale = unscaledPlaces(first);
  return others.every((each) => unscaledPlaces(each) === scale)
    ? { kind: 'numeric', precision: null, scale }
    : plainType('numeric');
}
