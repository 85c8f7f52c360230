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
  ['@ 1 day 2 hours ago', '-1 days -02:00:00'],
  ['3 4:05:06', '3 days 04:05:06'],
  ['P0001-02-03T04:05:06', '1 year 2 mons 3 days 04:05:06'],
  ['1.5 weeks', '10 days 12:00:00'],
])('%s is %s', (text, expected) => {
  expect(formatInterval(parseInterval(text))).toBe(expected);
});

test.each([
  ['soon', '22007'],
  ['', '22007'],
  ['1 day 2 days', '22007'],
  ['day', '22007'],
  ['ago 1 day', '22007'],
  ['PT', '22007'],
  ['1-12', '22015'],
  ['10:60', '22015'],
  ['99999999999 hours', '22015'],
  ['2147483648 days', '22015'],
  ['200000000 years', '22015'],
])('%s is refused with %s', (text, code) => {
  expect(sqlFailure(() => parseInterval(text)).code).toBe(code);
});

test.each([
  ['1', 'year', '1 year'],
  ['1-2', 'year to month', '1 year 2 mons'],
  ['1 12:34:56', 'day to minute', '1 day 12:34:00'],
  ['34:56', 'minute to second', '00:34:56'],
  ['1 year 2 days', 'month', '1 year'],
  ['-90 minutes', 'hour', '-01:00:00'],
])('%s with the fields %s is %s', (text, fields, expected) => {
  expect(formatInterval(parseInterval(text, fields))).toBe(expected);
});
