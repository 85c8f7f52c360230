import { expect, test } from 'vitest';
import { formatArray, parseArray } from '../../../src/data/array-text.ts';
import type { ArrayDatum } from '../../../src/data/sql-type.ts';
import { raised } from '../../support/sql-call.ts';

const read = (text: string): ArrayDatum => parseArray(text, (element) => element);

test.each<[string, ArrayDatum]>([
  ['{}', []],
  [' { } ', []],
  ['{1,2}', ['1', '2']],
  ['{ 1 , a b ,"x, y" }', ['1', 'a b', 'x, y']],
  ['{NULL,null,"NULL"}', [null, null, 'NULL']],
  ['{"",\\{,"a\\"b","\\\\"}', ['', '{', 'a"b', '\\']],
  [
    '{{1,2},{3,NULL}}',
    [
      ['1', '2'],
      ['3', null],
    ],
  ],
  ['[1:2]={1,2}', ['1', '2']],
  ['[2][1:1] = {{1},{2}}', [['1'], ['2']]],
  ['{{},{}}', []],
])('%s', (text, expected) => {
  expect(read(text)).toEqual(expected);
});

test.each<[string, string]>([
  ['1,2', 'malformed array literal: "1,2"'],
  ['{1,2', 'malformed array literal: "{1,2"'],
  ['{1,}', 'malformed array literal: "{1,}"'],
  ['{1}2', 'malformed array literal: "{1}2"'],
  ['{1,{2}}', 'malformed array literal: "{1,{2}}"'],
  ['{{1},{2,3}}', 'malformed array literal: "{{1},{2,3}}"'],
  ['{"a', 'malformed array literal: "{"a"'],
])('%s is none', (text, message) => {
  expect(raised(() => read(text))).toBe(`22P02 ${message}`);
});

test.each<[string, string]>([
  ['[0:1]={1,2}', '0A000 arrays whose subscripts do not begin at 1 are not supported'],
  ['[1:3]={1,2}', '22P02 malformed array literal: "[1:3]={1,2}"'],
  ['[1:2]={{1,2}}', '22P02 malformed array literal: "[1:2]={{1,2}}"'],
  ['[1:0]={}', '2202E upper bound cannot be less than lower bound'],
])('%s is refused', (text, error) => {
  expect(raised(() => read(text))).toBe(error);
});

test('elements are put in quotes where they must be', () => {
  const array: ArrayDatum = ['a', '', 'null', 'a b', '{', 'x"\\', null, 'é'];
  const text = formatArray(array, String);
  expect(text).toBe('{a,"","null","a b","{","x\\"\\\\",NULL,é}');
  expect(read(text)).toEqual(array);
});
