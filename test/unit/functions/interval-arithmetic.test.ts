import { expect, test } from 'vitest';
import { intervalOfMicros } from '../../../src/functions/interval-arithmetic.ts';
import { callSql, numeric, raised, value } from '../../support/sql-call.ts';

const interval = (text: string) => value('interval', text);

/** By PostgreSQL's interval_mul. */
test.each<[string, string, string]>([
  ['1 month', '1.5', '1 mon 15 days'],
  ['1 day', '0.5', '12:00:00'],
  ['1 year 2 months 3 days', '0.3', '4 mons 6 days 21:36:00'],
  ['-1 day', '1.5', '-1 days -12:00:00'],
  ['00:00:01', '0.0000015', '00:00:00.000002'],
  ['14 mon', '8.2', '9 years 6 mons 24 days'],
])('interval %s * %s = %s', (text, factor, expected) => {
  expect(callSql('*', interval(text), value('double', factor))).toBe(expected);
  expect(callSql('*', value('double', factor), interval(text))).toBe(expected);
});

test('other numbers multiply as doubles', () => {
  expect(callSql('*', interval('20 minutes'), value('integer', '3'))).toBe('01:00:00');
  expect(callSql('*', value(numeric(2, 1), '0.5'), interval('1 day'))).toBe('12:00:00');
});

test('quotients', () => {
  expect(callSql('/', interval('1 hour'), value('integer', '4'))).toBe('00:15:00');
  expect(callSql('/', interval('1 month'), value('integer', '4'))).toBe('7 days 12:00:00');
  expect(raised(() => callSql('/', interval('1 hour'), value('integer', '0')))).toBe(
    '22012 division by zero',
  );
});

test('sums go part by part', () => {
  expect(callSql('+', interval('1 mon'), interval('-1 day'))).toBe('1 mon -1 days');
  expect(callSql('-', interval('1 day'), interval('2 hours'))).toBe('1 day -02:00:00');
  expect(callSql('-', interval('1 mon 2 days'))).toBe('-1 mons -2 days');
});

test('what an interval has no room for fails', () => {
  const long = interval('2147483647 months');
  expect(raised(() => callSql('+', long, interval('1 month')))).toBe('22008 interval out of range');
  expect(raised(() => callSql('*', long, value('double', '2')))).toBe(
    '22008 interval out of range',
  );
  expect(raised(() => callSql('*', long, value('double', 'NaN')))).toBe(
    '22008 interval out of range',
  );
});

test('microseconds become days and the rest', () => {
  expect(intervalOfMicros(-90_000_000_000n)).toEqual({
    months: 0,
    days: -1,
    micros: -3_600_000_000,
  });
});
