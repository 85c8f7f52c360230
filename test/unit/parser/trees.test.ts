import { expect, test } from 'vitest';
import { parseQuery } from '../../../src/parser/parse.ts';
import { isQueryNode, mapNodes, someNode, visitNodes } from '../../../src/parser/trees.ts';

const query = parseQuery('SELECT a, (SELECT b FROM t WHERE c = 1) FROM u WHERE d');

const columnOf = (node: object): string | null =>
  'kind' in node && node.kind === 'column' && 'name' in node
    ? (node.name as { readonly parts: readonly string[] }).parts.join('.')
    : null;

function columnsSeen(step: 'past' | 'stop'): string[] {
  const seen: string[] = [];
  visitNodes(query, (node) => {
    if (node !== query && isQueryNode(node)) return step;
    const name = columnOf(node);
    if (name !== null) seen.push(name);
    return 'into';
  });
  return seen;
}

test('nodes are visited in the order of the text, past a node or up to it', () => {
  const all: string[] = [];
  visitNodes([query], (node) => {
    all.push(columnOf(node) ?? '');
    return 'into';
  });
  expect(all.filter((name) => name !== '')).toEqual(['a', 'b', 'c', 'd']);
  expect(columnsSeen('past')).toEqual(['a', 'd']);
  expect(columnsSeen('stop')).toEqual(['a']);
});

test('some node is found, also deep inside', () => {
  expect(someNode(query, (node) => columnOf(node) === 'c')).toBe(true);
  expect(someNode(query, (node) => columnOf(node) === 'x')).toBe(false);
});

test('a tree with other nodes shares what has not changed', () => {
  expect(mapNodes(query, () => null)).toBe(query);
  const now = mapNodes(query, (node) => (columnOf(node) === 'd' ? { kind: 'null' } : null));
  expect(now.kind === 'select' && now.where).toEqual({ kind: 'null' });
  expect(query.kind === 'select' && now.kind === 'select' && now.items === query.items).toBe(true);
});

test('a list of any length is visited', () => {
  const long = { kind: 'list', items: Array.from({ length: 300_000 }, () => ({ kind: 'item' })) };
  let items = 0;
  visitNodes(long, () => {
    items += 1;
    return 'into';
  });
  expect(items).toBe(300_001);
});
