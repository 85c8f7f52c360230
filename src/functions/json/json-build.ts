import { SqlError, sqlState } from '../../common/sql-error.ts';
import { jsonString } from '../../data/json-tree.ts';
import type { ArrayDatum, Datum, SqlType } from '../../data/sql-type.ts';
import { formatDatum } from '../../data/text-output.ts';
import { functionState } from '../function-errors.ts';
import {
  type CallTypes,
  type Example,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';
import { arrayJson, jsonbText, jsonMembers, jsonOf } from './json-value.ts';

/** JSON made of SQL values; names with jsonb give jsonb's form. */
export function jsonBuilders(): ScalarFunction[] {
  return [...conversions(), ...compositeConversions(), ...arrays(), ...objects()];
}

/** JSON as it is written, and in jsonb's form. */
export const forms = [
  ['json', (text: string) => text],
  ['jsonb', jsonbText],
] as const;

function conversions(): ScalarFunction[] {
  return forms.map(([kind, finish]) => {
    const name = `to_${kind}`;
    return scalarFunction({
      name,
      parameters: ['any'],
      result: () => plainType(kind),
      docs: 'a value as JSON',
      examples: [
        [`${name}('Fred said "Hi."')`, '"Fred said \\"Hi.\\""'],
        [`${name}(1.50)`, '1.50'],
      ],
      evaluate: ([value = null], { argumentTypes: [type] }) =>
        finish(jsonOf(value, type ?? plainType('text'))),
    });
  });
}

/** Rows and arrays as JSON, over several lines when true is given. */
function compositeConversions(): ScalarFunction[] {
  const common = { result: () => plainType('json') } as const;
  const row = (more: readonly 'boolean'[]): ScalarFunction =>
    scalarFunction({
      ...common,
      name: 'row_to_json',
      parameters: ['anystruct', ...more],
      docs: 'a row as a JSON object; with true over several lines',
      examples: more.length === 0 ? [["row_to_json(row(1,'foo'))", '{"f1":1,"f2":"foo"}']] : [],
      evaluate: ([value = null, pretty = false], { argumentTypes: [type] }) =>
        `{${jsonMembers(value, type ?? plainType('text')).join(pretty === true ? ',\n ' : ',')}}`,
    });
  const array = (more: readonly 'boolean'[]): ScalarFunction =>
    scalarFunction({
      ...common,
      name: 'array_to_json',
      parameters: ['anyarray', ...more],
      docs: 'an array as a JSON array; with true over several lines',
      examples:
        more.length === 0 ? [["array_to_json('{{1,5},{99,100}}'::int[])", '[[1,5],[99,100]]']] : [],
      evaluate: ([value, pretty = false], { argumentTypes: [type] }) => {
        const element = type?.kind === 'array' ? type.element : plainType('text');
        return arrayJson(value as ArrayDatum, element, pretty === true ? ',\n ' : ',');
      },
    });
  return [row([]), row(['boolean']), array([]), array(['boolean'])];
}

type Build = (values: readonly string[]) => string;

/** The function without arguments, and that with any number of them. */
function builders(
  kind: 'json' | 'jsonb',
  name: string,
  docs: string,
  examples: readonly [Example, Example],
  fallible: readonly string[],
  evaluate: (args: readonly Datum[], types: CallTypes) => string,
): ScalarFunction[] {
  const common = { name, docs, result: () => plainType(kind), nulls: 'never' } as const;
  return [
    scalarFunction({ ...common, parameters: [], examples: [examples[0]], evaluate }),
    scalarFunction({
      ...common,
      parameters: ['any'],
      variadic: true,
      fallible,
      examples: [examples[1]],
      evaluate,
    }),
  ];
}

function arrays(): ScalarFunction[] {
  const build: Build = (values) => `[${values.join(', ')}]`;
  return forms.flatMap(([kind, finish]) => {
    const name = `${kind}_build_array`;
    return builders(
      kind,
      name,
      'a JSON array of the values',
      [
        [`${name}()`, '[]'],
        [`${name}(1, 'foo', null, true)`, '[1, "foo", null, true]'],
      ],
      [],
      (args, types) => finish(build(jsonValues(args, types))),
    );
  });
}

/** Arguments as JSON. */
export function jsonValues(args: readonly Datum[], { argumentTypes }: CallTypes): string[] {
  return args.map((arg, i) => jsonOf(arg, argumentTypes[i] ?? plainType('text')));
}

function objects(): ScalarFunction[] {
  const outputs = { json: '{"foo" : 1, "bar" : null}', jsonb: '{"bar": null, "foo": 1}' };
  return forms.flatMap(([kind, finish]) => {
    const name = `${kind}_build_object`;
    return builders(
      kind,
      name,
      'a JSON object of keys and values, one after the other',
      [
        [`${name}()`, '{}'],
        [`${name}('foo', 1, 'bar', null)`, outputs[kind]],
      ],
      [sqlState.invalidParameterValue, functionState.nullValueNotAllowed],
      (args, types) => finish(objectText(name, args, types)),
    );
  });
}

/** @throws SqlError 22023, 22004 */
function objectText(name: string, args: readonly Datum[], types: CallTypes): string {
  if (args.length % 2 !== 0) {
    throw new SqlError(
      sqlState.invalidParameterValue,
      'argument list must have even number of elements',
      { hint: `The arguments of ${name}() must consist of alternating keys and values.` },
    );
  }
  const values = jsonValues(args, types);
  const members: string[] = [];
  for (let i = 0; i < args.length; i += 2) {
    members.push(`${keyOf(args[i] ?? null, types.argumentTypes[i])} : ${values[i + 1]}`);
  }
  return `{${members.join(', ')}}`;
}

const notScalar: ReadonlySet<string> = new Set(['json', 'jsonb', 'array', 'struct', 'map']);

/** The key of a member. @throws SqlError 22004, 22023 */
export function keyOf(key: Datum, type: SqlType | undefined): string {
  if (key === null) {
    throw new SqlError(functionState.nullValueNotAllowed, 'null value not allowed for object key');
  }
  if (type !== undefined && notScalar.has(type.kind)) {
    throw new SqlError(
      sqlState.invalidParameterValue,
      'key value must be scalar, not array, composite, or json',
    );
  }
  if (type?.kind === 'boolean') return jsonString(String(key));
  return jsonString(formatDatum(type ?? plainType('text'), key));
}
