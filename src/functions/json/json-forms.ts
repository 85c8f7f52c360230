import {
  type JsonTree,
  jsonString,
  printJson,
  readJson,
  sortedMembers,
} from '../../data/json-tree.ts';
import { plainType, type ScalarFunction, scalarFunction } from '../scalar-function.ts';

/** JSON values without what is null, and over several lines. */
export function jsonForms(): ScalarFunction[] {
  return [
    ...(['json', 'jsonb'] as const).map((prefix) =>
      scalarFunction({
        name: `${prefix}_strip_nulls`,
        parameters: [prefix],
        result: () => plainType(prefix),
        docs: 'a JSON value without the members that are null',
        examples: [
          [
            `${prefix}_strip_nulls('[{"f1":1,"f2":null},2,null]')`,
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
      parameters: ['jsonb'],
      result: () => plainType('text'),
      docs: 'a JSON value over several lines, indented',
      examples: [[`jsonb_pretty('[1]')`, '[\n    1\n]']],
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
