import { expect, test } from 'vitest';
import { matchesLike } from '../../../src/functions/like.ts';
import { raised } from '../../support/sql-call.ts';

test.each([
  ['mill', 'mill', true],
  ['mill', 'm_l%', true],
  ['mill', 'm_', false],
  ['', '%', true],
  ['', '_', false],
  ['a😀b', 'a_b', true],
  ['abcabd', '%ab_', true],
  ['100%', '100\\%', true],
  ['1000', '100\\%', false],
  ['aXbXc', 'a%b%c', true],
])('%s like %s: %s', (text, pattern, expected) => {
  expect(matchesLike(text, pattern)).toBe(expected);
});

test('many wildcards take no exponential time', () => {
  expect(matchesLike('a'.repeat(2000), `${'%a'.repeat(200)}b`)).toBe(false);
});

test('a pattern must not end in the escape character', () => {
  expect(raised(() => matchesLike('a', 'a\\'))).toBe(
    '22025 LIKE pattern must not end with escape character',
  );
});
