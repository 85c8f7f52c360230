import { expect, test } from 'vitest';
import { mapOf } from '../../../src/data/map-datum.ts';
import { formatMap, type MapEntry, parseMap } from '../../../src/data/map-text.ts';
import { raised } from '../../support/sql-call.ts';

const read = (text: string): readonly MapEntry[] =>
  parseMap(
    text,
    (key) => key,
    (value) => value,
  );

test.each<[string, readonly MapEntry[]]>([
  ['{}', []],
  [' { } ', []],
  [
    '{b=>1, a => 2}',
    [
      ['b', '1'],
      ['a', '2'],
    ],
  ],
  [
    '{"a=>b"=>NULL,"NULL"=>""}',
    [
      ['a=>b', null],
      ['NULL', ''],
    ],
  ],
])('%s', (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test.each(['a=>1', '{a=>1', '{a}', '{a=>1,}', '{a=>1} x'])('%s is none', (text) => {
  expect(raised(() => read(text))).toBe(`22P02 malformed map literal: "${text}"`);
});

test('a map has its keys in order, and of two entries with one key the last', () => {
  const map = mapOf(
    [
      ['b', '1'],
      ['a', 'x y'],
      ['b', null],
    ],
    { kind: 'text' },
  );
  expect(formatMap(map, String, String)).toBe('{a=>"x y",b=>NULL}');
  expect(raised(() => mapOf([[null, 1]], { kind: 'text' }))).toMatch(/^22004/);
});
