import { expect, test } from 'vitest';
import { lineAround, rangeOf } from '../../../../web/src/editor/text-position.ts';

const text = 'SELECT a,\n  "😀x" AS y\nFROM s';

test.each([
  [{ line: 1, column: 8, length: 1 }, 'a'],
  [{ line: 2, column: 3, length: 4 }, '"😀x"'],
  [{ line: 2, column: 8, length: 2 }, 'AS'],
  [{ line: 3, column: 6, length: 1 }, 's'],
])('%o is %s', (position, expected) => {
  const { from, to } = rangeOf(text, position);
  expect(text.slice(from, to)).toBe(expected);
});

test('the end of the text and places outside of it mark its last character', () => {
  expect(rangeOf(text, { line: 3, column: 7, length: 0 })).toEqual({
    from: text.length - 1,
    to: text.length,
  });
  expect(rangeOf(text, { line: 9, column: 99, length: 5 }).to).toBe(text.length);
  expect(rangeOf('', { line: 1, column: 1, length: 1 })).toEqual({ from: 0, to: 0 });
});

test('the line around an offset', () => {
  expect(lineAround(text, 12)).toEqual({ number: 2, text: '  "😀x" AS y', column: 2 });
  expect(lineAround(text, 0)).toEqual({ number: 1, text: 'SELECT a,', column: 0 });
  expect(lineAround(text, text.length)).toEqual({ number: 3, text: 'FROM s', column: 6 });
});
