import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import { jsonAsText, jsonElements, jsonEntries, jsonType } from '../json/json-walk.ts';
import {
  type TableExample,
  type TableFunction,
  type TableRow,
  tableFunction,
} from './table-function.ts';

type JsonKind = 'json' | 'jsonb';

const fallible = [sqlState.invalidParameterValue];
const text: SqlType = { kind: 'text' };

/** Elements and members of JSON, one a row (PostgreSQL, 9.16). */
export function jsonTables(): TableFunction[] {
  return (['json', 'jsonb'] as const).flatMap((kind) => [
    elements(kind, false),
    elements(kind, true),
    members(kind, false),
    members(kind, true),
    keys(kind),
  ]);
}

function elements(kind: JsonKind, asText: boolean): TableFunction {
  const name = `${kind}_array_elements${asText ? '_text' : ''}`;
  return over(kind, name, {
    columns: () => [{ name: 'value', type: asText ? text : { kind } }],
    docs: `the elements of a JSON array${asText ? ' as texts' : ''}`,
    examples: [[`${name}('[1, "a", null]')`, asText ? ['1', 'a', 'NULL'] : ['1', '"a"', 'null']]],
    rowsOf: (json) => {
      const type = jsonType(json);
      if (type !== 'array') throw notArray(name, type);
      return jsonElements(json).map((each) => [asText ? jsonAsText(each) : each]);
    },
  });
}

function members(kind: JsonKind, asText: boolean): TableFunction {
  const name = `${kind}_each${asText ? '_text' : ''}`;
  return over(kind, name, {
    columns: () => [
      { name: 'key', type: text },
      { name: 'value', type: asText ? text : { kind } },
    ],
    docs: `the members of a JSON object: keys and values${asText ? ' as texts' : ''}`,
    examples: [[`${name}('{"a": "x", "b": 2}')`, asText ? ['a|x', 'b|2'] : ['a|"x"', 'b|2']]],
    rowsOf: (json) =>
      entriesOf(json, name).map(([key, value]) => [key, asText ? jsonAsText(value) : value]),
  });
}

function keys(kind: JsonKind): TableFunction {
  const name = `${kind}_object_keys`;
  return over(kind, name, {
    columns: () => [{ name, type: text }],
    docs: 'the keys of a JSON object',
    examples: [[`${name}('{"a": 1, "b": {"c": 2}}')`, ['a', 'b']]],
    rowsOf: (json) => entriesOf(json, name).map(([key]) => [key]),
  });
}

type JsonParts = Pick<TableFunction, 'columns' | 'docs'> & {
  readonly examples: readonly TableExample[];
  readonly rowsOf: (json: string) => Iterable<TableRow>;
};

function over(kind: JsonKind, name: string, { rowsOf, ...parts }: JsonParts): TableFunction {
  return tableFunction({
    name,
    parameters: [kind],
    fallible,
    rows: ([json]: readonly Datum[]) => rowsOf(json as string),
    ...parts,
  });
}

function entriesOf(json: string, name: string): readonly (readonly [string, string])[] {
  const type = jsonType(json);
  if (type === 'object') return jsonEntries(json);
  const what = type === 'array' ? 'an array' : 'a scalar';
  throw new SqlError(sqlState.invalidParameterValue, `cannot call ${name} on ${what}`);
}

function notArray(name: string, type: string): SqlError {
  const message =
    type === 'object'
      ? `cannot call ${name} on a non-array`
      : 'cannot extract elements from a scalar';
  return new SqlError(sqlState.invalidParameterValue, message);
}
