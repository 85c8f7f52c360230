import { formatArray } from '../data/array-text.ts';
import { formatMap } from '../data/map-text.ts';
import { formatStruct } from '../data/struct-text.ts';
import type { Cell } from './messages.ts';
import { readTypeName, type TypeTree } from './type-tree.ts';

/**
 * A value that came as JSON as PostgreSQL writes it as text: `{1,NULL}` for an array, `(1,a)` for a
 * struct, `\x00ff` for bytes. `type` is the column's, as the wire names it. Numbers come exactly as
 * they were sent. Not for NULL.
 */
export function valueText(cell: Exclude<Cell, null>, type: string): string {
  return textOf(cell, treeOf(type));
}

const trees = new Map<string, TypeTree>();

/** Answers have few types: more than so many are read anew. */
const treesMax = 200;

function treeOf(type: string): TypeTree {
  const known = trees.get(type);
  if (known !== undefined) return known;
  const tree = readTypeName(type);
  if (trees.size >= treesMax) trees.clear();
  trees.set(type, tree);
  return tree;
}

function textOf(value: unknown, type: TypeTree): string {
  switch (type.kind) {
    case 'array':
      return Array.isArray(value) ? arrayText(value, type.element) : JSON.stringify(value);
    case 'struct': {
      const { fields } = type;
      const values = fields.map(({ name }) => partOf(value, name));
      return formatStruct({ fields: values.map(present) }, (_, i) =>
        textOf(values[i], fields[i]?.type ?? unknownType),
      );
    }
    case 'map':
      return mapText(value, type);
    case 'named':
      return leafText(value, type.name);
  }
}

const unknownType: TypeTree = { kind: 'named', name: 'text' };

/** What the forms of values with parts must know of a part: whether it is NULL. */
function present(value: unknown): true | null {
  return value === null || value === undefined ? null : true;
}

function partOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : null;
}

function arrayText(values: readonly unknown[], element: TypeTree): string {
  return formatArray(textsIn(values, element), (text) => String(text));
}

/** The elements as texts, in arrays as deep as they are. */
function textsIn(values: readonly unknown[], element: TypeTree): readonly (string | null)[] {
  return values.map((each) => {
    if (each === null) return null;
    if (Array.isArray(each)) return textsIn(each, element) as unknown as string;
    return textOf(each, element);
  });
}

function mapText(value: unknown, { value: type }: Extract<TypeTree, { kind: 'map' }>): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, each]): readonly [string, string | null] => [
    key,
    each === null ? null : textOf(each, type),
  ]);
  return formatMap({ entries }, String, String);
}

function leafText(value: unknown, type: string): string {
  if (type === 'jsonb') return spacedJson(value);
  if (type === 'json' || (typeof value === 'object' && value !== null))
    return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 't' : 'f';
  // JavaScript writes -0 as 0; PostgreSQL keeps the sign.
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  const text = String(value);
  if (type === 'bytea') return hexText(text);
  return type.startsWith('timestamp') ? text.replace('T', ' ') : text;
}

/** Bytes, which travel in base64. */
function hexText(base64: string): string {
  let text = '\\x';
  for (const character of atob(base64)) {
    text += (character.codePointAt(0) ?? 0).toString(16).padStart(2, '0');
  }
  return text;
}

/** JSON with a blank behind commas and colons, as JSONB shows it. */
function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, each]) => `${JSON.stringify(key)}: ${spacedJson(each)}`,
  );
  return `{${members.join(', ')}}`;
}
