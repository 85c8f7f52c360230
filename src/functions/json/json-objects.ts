import { SqlError } from '../../common/sql-error.ts';
import { jsonString } from '../../data/json-tree.ts';
import type { ArrayDatum, Datum } from '../../data/sql-type.ts';
import { functionState } from '../function-errors.ts';
import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';
import { jsonbText } from './json-value.ts';

/** JSON objects of texts: of one array of keys and values, or of two. */
export function jsonObjects(): ScalarFunction[] {
  return [
    ...forms('json', (text) => text, '{"a" : "1", "b" : "def"}'),
    ...forms('jsonb', jsonbText, '{"a": "1", "b": "def"}'),
  ];
}

function forms(
  kind: 'json' | 'jsonb',
  finish: (text: string) => string,
  output: string,
): ScalarFunction[] {
  const name = `${kind}_object`;
  const common = {
    name,
    result: () => plainType(kind),
    fallible: [functionState.arraySubscript, functionState.nullValueNotAllowed],
  } as const;
  return [
    scalarFunction({
      ...common,
      parameters: ['text[]'],
      docs: 'a JSON object of keys and values, one after the other or in pairs',
      examples: [
        [`${name}('{a, 1, b, "def"}')`, output],
        [`${name}('{{a, 1}, {b, "def"}}')`, output],
      ],
      evaluate: ([array]) => finish(objectOf(pairsOf(array as ArrayDatum))),
    }),
    scalarFunction({
      ...common,
      parameters: ['text[]', 'text[]'],
      docs: 'a JSON object of the keys in one array and the values in another',
      examples: [[`${name}('{a,b}', '{1,def}')`, output]],
      evaluate: ([keys, values]) =>
        finish(objectOf(pairedOf(keys as ArrayDatum, values as ArrayDatum))),
    }),
  ];
}

type Pair = readonly [key: Datum, value: Datum];

/** @throws SqlError 2202E */
function pairsOf(array: ArrayDatum): readonly Pair[] {
  const [first] = array;
  if (Array.isArray(first)) {
    if (first.length !== 2 || Array.isArray(first[0]))
      throw wrongShape('array must have two columns');
    return array as readonly Pair[];
  }
  if (array.length % 2 !== 0) throw wrongShape('array must have even number of elements');
  const pairs: Pair[] = [];
  for (let i = 0; i < array.length; i += 2) pairs.push([array[i] ?? null, array[i + 1] ?? null]);
  return pairs;
}

/** @throws SqlError 2202E */
function pairedOf(keys: ArrayDatum, values: ArrayDatum): readonly Pair[] {
  if (Array.isArray(keys[0]) || Array.isArray(values[0])) {
    throw wrongShape('wrong number of array subscripts');
  }
  if (keys.length !== values.length) throw wrongShape('mismatched array dimensions');
  return keys.map((key, i): Pair => [key, values[i] ?? null]);
}

/** @throws SqlError 22004 */
function objectOf(pairs: readonly Pair[]): string {
  const members = pairs.map(([key, value]) => {
    if (key !== null) {
      const text = value === null ? 'null' : jsonString(value as string);
      return `${jsonString(key as string)} : ${text}`;
    }
    throw new SqlError(functionState.nullValueNotAllowed, 'null value not allowed for object key');
  });
  return `{${members.join(', ')}}`;
}

function wrongShape(message: string): SqlError {
  return new SqlError(functionState.arraySubscript, message);
}
