import { SqlError, sqlState } from '../../common/sql-error.ts';
import {
  type JsonTree,
  jsonString,
  printJson,
  readJson,
  sameJson,
  sortedMembers,
} from '../../data/json-tree.ts';
import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';
import { pathSteps } from './json-path-text.ts';

const fallible = [sqlState.invalidParameterValue, sqlState.invalidTextRepresentation];

/** JSON values changed and compared, in jsonb's form. */
export function jsonEdits(): ScalarFunction[] {
  return [...concatenation(), ...deletions(), ...settings(), ...containments(), ...forms()];
}

function concatenation(): ScalarFunction[] {
  return [
    scalarFunction({
      name: '||',
      word: 'jsonConcatenate',
      parameters: ['json', 'json'],
      result: () => plainType('json'),
      docs: 'two JSON values put together: members of objects, those of the second winning, or elements of arrays',
      examples: [
        [`json '{"a": 1, "b": 2}' || json '{"b": 3}'`, '{"a": 1, "b": 3}'],
        [`json '[1, 2]' || json '3'`, '[1, 2, 3]'],
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
      parameters: ['json', 'text'],
      result: () => plainType('json'),
      fallible,
      docs: 'a JSON object without a member, or an array without the strings of a text',
      examples: [[`json '{"a": 1, "b": 2}' - 'a'::text`, '{"b": 2}']],
      evaluate: ([json, key]) => printJson(withoutKey(readJson(json as string), key as string)),
    }),
    scalarFunction({
      name: '-',
      word: 'jsonWithout',
      parameters: ['json', 'integer'],
      result: () => plainType('json'),
      fallible,
      docs: 'a JSON array without the element at a place, below zero counted from the end',
      examples: [[`json '["a", "b"]' - 1`, '["a"]']],
      evaluate: ([json, index]) =>
        printJson(withoutIndex(readJson(json as string), index as number)),
    }),
    scalarFunction({
      name: '#-',
      word: 'jsonWithoutPath',
      parameters: ['json', 'text'],
      result: () => plainType('json'),
      fallible,
      docs: 'a JSON value without what stands at the end of a path',
      evaluate: ([json, path]) =>
        printJson(edited(readJson(json as string), pathSteps(path as string), 'delete', null)),
    }),
  ];
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

function settings(): ScalarFunction[] {
  const set = (json: string, path: string, value: string, create = true): string =>
    printJson(edited(readJson(json), pathSteps(path), create ? 'set' : 'replace', readJson(value)));
  const insert = (json: string, path: string, value: string, behind = false): string =>
    printJson(
      edited(readJson(json), pathSteps(path), behind ? 'behind' : 'before', readJson(value)),
    );
  const make = (
    name: string,
    docs: string,
    more: readonly 'boolean'[],
    example: readonly [string, string],
    compute: (...args: never[]) => string,
  ): ScalarFunction =>
    scalarFunction({
      name,
      parameters: ['json', 'text', 'json', ...more],
      result: () => plainType('json'),
      fallible,
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
      [`jsonb_set(json '[{"f1":1},2]', '{0,f1}', json '[2,3]')`, '[{"f1": [2, 3]}, 2]'],
      set,
    ),
    make(
      'jsonb_set',
      setDocs,
      ['boolean'],
      [`jsonb_set(json '{"a":1}', '{b}', json '2', false)`, '{"a": 1}'],
      set,
    ),
    make(
      'jsonb_insert',
      insertDocs,
      [],
      [`jsonb_insert(json '{"a":[0,1]}', '{a,1}', json '"new"')`, '{"a": [0, "new", 1]}'],
      insert,
    ),
    make(
      'jsonb_insert',
      insertDocs,
      ['boolean'],
      [`jsonb_insert(json '{"a":[0,1]}', '{a,1}', json '2', true)`, '{"a": [0, 1, 2]}'],
      insert,
    ),
  ];
}

type Edit = 'set' | 'replace' | 'before' | 'behind' | 'delete';

/** The value with one place changed; as it is where the path leads nowhere. @throws SqlError 22023, 22P02 */
function edited(
  tree: JsonTree,
  path: readonly string[],
  edit: Edit,
  value: JsonTree | null,
): JsonTree {
  const [step, ...rest] = path;
  if (step === undefined) return tree;
  if (tree.kind === 'object') return editedObject(tree, step, rest, edit, value);
  if (tree.kind === 'array') return editedArray(tree, step, rest, edit, value);
  if (edit === 'delete') throw cannot('cannot delete path in scalar');
  throw cannot('cannot set path in scalar');
}

function editedObject(
  tree: Extract<JsonTree, { kind: 'object' }>,
  key: string,
  rest: readonly string[],
  edit: Edit,
  value: JsonTree | null,
): JsonTree {
  const members = new Map(tree.members);
  const known = members.get(key);
  if (rest.length > 0) {
    if (known === undefined || isScalar(known)) return tree;
    members.set(key, edited(known, rest, edit, value));
  } else if (edit === 'delete') members.delete(key);
  else if (known !== undefined && (edit === 'before' || edit === 'behind')) {
    throw cannot('cannot replace existing key');
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
  edit: Edit,
  value: JsonTree | null,
): JsonTree {
  if (!/^\s*[+-]?\d+$/.test(step)) {
    throw new SqlError(
      sqlState.invalidTextRepresentation,
      `path element at position 1 is not an integer: "${step}"`,
    );
  }
  const items = [...tree.items];
  const index = Number(step) < 0 ? Number(step) + items.length : Number(step);
  const known = items[index];
  if (rest.length > 0) {
    if (known === undefined || isScalar(known)) return tree;
    items[index] = edited(known, rest, edit, value);
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

function containments(): ScalarFunction[] {
  const pairs = [
    ['@>', 'jsonContains', 'whether the first JSON value contains the second', false],
    ['<@', 'jsonContained', 'whether the second JSON value contains the first', true],
  ] as const;
  return [
    ...pairs.map(([name, word, docs, swapped]) =>
      scalarFunction({
        name,
        word,
        parameters: ['json', 'json'],
        result: () => plainType('boolean'),
        docs,
        evaluate: ([a, b]) => {
          const [whole, part] = swapped ? [b, a] : [a, b];
          return contains(readJson(whole as string), readJson(part as string), true);
        },
      }),
    ),
    scalarFunction({
      name: '?',
      word: 'jsonHasKey',
      parameters: ['json', 'text'],
      result: () => plainType('boolean'),
      docs: 'whether a text is a key of a JSON object, or a string in an array',
      evaluate: ([json, key]) => hasKey(readJson(json as string), key as string),
    }),
    ...(['?|', '?&'] as const).map((name) =>
      scalarFunction({
        name,
        word: name === '?|' ? 'jsonHasAnyKey' : 'jsonHasAllKeys',
        parameters: ['json', 'text'],
        result: () => plainType('boolean'),
        fallible,
        docs: `whether ${name === '?|' ? 'any' : 'all'} of several texts, written '{a,b}', are keys of a JSON object or strings in an array`,
        evaluate: ([json, keys]) => {
          const tree = readJson(json as string);
          const has = (key: string): boolean => hasKey(tree, key);
          const names = pathSteps(keys as string);
          return name === '?|' ? names.some(has) : names.every(has);
        },
      }),
    ),
  ];
}

/** An array contains a scalar only at the top; objects and arrays contain what all parts of the other find. */
function contains(whole: JsonTree, part: JsonTree, isTop: boolean): boolean {
  if (whole.kind === 'object' && part.kind === 'object') {
    return [...part.members].every(([key, value]) => {
      const own = whole.members.get(key);
      return own !== undefined && contains(own, value, false);
    });
  }
  if (whole.kind !== 'array') return whole.kind === part.kind && sameJson(whole, part);
  if (part.kind === 'array') {
    return part.items.every((item) => whole.items.some((own) => contains(own, item, false)));
  }
  return isTop && isScalar(part) && whole.items.some((own) => sameJson(own, part));
}

function hasKey(tree: JsonTree, key: string): boolean {
  if (tree.kind === 'object') return tree.members.has(key);
  if (tree.kind === 'string') return tree.value === key;
  return (
    tree.kind === 'array' && tree.items.some((item) => item.kind === 'string' && item.value === key)
  );
}

function forms(): ScalarFunction[] {
  return [
    ...(['json', 'jsonb'] as const).map((prefix) =>
      scalarFunction({
        name: `${prefix}_strip_nulls`,
        parameters: ['json'],
        result: () => plainType('json'),
        docs: 'a JSON value without the members that are null',
        examples: [
          [
            `${prefix}_strip_nulls(json '[{"f1":1,"f2":null},2,null]')`,
            prefix === 'json' ? '[{"f1":1},2,null]' : '[{"f1": 1}, 2, null]',
          ],
        ],
        evaluate: ([json]) => {
          const stripped = withoutNulls(readJson(json as string));
          return prefix === 'json' ? compact(stripped) : printJson(stripped);
        },
      }),
    ),
    scalarFunction({
      name: 'jsonb_pretty',
      parameters: ['json'],
      result: () => plainType('text'),
      docs: 'a JSON value over several lines, indented',
      examples: [[`jsonb_pretty(json '[1]')`, '[\n    1\n]']],
      evaluate: ([json]) => pretty(readJson(json as string), ''),
    }),
  ];
}

function withoutNulls(tree: JsonTree): JsonTree {
  if (tree.kind === 'array') return { kind: 'array', items: tree.items.map(withoutNulls) };
  if (tree.kind !== 'object') return tree;
  const kept = [...tree.members].filter(([, value]) => value.kind !== 'null');
  return {
    kind: 'object',
    members: new Map(kept.map(([key, value]) => [key, withoutNulls(value)])),
  };
}

/** Without spaces, members in their order, numbers as written. */
function compact(tree: JsonTree): string {
  if (tree.kind === 'array') return `[${tree.items.map(compact).join(',')}]`;
  if (tree.kind === 'number') return tree.text;
  if (tree.kind !== 'object') return printJson(tree);
  const members = [...tree.members].map(([key, value]) => `${jsonString(key)}:${compact(value)}`);
  return `{${members.join(',')}}`;
}

function pretty(tree: JsonTree, indent: string): string {
  if (tree.kind !== 'array' && tree.kind !== 'object') return printJson(tree);
  const inner = `${indent}    `;
  const [open, close] = tree.kind === 'array' ? '[]' : '{}';
  const parts =
    tree.kind === 'array'
      ? tree.items.map((item) => pretty(item, inner))
      : sortedMembers(tree.members).map(
          ([key, value]) => `${jsonString(key)}: ${pretty(value, inner)}`,
        );
  if (parts.length === 0) return `${open}\n${indent}${close}`;
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

function cannot(message: string): SqlError {
  return new SqlError(sqlState.invalidParameterValue, message);
}
