import { expect, test } from 'vitest';
import { formatInterval, parseInterval } from '../../../src/data/interval-text.ts';
import { sqlFailure } from '../../support/sql-failure.ts';

test.each([
  ['1 year 2 mons -3 days', '1 year 2 mons -3 days'],
  ['P1DT2H', '1 day 02:00:00'],
  ['90 seconds', '00:01:30'],
  ['1.5 hours ago', '-01:30:00'],
  ['1-2', '1 year 2 mons'],
  ['2147483647 days', '2147483647 days'],
])('%s is %s', (text, expected) => {
  expect(formatInterval(parseInterval(text))).toBe(expected);
});

test.each([
  ['soon', '22007'],
  ['99999999999 hours', '22008'],
  ['2147483648 days', '22008'],
  ['200000000 years', '22008'],
])('%s is refused with %s', (text, code) => {
  expect(sqlFailure(() => parseInterval(text)).code).toBe(code);
});
