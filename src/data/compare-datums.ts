import { compareNumerics } from './decimal.ts';
import { intervalMicros } from './interval-text.ts';
import { compareJson, readJson } from './json-tree.ts';
import type {
  ArrayDatum,
  Datum,
  Interval,
  MapDatum,
  MapType,
  SqlType,
  StructDatum,
  StructType,
} from './sql-type.ts';
import { compareText } from './text-bytes.ts';

/**
 * The order of two values of types of one category that are not NULL: negative, 0 or positive.
 * NaN is equal to itself and above all numbers; texts go by code points; a month is 30 days; JSONB
 * has its btree order; of arrays, structs and maps the first parts that differ decide, with NULL
 * above all and equal to itself (PostgreSQL's manual, 9.19 and 9.24.6).
 */
export function compareDatums(a: Datum, aType: SqlType, b: Datum, bType: SqlType): number {
  switch (aType.kind) {
    case 'real':
    case 'double':
      return compareDoubles(a as number, b as number);
    case 'numeric':
      return compareNumerics(a, aType, b, bType);
    case 'text':
    case 'unknown':
    case 'json':
    case 'uuid':
    case 'bytea':
      return compareText(a as string, b as string);
    case 'jsonb':
      return compareJson(readJson(a as string), readJson(b as string));
    case 'interval':
      return orderOf(intervalMicros(a as Interval), intervalMicros(b as Interval));
    case 'array':
      return compareArrays(a as ArrayDatum, aType.element, b as ArrayDatum, elementOf(bType));
    case 'struct':
      return compareStructs(a as StructDatum, aType, b as StructDatum, bType as StructType);
    case 'map':
      return compareMaps(a as MapDatum, aType, b as MapDatum, bType as MapType);
    default:
      return orderOf(a as number, b as number);
  }
}

/** As `compareDatums`, with NULL above all values and equal to itself. */
export function compareWithNulls(a: Datum, aType: SqlType, b: Datum, bType: SqlType): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareDatums(a, aType, b, bType);
}

function elementOf(type: SqlType): SqlType {
  return type.kind === 'array' ? type.element : type;
}

/** Elements in storage order decide, then their number, then the number of dimensions and their lengths. */
function compareArrays(a: ArrayDatum, aType: SqlType, b: ArrayDatum, bType: SqlType): number {
  const [x, y] = [leavesOf(a), leavesOf(b)];
  for (let i = 0; i < x.length && i < y.length; i += 1) {
    const order = compareWithNulls(x[i] as Datum, aType, y[i] as Datum, bType);
    if (order !== 0) return order;
  }
  if (x.length !== y.length) return x.length - y.length;
  const [s, t] = [lengthsOf(a), lengthsOf(b)];
  if (s.length !== t.length) return s.length - t.length;
  const differs = s.findIndex((length, i) => length !== t[i]);
  return differs < 0 ? 0 : (s[differs] as number) - (t[differs] as number);
}

/** The elements of an array of any dimensions, the last dimension varying fastest. */
export function leavesOf(array: ArrayDatum): readonly Datum[] {
  return Array.isArray(array[0]) ? array.flatMap((each) => leavesOf(each as ArrayDatum)) : array;
}

/** The length of each dimension; none for an empty array. */
export function lengthsOf(array: ArrayDatum): readonly number[] {
  if (array.length === 0) return [];
  const [first] = array;
  return [array.length, ...(Array.isArray(first) ? lengthsOf(first) : [])];
}

function compareStructs(
  a: StructDatum,
  aType: StructType,
  b: StructDatum,
  bType: StructType,
): number {
  for (const [i, { type }] of aType.fields.entries()) {
    const [x = null, y = null] = [a.fields[i], b.fields[i]];
    const order = compareWithNulls(x, type, y, bType.fields[i]?.type ?? type);
    if (order !== 0) return order;
  }
  return 0;
}

function compareMaps(a: MapDatum, aType: MapType, b: MapDatum, bType: MapType): number {
  for (const [i, [key, value]] of a.entries.entries()) {
    const other = b.entries[i];
    if (other === undefined) return 1;
    const order =
      compareDatums(key, aType.key, other[0], bType.key) ||
      compareWithNulls(value, aType.value, other[1], bType.value);
    if (order !== 0) return order;
  }
  return a.entries.length - b.entries.length;
}

/** NaN is above everything and equal to itself; −0 equals 0. */
export function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

function orderOf<T extends number | bigint>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
