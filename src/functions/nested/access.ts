import { compareDatums, lengthsOf } from '../../data/compare-datums.ts';
import type { ArrayDatum, Datum, MapDatum, SqlType, StructDatum } from '../../data/sql-type.ts';
import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';

/** The ids of what takes parts out of arrays, structs and maps: the planner calls them. */
export const accessIds = {
  element: 'array_element(anyarray,integer...)',
  slice: 'array_slice(anyarray,integer...)',
  entry: 'map_element(anymap,anymapkey)',
  field: 'struct_field(anystruct,integer)',
} as const;

/** Bounds of a slice that are left out. */
export const openBounds = { low: -(2 ** 31), high: 2 ** 31 - 1 } as const;

/** What the planner calls for subscripts, slices and fields. */
export function accessFunctions(): ScalarFunction[] {
  const first = ([type]: readonly SqlType[]): SqlType => type ?? plainType('text');
  return [
    scalarFunction({
      name: 'array_element',
      parameters: ['anyarray', 'integer'],
      variadic: true,
      nulls: 'own',
      result: ([type]) => (type?.kind === 'array' ? type.element : plainType('text')),
      docs: 'an element of an array, one subscript per dimension; NULL where there is none',
      evaluate: ([array = null, ...subscripts]) => elementAt(array, subscripts),
    }),
    scalarFunction({
      name: 'array_slice',
      parameters: ['anyarray', 'integer'],
      variadic: true,
      nulls: 'strict',
      result: first,
      docs: 'a part of an array, a lower and an upper bound per dimension',
      evaluate: ([array, ...bounds]) => sliceOf(array as ArrayDatum, bounds as number[]),
    }),
    scalarFunction({
      name: 'map_element',
      parameters: ['anymap', 'anymapkey'],
      nulls: 'own',
      result: ([type]) => (type?.kind === 'map' ? type.value : plainType('text')),
      docs: 'the value of a key of a map; NULL where there is none',
      evaluate: ([map = null, key = null], { argumentTypes: [type] }) =>
        map === null || key === null || type?.kind !== 'map'
          ? null
          : entryOf(map as MapDatum, key, type.key),
    }),
    scalarFunction({
      name: 'struct_field',
      parameters: ['anystruct', 'integer'],
      nulls: 'own',
      result: first,
      docs: 'a field of a struct by its place, from 0',
      evaluate: ([struct = null, index]) =>
        struct === null ? null : ((struct as StructDatum).fields[index as number] ?? null),
    }),
  ];
}

/** NULL for too few or too many subscripts, too, as in PostgreSQL. */
function elementAt(array: Datum, subscripts: readonly Datum[]): Datum {
  let found: Datum = array;
  for (const subscript of subscripts) {
    if (!Array.isArray(found) || subscript === null) return null;
    found = (found[(subscript as number) - 1] ?? null) as Datum;
  }
  return Array.isArray(found) ? null : found;
}

function sliceOf(array: ArrayDatum, bounds: readonly number[]): ArrayDatum {
  if (bounds.length / 2 > lengthsOf(array).length) return [];
  const found = sliced(array, bounds);
  return lengthsOf(found).includes(0) ? [] : found;
}

function sliced(array: ArrayDatum, [low, high, ...rest]: readonly number[]): ArrayDatum {
  if (low === undefined || high === undefined) return array;
  const part = array.slice(Math.max(low - 1, 0), Math.max(high, 0));
  return rest.length === 0 ? part : part.map((each) => sliced(each as ArrayDatum, rest));
}

function entryOf({ entries }: MapDatum, key: Datum, keyType: SqlType): Datum {
  const found = entries.find(([each]) => compareDatums(each, keyType, key, keyType) === 0);
  return found?.[1] ?? null;
}
