import type { ArrayType, SqlType } from '../../../data/sql-type.ts';
import { baseTypeOf, typeModifier } from '../../../engine/system/type-oids.ts';

/** How a type is announced to clients (PostgreSQL, pg_type). */
export type WireType = {
  readonly oid: number;
  /** Bytes of a value; −1 when it varies. */
  readonly size: number;
  /** PostgreSQL's type modifier; −1 for none. */
  readonly modifier: number;
};

const textType: WireType = { oid: 25, size: -1, modifier: -1 };

/** Rows without a type of their own, as ROW(1, 'a') makes them, and arrays of such. */
const recordOid = 2249;
const recordArrayOid = 2287;

/** How a type is announced; maps, which PostgreSQL has no type for, are text. */
export function wireTypeOf(type: SqlType): WireType {
  if (type.kind === 'struct') return { ...textType, oid: recordOid };
  if (type.kind === 'array') return arrayType(type);
  const found = baseTypeOf(type);
  if (found === undefined) return textType;
  return { oid: found.oid, size: found.length, modifier: typeModifier(type) };
}

function arrayType({ element }: ArrayType): WireType {
  if (element.kind === 'struct') return { ...textType, oid: recordArrayOid };
  const base = baseTypeOf(element) ?? baseTypeOf({ kind: 'text' });
  return { oid: base?.array ?? textType.oid, size: -1, modifier: typeModifier(element) };
}

/** The types whose OIDs results are announced with. */
export const announcedTypes: readonly SqlType[] = [
  { kind: 'boolean' },
  { kind: 'smallint' },
  { kind: 'integer' },
  { kind: 'bigint' },
  { kind: 'bigint', as: 'oid' },
  { kind: 'bigint', as: 'xid' },
  { kind: 'bigint', as: 'regclass' },
  { kind: 'bigint', as: 'regtype' },
  { kind: 'real' },
  { kind: 'double' },
  { kind: 'numeric', precision: null, scale: null },
  { kind: 'text' },
  { kind: 'date' },
  { kind: 'time' },
  { kind: 'timestamp' },
  { kind: 'timestamptz' },
  { kind: 'interval' },
  { kind: 'uuid' },
  { kind: 'bytea' },
  { kind: 'json' },
  { kind: 'jsonb' },
];

/** "char", name, bpchar and varchar: texts here; and the arrays of them. */
const textOids = [18, 19, 1042, 1043];
const textArrayOids = [1002, 1003, 1014, 1015];

/** Types by the OIDs that clients send with their parameters. */
const byOid: ReadonlyMap<number, SqlType> = new Map<number, SqlType>([
  ...announcedTypes.map((type) => [wireTypeOf(type).oid, type] as const),
  ...announcedTypes.map(arrayOf).map((type) => [wireTypeOf(type).oid, type] as const),
  ...textOids.map((oid) => [oid, { kind: 'text' }] as const),
  ...textArrayOids.map((oid) => [oid, arrayOf({ kind: 'text' })] as const),
]);

function arrayOf(element: SqlType): SqlType {
  return { kind: 'array', element };
}

/** Unknown: the place decides, as for 0. */
const unknownOid = 705;

/** The type of an OID; null when the place of the parameter decides; undefined for one that is not known. */
export function typeOfOid(oid: number): SqlType | null | undefined {
  return oid === 0 || oid === unknownOid ? null : byOid.get(oid);
}
