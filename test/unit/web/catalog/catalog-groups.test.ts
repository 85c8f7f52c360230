import { expect, test } from 'vitest';
import type { ObjectInfo } from '../../../../src/protocol/messages.ts';
import { catalogGroups } from '../../../../web/src/catalog/catalog-groups.ts';

const object = (name: string, kind: ObjectInfo['kind'], column = 'x'): ObjectInfo => ({
  name,
  kind,
  columns: [{ name: column, type: 'text', nullable: true }],
  key: null,
  rows: 0,
  sql: '',
});
const objects = [
  object('v', 'view'),
  object('b', 'stream', 'amount'),
  object('a', 'stream'),
  object('m', 'materialized view'),
];

const outline = (filter: string): readonly string[] =>
  catalogGroups(objects, filter).map(
    ({ title, objects: members }) => `${title}: ${members.map(({ name }) => name).join(' ')}`,
  );

test('by kind and name, without empty groups', () => {
  expect(outline('')).toEqual(['Streams: a b', 'Materialized views: m', 'Views: v']);
});

test('a filter looks at names and columns', () => {
  expect(outline(' AMOUNT ')).toEqual(['Streams: b']);
  expect(outline('nothing')).toEqual([]);
});
