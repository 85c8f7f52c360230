import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum, SqlTypeKind } from '../../data/sql-type.ts';
import {
  type Example,
  type ParameterKind,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';
import { jsonAtPath, pathSteps } from './json-path-text.ts';
import { jsonAsText, jsonElement, jsonLength, jsonMember, jsonType } from './json-walk.ts';

/** What is in JSON values: operators, paths, kinds and lengths. Parts are answered as they are written. */
export function jsonAccess(): ScalarFunction[] {
  return [...members(), ...pathOperators(), ...pathFunctions(), ...measures()];
}

/** A function that may answer NULL for what is there, and NULL for NULL. */
function nullable(
  parts: Pick<ScalarFunction, 'name' | 'parameters' | 'docs'> & {
    readonly word?: string;
    readonly variadic?: boolean;
    readonly result: SqlTypeKind;
    readonly fallible?: readonly string[];
    readonly example: Example | null;
    readonly compute: (...args: never[]) => Datum;
  },
): ScalarFunction {
  const { result, example, compute, ...rest } = parts;
  return scalarFunction({
    ...rest,
    nulls: 'own',
    result: () => plainType(result),
    examples: example === null ? [] : [example],
    evaluate: (args) => (args.includes(null) ? null : compute(...(args as never[]))),
  });
}

function members(): ScalarFunction[] {
  const asText = (value: string | null): string | null =>
    value === null ? null : jsonAsText(value);
  const operators = [
    ['->', 'jsonPart', 'json', (value: string | null) => value],
    ['->>', 'jsonPartText', 'text', asText],
  ] as const;
  return operators.flatMap(([name, word, result, show]) => [
    nullable({
      name,
      word,
      parameters: ['json', 'text'],
      result,
      docs: `a member of a JSON object${result === 'text' ? ' as text' : ''}; NULL when there is none`,
      example: null,
      compute: (json: string, key: string) => show(jsonMember(json, key)),
    }),
    nullable({
      name,
      word,
      parameters: ['json', 'integer'],
      result,
      docs: `an element of a JSON array${result === 'text' ? ' as text' : ''}, counted from 0, below zero from the end; NULL when there is none`,
      example: null,
      compute: (json: string, index: number) => show(jsonElement(json, index)),
    }),
  ]);
}

const pathFallible = [sqlState.invalidTextRepresentation];

function pathOperators(): ScalarFunction[] {
  return [
    nullable({
      name: '#>',
      word: 'jsonAtPath',
      parameters: ['json', 'text'],
      result: 'json',
      fallible: pathFallible,
      docs: "what stands at the end of a path, written '{key,0,…}'; NULL when it leads nowhere",
      example: null,
      compute: (json: string, path: string) => jsonAtPath(json, pathSteps(path)),
    }),
    nullable({
      name: '#>>',
      word: 'jsonAtPathText',
      parameters: ['json', 'text'],
      result: 'text',
      fallible: pathFallible,
      docs: 'what stands at the end of a path, as text',
      example: null,
      compute: (json: string, path: string) => {
        const value = jsonAtPath(json, pathSteps(path));
        return value === null ? null : jsonAsText(value);
      },
    }),
  ];
}

const sample = `json '{"f2":{"f3":1},"f4":{"f5":99,"f6":"foo"}}'`;

function pathFunctions(): ScalarFunction[] {
  const parameters: readonly ParameterKind[] = ['json', 'text'];
  return ['json', 'jsonb'].flatMap((prefix) => [
    nullable({
      name: `${prefix}_extract_path`,
      parameters,
      variadic: true,
      result: 'json',
      docs: 'what stands at the end of a path of keys and places; NULL when it leads nowhere',
      example: [`${prefix}_extract_path(${sample}, 'f2', 'f3')`, '1'],
      compute: (json: string, ...steps: string[]) => jsonAtPath(json, steps),
    }),
    nullable({
      name: `${prefix}_extract_path_text`,
      parameters,
      variadic: true,
      result: 'text',
      docs: 'what stands at the end of a path of keys and places, as text',
      example: [`${prefix}_extract_path_text(${sample}, 'f4', 'f6')`, 'foo'],
      compute: (json: string, ...steps: string[]) => {
        const value = jsonAtPath(json, steps);
        return value === null ? null : jsonAsText(value);
      },
    }),
  ]);
}

function measures(): ScalarFunction[] {
  return ['json', 'jsonb'].flatMap((prefix) => [
    scalarFunction({
      name: `${prefix}_array_length`,
      parameters: ['json'],
      result: () => plainType('integer'),
      fallible: [sqlState.invalidParameterValue],
      docs: 'the number of elements of a JSON array',
      examples: [[`${prefix}_array_length(json '[1,2,{"a":[3]}]')`, '3']],
      evaluate: ([json]) => arrayLength(json as string),
    }),
    scalarFunction({
      name: `${prefix}_typeof`,
      parameters: ['json'],
      result: () => plainType('text'),
      docs: 'the kind of a JSON value: object, array, string, number, boolean or null',
      examples: [[`${prefix}_typeof(json '-123.4')`, 'number']],
      evaluate: ([json]) => jsonType(json as string),
    }),
  ]);
}

/** @throws SqlError 22023 */
function arrayLength(json: string): number {
  const type = jsonType(json);
  if (type === 'array') return jsonLength(json);
  const what = type === 'object' ? 'a non-array' : 'a scalar';
  throw new SqlError(sqlState.invalidParameterValue, `cannot get array length of ${what}`);
}
