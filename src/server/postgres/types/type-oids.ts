import type { SqlType } from '../../../data/sql-type.ts';

/** How a type is announced to clients (PostgreSQL, pg_type). */
export type WireType = {
  readonly oid: number;
  /** Bytes of a value; −1 when it varies. */
  readonly size: number;
  /** PostgreSQL's type modifier; −1 for none. */
  readonly modifier: number;
};

/** OIDs and sizes by kind of type: those of PostgreSQL's catalog, which never change. */
const known: Readonly<Record<string, readonly [oid: number, size: number]>> = {
  boolean: [16, 1],
  bytea: [17, -1],
  bigint: [20, 8],
  smallint: [21, 2],
  integer: [23, 4],
  text: [25, -1],
  json: [114, -1],
  real: [700, 4],
  double: [701, 8],
  date: [1082, 4],
  time: [1083, 8],
  timestamp: [1114, 8],
  timestamptz: [1184, 8],
  interval: [1186, 16],
  numeric: [1700, -1],
  uuid: [2950, 16],
  jsonb: [3802, -1],
};

const textType: WireType = { oid: 25, size: -1, modifier: -1 };

/** How a type is announced; kinds that PostgreSQL has no type for are text. */
export function wireTypeOf(type: SqlType): WireType {
  const found = known[type.kind];
  if (found === undefined) return textType;
  const [oid, size] = found;
  if (type.kind !== 'numeric' || type.precision === null) return { oid, size, modifier: -1 };
  return { oid, size, modifier: ((type.precision << 16) | ((type.scale ?? 0) & 0x7ff)) + 4 };
}

/** Types by the OIDs that clients send with their parameters. */
const byOid: ReadonlyMap<number, SqlType> = new Map<number, SqlType>([
  [16, { kind: 'boolean' }],
  [20, { kind: 'bigint' }],
  [21, { kind: 'smallint' }],
  [23, { kind: 'integer' }],
  [114, { kind: 'json' }],
  [700, { kind: 'real' }],
  [701, { kind: 'double' }],
  [1082, { kind: 'date' }],
  [1114, { kind: 'timestamp' }],
  [1184, { kind: 'timestamptz' }],
  [1186, { kind: 'interval' }],
  [1700, { kind: 'numeric', precision: null, scale: null }],
  [3802, { kind: 'json' }],
  /** "char", name, text, bpchar, varchar. */
  ...[18, 19, 25, 1042, 1043].map((oid) => [oid, { kind: 'text' }] as const),
]);

/** The types whose OIDs results are announced with. */
export const announcedTypes: readonly SqlType[] = [...byOid.values()];

/** Unknown: the place decides, as for 0. */
const unknownOid = 705;

/** The type of an OID; null when the place of the parameter decides; undefined for one that is not known. */
export function typeOfOid(oid: number): SqlType | null | undefined {
  return oid === 0 || oid === unknownOid ? null : byOid.get(oid);
}
