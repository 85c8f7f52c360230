import { SqlError, sqlState } from '../../../common/sql-error.ts';
import { type JsonTree, printJson, readJson } from '../../../data/json-tree.ts';
import type { Datum, SqlTypeKind } from '../../../data/sql-type.ts';
import { functionState } from '../../function-errors.ts';
import {
  type Example,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../../scalar-function.ts';
import { evaluatePath } from './evaluate-path.ts';
import { jsonPath } from './read-path.ts';

/** The SQLSTATEs that a path can fail with. */
export const pathErrors = [
  sqlState.syntaxError,
  sqlState.undefinedObject,
  sqlState.divisionByZero,
  sqlState.statementTooComplex,
  ...['22033', '22039', '2203A', '2203B', '2203C'],
  functionState.invalidRegularExpression,
  sqlState.invalidParameterValue,
  sqlState.featureNotSupported,
  functionState.nonNumericJsonItem,
  functionState.singletonJsonItem,
];

const noVariables: JsonTree = { kind: 'object', members: new Map() };
const sample = `jsonb '{"a":[1,2,3,4,5]}'`;

/**
 * Functions over SQL/JSON paths that answer one value. A third argument has the path's variables; with
 * true as a fourth one, NULL is answered where the path does not fit.
 */
export function pathFunctions(): ScalarFunction[] {
  return [
    ...forms(
      'jsonb_path_exists',
      'boolean',
      'whether a path finds anything in a JSON value',
      [`jsonb_path_exists(${sample}, '$.a[*] ? (@ >= 2)')`, 't'],
      (items) => items.length > 0,
    ),
    ...forms(
      'jsonb_path_query_array',
      'jsonb',
      'what a path finds in a JSON value, as a JSON array',
      [`jsonb_path_query_array(${sample}, '$.a[*] ? (@ > 3)')`, '[4, 5]'],
      (items) => printJson({ kind: 'array', items }),
      '[]',
    ),
    ...forms(
      'jsonb_path_query_first',
      'jsonb',
      'the first value that a path finds in a JSON value; NULL for none',
      [`jsonb_path_query_first(${sample}, '$.a.size()')`, '5'],
      ([first]) => (first === undefined ? null : printJson(first)),
    ),
    ...forms(
      'jsonb_path_match',
      'boolean',
      'what the predicate of a path says of a JSON value; NULL where it is unknown',
      [`jsonb_path_match(${sample}, 'exists($.a[*] ? (@ > 5))')`, 'f'],
      matchOf,
    ),
    quiet(
      '@?',
      'jsonPathFinds',
      'whether a path finds anything in a JSON value',
      [`${sample} @? '$.a[*] ? (@ > 2)'`, 't'],
      (items) => items.length > 0,
    ),
    quiet(
      '@@',
      'jsonPathHolds',
      'what the predicate of a path says of a JSON value',
      [`${sample} @@ '$.a[*] > 2'`, 't'],
      matchOf,
    ),
  ];
}

/** The operators answer NULL where a path does not fit the value. */
function quiet(
  name: string,
  word: string,
  docs: string,
  example: Example,
  answer: (items: readonly JsonTree[]) => Datum,
): ScalarFunction {
  return scalarFunction({
    name,
    word,
    parameters: ['jsonb', 'text'],
    result: () => plainType('boolean'),
    nulls: 'own',
    fallible: [sqlState.syntaxError, sqlState.undefinedObject, sqlState.statementTooComplex],
    docs: `${docs}; NULL where the path does not fit`,
    examples: [example],
    evaluate: ([json, path]) => {
      if (typeof json !== 'string' || typeof path !== 'string') return null;
      return withoutMisfits<Datum>(null, () =>
        answer(evaluatePath(jsonPath(path), readJson(json), noVariables)),
      );
    },
  });
}

/** Another answer where a path does not fit the value. */
export function withoutMisfits<T>(other: T, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof SqlError && error.code.startsWith('22')) return other;
    throw error;
  }
}

function forms(
  name: string,
  result: SqlTypeKind,
  docs: string,
  example: Example,
  answer: (items: readonly JsonTree[]) => Datum,
  unfit: Datum = null,
): ScalarFunction[] {
  const common = {
    name,
    result: () => plainType(result),
    nulls: 'own',
    fallible: pathErrors,
    docs,
    evaluate: (args: readonly Datum[]): Datum => {
      if (args.includes(null)) return null;
      const [json, path, variables = '{}', silent = false] = args as [
        string,
        string,
        string?,
        boolean?,
      ];
      const compute = () =>
        answer(evaluatePath(jsonPath(path), readJson(json), readJson(variables)));
      return silent ? withoutMisfits<Datum>(unfit, compute) : compute();
    },
  } as const;
  return [
    scalarFunction({ ...common, parameters: ['jsonb', 'text'], examples: [example] }),
    scalarFunction({ ...common, parameters: ['jsonb', 'text', 'jsonb'] }),
    scalarFunction({ ...common, parameters: ['jsonb', 'text', 'jsonb', 'boolean'] }),
  ];
}

/** @throws SqlError 22038 */
function matchOf(items: readonly JsonTree[]): Datum {
  const [only, ...others] = items;
  if (others.length === 0) {
    if (only?.kind === 'true' || only?.kind === 'false') return only.kind === 'true';
    if (only?.kind === 'null') return null;
  }
  throw new SqlError(functionState.singletonJsonItem, 'single boolean result is expected');
}
