import { expect, test } from 'vitest';
import { parseInterval } from '../../../src/data/interval-text.ts';
import { formatDate, formatTimestamp } from '../../../src/data/text-output.ts';
import {
  addInterval,
  addMonths,
  binStart,
  dayOf,
  isoWeekOf,
  microsOfDay,
  truncateDay,
} from '../../../src/functions/time-fields.ts';

const day = (text: string): number => Date.parse(text) / 86_400_000;

test('before 1970 the time of day still counts from midnight', () => {
  expect([dayOf(-1n), microsOfDay(-1n)]).toEqual([-1, 86_399_999_999]);
  expect([dayOf(86_400_000_000n), microsOfDay(86_400_000_000n)]).toEqual([1, 0]);
});

test('months later, at most to the end of the month', () => {
  expect(formatDate(addMonths(day('2024-01-31'), 1))).toBe('2024-02-29');
  expect(formatDate(addMonths(day('2024-01-31'), -2))).toBe('2023-11-30');
  expect(formatDate(addMonths(day('0001-01-15'), -1))).toBe('0001-12-15 BC');
});

test('ISO weeks at the turn of years', () => {
  expect(['2026-12-31', '2027-01-03', '2027-01-04', '2024-12-30'].map(day).map(isoWeekOf)).toEqual([
    53, 53, 1, 1,
  ]);
});

test('the first day of longer units', () => {
  const first = (unit: string, text: string): string => formatDate(truncateDay(unit, day(text)));
  expect(first('week', '2026-03-01')).toBe('2026-02-23');
  expect(first('century', '2000-06-01')).toBe('1901-01-01');
  expect(first('century', '2001-06-01')).toBe('2001-01-01');
});

test('an interval goes months, days, time', () => {
  const start = BigInt(day('2026-01-31')) * 86_400_000_000n;
  const later = addInterval(start, parseInterval('1 month 1 day -1 second'));
  expect(formatTimestamp(later)).toBe('2026-02-28 23:59:59');
});

test('bins count from their origin', () => {
  expect(binStart(10n, 25n, 3n)).toBe(23n);
  expect(binStart(10n, -25n, 3n)).toBe(-27n);
});
