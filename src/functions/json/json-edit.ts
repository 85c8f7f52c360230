import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type JsonTree, printJson, readJson } from '../../data/json-tree.ts';
import type { ArrayDatum, Datum } from '../../data/sql-type.ts';
import { functionState } from '../function-errors.ts';
import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';
import { pathSteps } from './json-at-path.ts';

const fallible = [sqlState.invalidParameterValue];
const pathFallible = [
  sqlState.invalidParameterValue,
  sqlState.invalidTextRepresentation,
  functionState.nullValueNotAllowed,
];

/** JSONB values changed: put together, and with something removed, replaced or inserted. */
export function jsonEdits(): ScalarFunction[] {
  return [...concatenation(), ...deletions(), ...settings(), ...laxSettings()];
}

function concatenation(): ScalarFunction[] {
  return [
    scalarFunction({
      name: '||',
      word: 'jsonConcatenate',
      parameters: ['jsonb', 'jsonb'],
      result: () => plainType('jsonb'),
      docs: 'two JSON values put together: members of objects, those of the second winning, or elements of arrays',
      examples: [
        [`jsonb '{"a": 1, "b": 2}' || jsonb '{"b": 3}'`, '{"a": 1, "b": 3}'],
        [`jsonb '[1, 2]' || jsonb '3'`, '[1, 2, 3]'],
      ],
      evaluate: ([a, b]) => printJson(together(readJson(a as string), readJson(b as string))),
    }),
  ];
}

function together(a: JsonTree, b: JsonTree): JsonTree {
  if (a.kind === 'object' && b.kind === 'object') {
    return { kind: 'object', members: new Map([...a.members, ...b.members]) };
  }
  const items = (tree: JsonTree): readonly JsonTree[] =>
    tree.kind === 'array' ? tree.items : [tree];
  return { kind: 'array', items: [...items(a), ...items(b)] };
}

function deletions(): ScalarFunction[] {
  return [
    scalarFunction({
      name: '-',
      word: 'jsonWithout',
      parameters: ['jsonb', 'text'],
      result: () => plainType('jsonb'),
      fallible,
      docs: 'a JSON object without a member, or an array without the strings of a text',
      examples: [[`jsonb '{"a": 1, "b": 2}' - 'a'::text`, '{"b": 2}']],
      evaluate: ([json, key]) => printJson(withoutKey(readJson(json as string), key as string)),
    }),
    scalarFunction({
      name: '-',
      word: 'jsonWithout',
      parameters: ['jsonb', 'integer'],
      result: () => plainType('jsonb'),
      fallible,
      docs: 'a JSON array without the element at a place, below zero counted from the end',
      examples: [[`jsonb '["a", "b"]' - 1`, '["a"]']],
      evaluate: ([json, index]) =>
        printJson(withoutIndex(readJson(json as string), index as number)),
    }),
    scalarFunction({
      name: '-',
      word: 'jsonWithout',
      parameters: ['jsonb', 'text[]'],
      result: () => plainType('jsonb'),
      fallible,
      docs: 'a JSON object without some members, or an array without some strings',
      examples: [[`jsonb '{"a": 1, "b": 2, "c": 3}' - '{a,c}'::text[]`, '{"b": 2}']],
      evaluate: ([json, keys]) => {
        const gone = (keys as ArrayDatum).flat().filter((key) => key !== null) as string[];
        return printJson(gone.reduce(withoutKey, checkedContainer(readJson(json as string))));
      },
    }),
    scalarFunction({
      name: '#-',
      word: 'jsonWithoutPath',
      parameters: ['jsonb', 'text[]'],
      result: () => plainType('jsonb'),
      fallible: pathFallible,
      docs: 'a JSON value without what stands at the end of a path',
      examples: [[`jsonb '["a", {"b":1}]' #- '{1,b}'`, '["a", {}]']],
      evaluate: ([json, path]) =>
        printJson(editedAt(readJson(json as string), path as ArrayDatum, 'delete', null)),
    }),
  ];
}

/** @throws SqlError 22023 */
function checkedContainer(tree: JsonTree): JsonTree {
  if (isScalar(tree)) throw cannot('cannot delete from scalar');
  return tree;
}

/** @throws SqlError 22023 */
function withoutKey(tree: JsonTree, key: string): JsonTree {
  if (tree.kind === 'object') {
    return { kind: 'object', members: new Map([...tree.members].filter(([name]) => name !== key)) };
  }
  if (tree.kind !== 'array') throw cannot('cannot delete from scalar');
  const items = tree.items.filter((item) => item.kind !== 'string' || item.value !== key);
  return { kind: 'array', items };
}

/** @throws SqlError 22023 */
function withoutIndex(tree: JsonTree, index: number): JsonTree {
  if (tree.kind === 'object') throw cannot('cannot delete from object using integer index');
  if (tree.kind !== 'array') throw cannot('cannot delete from scalar');
  const place = index < 0 ? tree.items.length + index : index;
  return { kind: 'array', items: tree.items.filter((_, i) => i !== place) };
}

function set(json: string, path: ArrayDatum, value: string, create = true): string {
  return printJson(editedAt(readJson(json), path, create ? 'set' : 'replace', readJson(value)));
}

function settings(): ScalarFunction[] {
  const insert = (json: string, path: ArrayDatum, value: string, behind = false): string =>
    printJson(editedAt(readJson(json), path, behind ? 'behind' : 'before', readJson(value)));
  const make = (
    name: string,
    docs: string,
    more: readonly 'boolean'[],
    example: readonly [string, string],
    compute: (...args: never[]) => string,
  ): ScalarFunction =>
    scalarFunction({
      name,
      parameters: ['jsonb', 'text[]', 'jsonb', ...more],
      result: () => plainType('jsonb'),
      fallible: pathFallible,
      docs,
      examples: [example],
      evaluate: (args) => compute(...(args as never[])),
    });
  const setDocs =
    'a JSON value with what stands at the end of a path replaced, or put there unless false is given';
  const insertDocs =
    'a JSON value with another put where a path leads, before the element that is there, or with true behind it';
  return [
    make(
      'jsonb_set',
      setDocs,
      [],
      [`jsonb_set(jsonb '[{"f1":1},2]', '{0,f1}', jsonb '[2,3]')`, '[{"f1": [2, 3]}, 2]'],
      set,
    ),
    make(
      'jsonb_set',
      setDocs,
      ['boolean'],
      [`jsonb_set(jsonb '{"a":1}', '{b}', jsonb '2', false)`, '{"a": 1}'],
      set,
    ),
    make(
      'jsonb_insert',
      insertDocs,
      [],
      [`jsonb_insert(jsonb '{"a":[0,1]}', '{a,1}', jsonb '"new"')`, '{"a": [0, "new", 1]}'],
      insert,
    ),
    make(
      'jsonb_insert',
      insertDocs,
      ['boolean'],
      [`jsonb_insert(jsonb '{"a":[0,1]}', '{a,1}', jsonb '2', true)`, '{"a": [0, 1, 2]}'],
      insert,
    ),
  ];
}

const laxTreatments = ['raise_exception', 'use_json_null', 'delete_key', 'return_target'] as const;

/** jsonb_set_lax: what NULL as the new value means is said by the last argument. */
function laxSettings(): ScalarFunction[] {
  const lax = (more: readonly ('boolean' | 'text')[]): ScalarFunction =>
    scalarFunction({
      name: 'jsonb_set_lax',
      parameters: ['jsonb', 'text[]', 'jsonb', ...more],
      result: () => plainType('jsonb'),
      nulls: 'own',
      fallible: pathFallible,
      docs: 'as jsonb_set; for NULL the last argument decides: use_json_null, delete_key, return_target or raise_exception',
      examples:
        more.length === 2
          ? [[`jsonb_set_lax('{"a": 1, "b": 2}', '{a}', null, true, 'delete_key')`, '{"b": 2}']]
          : [],
      evaluate: ([json = null, path = null, value = null, create = true, treatment]) => {
        if (json === null || path === null || create === null) return null;
        if (value === null) {
          return laxly(json as string, path as ArrayDatum, treatment ?? null, more.length === 2);
        }
        return set(json as string, path as ArrayDatum, value as string, create as boolean);
      },
    });
  return [lax([]), lax(['boolean']), lax(['boolean', 'text'])];
}

/** @throws SqlError 22004, 22023 */
function laxly(json: string, path: ArrayDatum, given: Datum, isGiven: boolean): string {
  const treatment = isGiven ? given : 'use_json_null';
  if (treatment === 'use_json_null') return set(json, path, 'null');
  if (treatment === 'return_target') return json;
  if (treatment === 'delete_key') {
    return printJson(editedAt(readJson(json), path, 'delete', null));
  }
  if (treatment === 'raise_exception') {
    throw new SqlError(functionState.nullValueNotAllowed, 'JSON value must not be null', {
      detail: 'Exception was raised because null_value_treatment is "raise_exception".',
      hint: 'To avoid, either change the null_value_treatment argument or ensure that an SQL NULL is not passed.',
    });
  }
  throw cannot(
    `null_value_treatment must be ${laxTreatments.map((each) => `"${each}"`).join(', ')}`,
  );
}

type Edit = 'set' | 'replace' | 'before' | 'behind' | 'delete';

/** The value with one place changed; as it is where the path leads nowhere. @throws SqlError 22023, 22P02, 22004 */
function editedAt(tree: JsonTree, path: ArrayDatum, edit: Edit, value: JsonTree | null): JsonTree {
  if (isScalar(tree)) {
    throw cannot(`cannot ${edit === 'delete' ? 'delete' : 'set'} path in scalar`);
  }
  const steps = pathSteps(path);
  if (steps !== null) return edited(tree, steps, { edit, value, position: 1 });
  const place = path.indexOf(null) + 1;
  throw new SqlError(
    functionState.nullValueNotAllowed,
    `path element at position ${place} is null`,
  );
}

/** What is to be done at the end of a path, and which of its steps is the next. */
type Change = {
  readonly edit: Edit;
  readonly value: JsonTree | null;
  readonly position: number;
};

function edited(tree: JsonTree, path: readonly string[], change: Change): JsonTree {
  const [step, ...rest] = path;
  if (step === undefined) return tree;
  if (tree.kind === 'object') return editedObject(tree, step, rest, change);
  return tree.kind === 'array' ? editedArray(tree, step, rest, change) : tree;
}

function next(change: Change): Change {
  return { ...change, position: change.position + 1 };
}

function editedObject(
  tree: Extract<JsonTree, { kind: 'object' }>,
  key: string,
  rest: readonly string[],
  change: Change,
): JsonTree {
  const { edit, value } = change;
  const members = new Map(tree.members);
  const known = members.get(key);
  if (rest.length > 0) {
    if (known === undefined || isScalar(known)) return tree;
    members.set(key, edited(known, rest, next(change)));
  } else if (edit === 'delete') members.delete(key);
  else if (known !== undefined && (edit === 'before' || edit === 'behind')) {
    throw cannot(
      'cannot replace existing key',
      'Try using the function jsonb_set to replace key value.',
    );
  } else if (value !== null && (known !== undefined || edit !== 'replace')) members.set(key, value);
  return { kind: 'object', members };
}

function isScalar({ kind }: JsonTree): boolean {
  return kind !== 'object' && kind !== 'array';
}

function editedArray(
  tree: Extract<JsonTree, { kind: 'array' }>,
  step: string,
  rest: readonly string[],
  change: Change,
): JsonTree {
  const { edit, value, position } = change;
  if (!/^\s*[+-]?\d+$/.test(step)) {
    throw new SqlError(
      sqlState.invalidTextRepresentation,
      `path element at position ${position} is not an integer: "${step}"`,
    );
  }
  const items = [...tree.items];
  const index = Number(step) < 0 ? Number(step) + items.length : Number(step);
  const known = items[index];
  if (rest.length > 0) {
    if (known === undefined || isScalar(known)) return tree;
    items[index] = edited(known, rest, next(change));
  } else if (edit === 'delete') {
    if (known !== undefined) items.splice(index, 1);
  } else if (value !== null) placeItem(items, index, edit, value);
  return { kind: 'array', items };
}

/** Beyond either end the value goes to that end. */
function placeItem(items: JsonTree[], index: number, edit: Edit, value: JsonTree): void {
  const known = index >= 0 && index < items.length;
  if (!known && edit === 'replace') return;
  if (known && (edit === 'set' || edit === 'replace')) items[index] = value;
  else items.splice(Math.max(index, 0) + (known && edit === 'behind' ? 1 : 0), 0, value);
}

function cannot(message: string, hint?: string): SqlError {
  return new SqlError(sqlState.invalidParameterValue, message, { hint });
}
