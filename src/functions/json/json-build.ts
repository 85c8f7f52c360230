import { SqlError, sqlState } from '../../common/sql-error.ts';
import { jsonString, printJson, readJson } from '../../data/json-tree.ts';
import { type Datum, isNumeric, type SqlType } from '../../data/sql-type.ts';
import { formatDatum } from '../../data/text-output.ts';
import { functionState } from '../function-errors.ts';
import {
  type CallTypes,
  type Example,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';

/** JSON made of SQL values; names with jsonb give jsonb's form. */
export function jsonBuilders(): ScalarFunction[] {
  return [...conversions(), ...arrays(), ...objects()];
}

/** A value as JSON: numbers and truth values as such, all else but JSON as a string. */
export function jsonOf(datum: Datum, type: SqlType): string {
  if (datum === null) return 'null';
  if (type.kind === 'boolean') return datum === true ? 'true' : 'false';
  if (type.kind === 'json') return datum as string;
  const text = formatDatum(type, datum);
  if (isNumeric(type)) return /^-?\d/.test(text) ? text : jsonString(text);
  return jsonString(isoText(type, text));
}

/** Times are written as ISO 8601 has them. */
function isoText({ kind }: SqlType, text: string): string {
  if (kind === 'timestamp') return text.replace(' ', 'T');
  return kind === 'timestamptz' ? text.replace(' ', 'T').replace(/\+00/, '+00:00') : text;
}

function conversions(): ScalarFunction[] {
  const names = [
    ['to_json', (text: string) => text],
    ['to_jsonb', normalized],
  ] as const;
  return names.map(([name, finish]) =>
    scalarFunction({
      name,
      parameters: ['any'],
      result: () => plainType('json'),
      docs: 'a value as JSON',
      examples: [
        [`${name}('Fred said "Hi."')`, '"Fred said \\"Hi.\\""'],
        [`${name}(1.50)`, '1.50'],
      ],
      evaluate: ([value = null], { argumentTypes: [type] }) =>
        finish(jsonOf(value, type ?? plainType('text'))),
    }),
  );
}

function normalized(text: string): string {
  return printJson(readJson(text));
}

type Build = (values: readonly string[]) => string;

/** The function without arguments, and that with any number of them. */
function builders(
  name: string,
  docs: string,
  examples: readonly [Example, Example],
  fallible: readonly string[],
  evaluate: (args: readonly Datum[], types: CallTypes) => string,
): ScalarFunction[] {
  const common = { name, docs, result: () => plainType('json'), nulls: 'never' } as const;
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
  const names = [
    ['json_build_array', build],
    ['jsonb_build_array', (values: readonly string[]) => normalized(build(values))],
  ] as const;
  return names.flatMap(([name, finish]) =>
    builders(
      name,
      'a JSON array of the values',
      [
        [`${name}()`, '[]'],
        [`${name}(1, 'foo', null, true)`, '[1, "foo", null, true]'],
      ],
      [],
      (args, types) => finish(jsonValues(args, types)),
    ),
  );
}

function jsonValues(args: readonly Datum[], { argumentTypes }: CallTypes): string[] {
  return args.map((arg, i) => jsonOf(arg, argumentTypes[i] ?? plainType('text')));
}

function objects(): ScalarFunction[] {
  const names = [
    ['json_build_object', (text: string) => text, '{"foo" : 1, "bar" : null}'],
    ['jsonb_build_object', normalized, '{"bar": null, "foo": 1}'],
  ] as const;
  return names.flatMap(([name, finish, output]) =>
    builders(
      name,
      'a JSON object of keys and values, one after the other',
      [
        [`${name}()`, '{}'],
        [`${name}('foo', 1, 'bar', null)`, output],
      ],
      [sqlState.invalidParameterValue, functionState.nullValueNotAllowed],
      (args, types) => finish(objectText(name, args, types)),
    ),
  );
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

/** @throws SqlError 22004, 22023 */
function keyOf(key: Datum, type: SqlType | undefined): string {
  if (key === null) {
    throw new SqlError(functionState.nullValueNotAllowed, 'null value not allowed for object key');
  }
  if (type?.kind === 'json') {
    throw new SqlError(
      sqlState.invalidParameterValue,
      'key value must be scalar, not array, composite, or json',
    );
  }
  if (type?.kind === 'boolean') return jsonString(String(key));
  return jsonString(formatDatum(type ?? plainType('text'), key));
}
