import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeText } from '../../../src/data/text-bytes.ts';
import { LikePattern, matchesLikeBytes } from '../../../src/functions/like-pattern.ts';
import { raised } from '../../support/sql-call.ts';

function overBytes(text: string, pattern: string): boolean {
  const bytes = encodeText(`##${text}#`);
  return matchesLikeBytes(bytes, 2, bytes.length - 1, encodeText(pattern));
}

test.each([
  ['mill', 'mill', true],
  ['mill', 'm_l%', true],
  ['mill', 'm_', false],
  ['', '%', true],
  ['', '_', false],
  ['a😀b', 'a_b', true],
  ['a😀b', 'a__b', false],
  ['abcabd', '%ab_', true],
  ['100%', '100\\%', true],
  ['1000', '100\\%', false],
  ['a\\b', 'a\\\\b', true],
  ['aXbXc', 'a%b%c', true],
  ['aXbXcd', 'a%b%c', false],
])('%s like %s: %s', (text, pattern, expected) => {
  expect(new LikePattern(pattern).matches(text)).toBe(expected);
  expect(overBytes(text, pattern)).toBe(expected);
});

test('both ways agree with a regular expression', () => {
  const letters = fc.constantFrom('a', 'b', 'é', '😀', '%', '_');
  const word = fc.string({ unit: letters, maxLength: 8 });
  fc.assert(
    fc.property(word, word, (text, pattern) => {
      const source = [...pattern].map((letter) => ({ '%': '.*', _: '.' })[letter] ?? letter);
      const expected = new RegExp(`^${source.join('')}$`, 'su').test(text);
      expect(new LikePattern(pattern).matches(text)).toBe(expected);
      expect(overBytes(text, pattern)).toBe(expected);
    }),
  );
});

test('many wildcards take no exponential time', () => {
  const pattern = `${'%a'.repeat(200)}b`;
  expect(new LikePattern(pattern).matches('a'.repeat(2000))).toBe(false);
  expect(overBytes('a'.repeat(2000), pattern)).toBe(false);
});

test('a pattern that ends in the escape character fails when the end is reached', () => {
  const message = '22025 LIKE pattern must not end with escape character';
  expect(raised(() => new LikePattern('a\\').matches('a'))).toBe(message);
  expect(raised(() => new LikePattern('\\').matches('a'))).toBe(message);
  expect(new LikePattern('x\\').matches('a')).toBe(false);
});
