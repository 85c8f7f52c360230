import { expect, test } from 'vitest';
import { elide, graphemesOf, pad, visible, widthOf } from '../../../src/shell/text-width.ts';

test.each([
  ['abc', 3],
  ['', 0],
  ['日本', 4],
  ['e\u0301', 1],
  ['👩‍👩‍👧', 2],
])('the width of %j is %i', (text, width) => {
  expect(widthOf(text)).toBe(width);
});

test.each([
  ['hello', 5, 'hello'],
  ['hello!', 5, 'hell…'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['ab', 1, '…'],
  ['ab', 0, ''],
])('%j in %i columns is %j', (text, columns, expected) => {
  expect(elide(text, columns)).toBe(expected);
  expect(widthOf(expected)).toBeLessThanOrEqual(Math.max(columns, 0));
});

test('pad fills up on either side by what is seen', () => {
  expect([pad('日', 4, 'right'), pad('7', 3, 'left'), pad('long', 2, 'left')]).toEqual([
    '日  ',
    '  7',
    'long',
  ]);
});

test('control characters and turns of direction are written out, letters stay', () => {
  expect(visible('a\x1b[31mb\n\t\x00\u202ec\u0085')).toBe('a\\x1b[31mb\\n\\t\\x00\\u202ec\\x85');
  expect(visible('größe 日本 👩‍👩‍👧')).toBe('größe 日本 👩‍👩‍👧');
});

test('graphemes are what a person sees', () => {
  expect(graphemesOf('ae\u0301👩‍👩‍👧')).toEqual(['a', 'e\u0301', '👩‍👩‍👧']);
});
