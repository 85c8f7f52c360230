import { SqlError, sqlState } from '../../common/sql-error.ts';
import { mapOf } from '../../data/map-datum.ts';
import type { MapEntry } from '../../data/map-text.ts';
import type { ArrayDatum, Datum, MapDatum, SqlType, StructDatum } from '../../data/sql-type.ts';
import { arrayFunction, firstType } from '../arrays/array-function.ts';
import { elementType } from '../arrays/array-shape.ts';
import { sameElement } from '../arrays/element-order.ts';
import { functionState } from '../function-errors.ts';
import { type Example, plainType, type ScalarFunction } from '../scalar-function.ts';

/** Functions and operators of maps. NULL stands for a value that is not there. */
export function mapFunctions(): ScalarFunction[] {
  return [...lookups(), ...containments(), ...parts(), ...makers()];
}

const sample = "MAP['a', 1, 'b', 2]";

function lookups(): ScalarFunction[] {
  const lookup = (parts: { readonly name: string; readonly word?: string }, sql: string) =>
    arrayFunction({
      ...parts,
      parameters: ['anymap', 'anymapkey'],
      result: ([type]) => valueType(type),
      nulls: 'nullable',
      docs: 'the value of a key; NULL when there is none',
      examples: [[sql, '2']],
      compute: ([map, key = null], { argumentTypes: [type] }) =>
        entryOf(map as MapDatum, key, type)?.[1] ?? null,
    });
  const has = (parts: { readonly name: string; readonly word?: string }, sql: string) =>
    arrayFunction({
      ...parts,
      parameters: ['anymap', 'anymapkey'],
      result: () => plainType('boolean'),
      docs: 'whether a map has a key',
      examples: [[sql, 't']],
      compute: ([map, key = null], { argumentTypes: [type] }) =>
        entryOf(map as MapDatum, key, type) !== undefined,
    });
  return [
    lookup({ name: '->', word: 'mapValue' }, `${sample} -> 'b'`),
    lookup({ name: 'element_at' }, `element_at(${sample}, 'b')`),
    has({ name: '?', word: 'mapHasKey' }, `${sample} ? 'b'`),
    has({ name: 'map_contains_key' }, `map_contains_key(${sample}, 'b')`),
  ];
}

function entryOf(map: MapDatum, key: Datum, type: SqlType | undefined): MapEntry | undefined {
  const ofKey = keyType(type);
  return map.entries.find(([each]) => sameElement(each, key, ofKey));
}

function containments(): ScalarFunction[] {
  const contains = (whole: MapDatum, part: MapDatum, type: SqlType | undefined): boolean =>
    part.entries.every(([key, value]) => {
      const own = entryOf(whole, key, type);
      return own !== undefined && sameElement(own[1], value, valueType(type));
    });
  const operator = (
    name: string,
    word: string,
    docs: string,
    example: Example,
    compute: (a: MapDatum, b: MapDatum, type: SqlType | undefined) => boolean,
  ): ScalarFunction =>
    arrayFunction({
      name,
      word,
      parameters: ['anymap', 'anymap'],
      result: () => plainType('boolean'),
      docs,
      examples: [example],
      compute: ([a, b], { argumentTypes: [type] }) => compute(a as MapDatum, b as MapDatum, type),
    });
  return [
    operator(
      '@>',
      'mapContains',
      'whether every entry of the second map is in the first',
      [`${sample} @> MAP['b', 2]`, 't'],
      contains,
    ),
    operator(
      '<@',
      'mapContained',
      'whether every entry of the first map is in the second',
      [`${sample} <@ MAP['b', 2]`, 'f'],
      (a, b, type) => contains(b, a, type),
    ),
  ];
}

function parts(): ScalarFunction[] {
  const size = (name: string): ScalarFunction =>
    arrayFunction({
      name,
      parameters: ['anymap'],
      result: () => plainType('integer'),
      docs: 'the number of entries of a map',
      examples: [[`${name}(${sample})`, '2']],
      compute: ([map]) => (map as MapDatum).entries.length,
    });
  return [
    size('map_length'),
    size('cardinality'),
    arrayFunction({
      name: 'map_keys',
      parameters: ['anymap'],
      result: ([type]) => arrayOf(keyType(type)),
      docs: 'the keys of a map in order',
      examples: [[`map_keys(${sample})`, '{a,b}']],
      compute: ([map]) => (map as MapDatum).entries.map(([key]) => key),
    }),
    arrayFunction({
      name: 'map_values',
      parameters: ['anymap'],
      result: ([type]) => arrayOf(valueType(type)),
      docs: 'the values of a map in the order of their keys',
      examples: [[`map_values(${sample})`, '{1,2}']],
      compute: ([map]) => (map as MapDatum).entries.map(([, value]) => value),
    }),
    arrayFunction({
      name: 'map_entries',
      parameters: ['anymap'],
      result: ([type]) => arrayOf(entryType(keyType(type), valueType(type))),
      docs: 'the entries of a map as rows of key and value',
      examples: [[`map_entries(${sample})`, '{"(a,1)","(b,2)"}']],
      compute: ([map]) =>
        (map as MapDatum).entries.map((entry): StructDatum => ({ fields: entry })),
    }),
  ];
}

const keyFailure = [functionState.nullValueNotAllowed];

function makers(): ScalarFunction[] {
  return [...unions(), fromEntries(), fromArrays()];
}

function unions(): ScalarFunction[] {
  return [
    { name: '||', word: 'mapUnion', sql: `${sample} || MAP['b', 3]` },
    { name: 'map_union', sql: `map_union(${sample}, MAP['b', 3])` },
  ].map(({ sql, ...named }) =>
    arrayFunction({
      ...named,
      parameters: ['anymap', 'anymap'],
      result: firstType,
      docs: 'the entries of two maps; of a key that both have, that of the second',
      examples: [[sql, '{a=>1,b=>3}']],
      compute: ([a, b], { argumentTypes: [type] }) =>
        mapOf([...(a as MapDatum).entries, ...(b as MapDatum).entries], keyType(type)),
    }),
  );
}

function fromEntries(): ScalarFunction {
  return arrayFunction({
    name: 'map_from_entries',
    parameters: ['anyarray'],
    result: ([type]) => mapType(...entryTypes(type)),
    fallible: keyFailure,
    docs: 'the map of an array of rows of key and value',
    examples: [["map_from_entries(ARRAY[ROW('b', 2), ROW('a', 1)])", '{a=>1,b=>2}']],
    compute: ([array], { argumentTypes: [type] }) => {
      const entries = (array as readonly (StructDatum | null)[]).flatMap((row): MapEntry[] =>
        row === null ? [] : [[row.fields[0] ?? null, row.fields[1] ?? null]],
      );
      return mapOf(entries, entryTypes(type)[0]);
    },
  });
}

function fromArrays(): ScalarFunction {
  return arrayFunction({
    name: 'map_from_arrays',
    parameters: ['array', 'array'],
    result: ([keys, values]) => mapType(elementType(keys), elementType(values)),
    fallible: [...keyFailure, functionState.arraySubscript],
    docs: 'the map of an array of keys and an array of as many values',
    examples: [["map_from_arrays(ARRAY['a','b'], ARRAY[1,2])", '{a=>1,b=>2}']],
    compute: ([keys, values], { argumentTypes: [type] }) => {
      const [names, items] = [keys as ArrayDatum, values as ArrayDatum];
      if (names.length !== items.length) {
        throw new SqlError(functionState.arraySubscript, 'mismatched array dimensions');
      }
      return mapOf(
        names.map((key, i): MapEntry => [key, items[i] ?? null]),
        elementType(type),
      );
    },
  });
}

function keyType(type: SqlType | undefined): SqlType {
  return type?.kind === 'map' ? type.key : plainType('text');
}

function valueType(type: SqlType | undefined): SqlType {
  return type?.kind === 'map' ? type.value : plainType('text');
}

function mapType(key: SqlType, value: SqlType): SqlType {
  return { kind: 'map', key, value };
}

/** The types of key and value of an array of rows. @throws SqlError 42883 for other arrays */
function entryTypes(type: SqlType | undefined): readonly [SqlType, SqlType] {
  const element = elementType(type);
  const [key, value] = element.kind === 'struct' ? element.fields : [];
  if (key !== undefined && value !== undefined) return [key.type, value.type];
  throw new SqlError(sqlState.undefinedFunction, 'map_from_entries takes rows of key and value');
}

function entryType(key: SqlType, value: SqlType): SqlType {
  return {
    kind: 'struct',
    fields: [
      { name: 'key', type: key },
      { name: 'value', type: value },
    ],
  };
}

/** An array of values; of arrays one of more dimensions, whose type is theirs. */
function arrayOf(element: SqlType): SqlType {
  return element.kind === 'array' ? element : { kind: 'array', element };
}
