import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { ArrayDatum, Datum, SqlTypeKind } from '../../data/sql-type.ts';
import {
  type Example,
  type ParameterKind,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';
import { jsonAtPath, pathSteps } from './json-at-path.ts';
import { jsonAsText, jsonElement, jsonLength, jsonMember, jsonType } from './json-walk.ts';

type JsonKind = 'json' | 'jsonb';

/** What is in JSON values: operators, paths, kinds and lengths. Parts are answered as they are written. */
export function jsonAccess(): ScalarFunction[] {
  return (['json', 'jsonb'] as const).flatMap((kind) => [
    ...members(kind),
    ...pathOperators(kind),
    ...pathFunctions(kind),
    ...measures(kind),
  ]);
}

/** A function that may answer NULL for what is there, and NULL for NULL. */
function nullable(
  parts: Pick<ScalarFunction, 'name' | 'parameters' | 'docs'> & {
    readonly word?: string;
    readonly variadic?: boolean;
    readonly result: SqlTypeKind;
    readonly example: Example;
    readonly compute: (...args: never[]) => Datum;
  },
): ScalarFunction {
  const { result, example, compute, ...rest } = parts;
  return scalarFunction({
    ...rest,
    nulls: 'own',
    result: () => plainType(result),
    examples: [example],
    evaluate: (args) => (args.includes(null) ? null : compute(...(args as never[]))),
  });
}

function asText(value: string | null): string | null {
  return value === null ? null : jsonAsText(value);
}

/** The operator that answers JSON, and that which answers its text. */
function shows(kind: JsonKind) {
  return [
    ['', '', kind, (value: string | null) => value],
    ['>', 'Text', 'text', asText],
  ] as const;
}

function members(kind: JsonKind): ScalarFunction[] {
  return shows(kind).flatMap(([mark, word, result, show]) => [
    nullable({
      name: `->${mark}`,
      word: `jsonPart${word}`,
      parameters: [kind, 'text'],
      result,
      docs: `a member of a JSON object${result === 'text' ? ' as text' : ''}; NULL when there is none`,
      example: [`${kind} '{"a": {"b":"foo"}}' ->${mark} 'a'`, object(kind)],
      compute: (json: string, key: string) => show(jsonMember(json, key)),
    }),
    nullable({
      name: `->${mark}`,
      word: `jsonPart${word}`,
      parameters: [kind, 'integer'],
      result,
      docs: `an element of a JSON array${result === 'text' ? ' as text' : ''}, counted from 0, below zero from the end; NULL when there is none`,
      example: [`${kind} '[1,2,"c"]' ->${mark} -1`, result === 'text' ? 'c' : '"c"'],
      compute: (json: string, index: number) => show(jsonElement(json, index)),
    }),
  ]);
}

function object(kind: JsonKind): string {
  return kind === 'json' ? '{"b":"foo"}' : '{"b": "foo"}';
}

function pathOperators(kind: JsonKind): ScalarFunction[] {
  return shows(kind).map(([mark, word, result, show]) =>
    nullable({
      name: `#>${mark}`,
      word: `jsonAtPath${word}`,
      parameters: [kind, 'text[]'],
      result,
      docs: `what stands at the end of a path of keys and places${result === 'text' ? ', as text' : ''}; NULL when it leads nowhere`,
      example: [
        `${kind} '{"a": {"b": ["foo","bar"]}}' #>${mark} '{a,b,1}'`,
        result === 'text' ? 'bar' : '"bar"',
      ],
      compute: (json: string, path: ArrayDatum) => show(jsonAtPath(json, pathSteps(path))),
    }),
  );
}

function pathFunctions(kind: JsonKind): ScalarFunction[] {
  const sample = `${kind} '{"f2":{"f3":1},"f4":{"f5":99,"f6":"foo"}}'`;
  const parameters: readonly ParameterKind[] = [kind, 'text'];
  return [
    nullable({
      name: `${kind}_extract_path`,
      parameters,
      variadic: true,
      result: kind,
      docs: 'what stands at the end of a path of keys and places; NULL when it leads nowhere',
      example: [`${kind}_extract_path(${sample}, 'f2', 'f3')`, '1'],
      compute: (json: string, ...steps: string[]) => jsonAtPath(json, steps),
    }),
    nullable({
      name: `${kind}_extract_path_text`,
      parameters,
      variadic: true,
      result: 'text',
      docs: 'what stands at the end of a path of keys and places, as text',
      example: [`${kind}_extract_path_text(${sample}, 'f4', 'f6')`, 'foo'],
      compute: (json: string, ...steps: string[]) => asText(jsonAtPath(json, steps)),
    }),
  ];
}

function measures(kind: JsonKind): ScalarFunction[] {
  return [
    scalarFunction({
      name: `${kind}_array_length`,
      parameters: [kind],
      result: () => plainType('integer'),
      fallible: [sqlState.invalidParameterValue],
      docs: 'the number of elements of a JSON array',
      examples: [[`${kind}_array_length('[1,2,{"a":[3]}]')`, '3']],
      evaluate: ([json]) => arrayLength(json as string),
    }),
    scalarFunction({
      name: `${kind}_typeof`,
      parameters: [kind],
      result: () => plainType('text'),
      docs: 'the kind of a JSON value: object, array, string, number, boolean or null',
      examples: [[`${kind}_typeof('-123.4')`, 'number']],
      evaluate: ([json]) => jsonType(json as string),
    }),
  ];
}

/** @throws SqlError 22023 */
function arrayLength(json: string): number {
  const type = jsonType(json);
  if (type === 'array') return jsonLength(json);
  const what = type === 'object' ? 'a non-array' : 'a scalar';
  throw new SqlError(sqlState.invalidParameterValue, `cannot get array length of ${what}`);
}
