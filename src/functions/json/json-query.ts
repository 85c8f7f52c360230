import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type JsonTree, printJson, readJson } from '../../data/json-tree.ts';
import type { Datum, SqlTypeKind } from '../../data/sql-type.ts';
import {
  type Example,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';
import { jsonAsText } from './json-walk.ts';
import { evaluatePath } from './path/evaluate-path.ts';
import { jsonPath } from './path/read-path.ts';

const noVariables: JsonTree = { kind: 'object', members: new Map() };
const fallible = [sqlState.syntaxError, sqlState.undefinedObject, sqlState.statementTooComplex];

/** JSON_EXISTS, JSON_VALUE and JSON_QUERY of the SQL standard, with what they do where nothing is said. */
export function jsonQueries(): ScalarFunction[] {
  return [
    query(
      'json_exists',
      'boolean',
      'whether a path finds anything in a JSON value; false where it does not fit',
      [`json_exists(jsonb '{"key1": [1,2,3]}', '$.key1[*] ? (@ > 2)')`, 't'],
      (items) => items.length > 0,
      false,
    ),
    query(
      'json_value',
      'text',
      'the scalar that a path finds in a JSON value, as text; NULL for none, several, or what is no scalar',
      [`json_value(jsonb '[1,"x"]', '$[1]')`, 'x'],
      ([first, ...others]) =>
        first === undefined || others.length > 0 || isContainer(first)
          ? null
          : jsonAsText(printJson(first)),
      null,
    ),
    query(
      'json_query',
      'jsonb',
      'what a path finds in a JSON value; NULL for nothing or several values',
      [`json_query(jsonb '[1,[2,3],null]', '$[1]')`, '[2, 3]'],
      ([first, ...others]) => (first === undefined || others.length > 0 ? null : printJson(first)),
      null,
    ),
  ];
}

function isContainer({ kind }: JsonTree): boolean {
  return kind === 'array' || kind === 'object';
}

function query(
  name: string,
  result: SqlTypeKind,
  docs: string,
  example: Example,
  answer: (items: readonly JsonTree[]) => Datum,
  unfit: Datum,
): ScalarFunction {
  return scalarFunction({
    name,
    parameters: ['jsonb', 'text'],
    result: () => plainType(result),
    nulls: 'own',
    fallible,
    docs,
    examples: [example],
    evaluate: ([json, path]) => {
      if (typeof json !== 'string' || typeof path !== 'string') return null;
      const known = jsonPath(path);
      try {
        return answer(evaluatePath(known, readJson(json), noVariables));
      } catch (error) {
        if (error instanceof SqlError && error.code.startsWith('22')) return unfit;
        throw error;
      }
    },
  });
}
