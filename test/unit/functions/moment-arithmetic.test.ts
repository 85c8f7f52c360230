import { expect, test } from 'vitest';
import { callSql, raised, value } from '../../support/sql-call.ts';

const date = (text: string) => value('date', text);
const timestamp = (text: string) => value('timestamp', text);
const interval = (text: string) => value('interval', text);
const integer = (text: string) => value('integer', text);

test('a moment and an interval: months first, then days, then the time', () => {
  expect(callSql('+', timestamp('2026-01-31 10:00'), interval('1 month'))).toBe(
    '2026-02-28 10:00:00',
  );
  expect(callSql('+', interval('1 month -1 day'), timestamp('2026-01-31'))).toBe(
    '2026-02-27 00:00:00',
  );
  expect(callSql('-', timestamp('2026-03-31'), interval('1 month 2 hours'))).toBe(
    '2026-02-27 22:00:00',
  );
  expect(callSql('+', timestamp('1970-01-01'), interval('-1 microsecond'))).toBe(
    '1969-12-31 23:59:59.999999',
  );
  expect(callSql('-', value('timestamptz', '2026-01-01 00:00+01'), interval('1 day'))).toBe(
    '2025-12-30 23:00:00+00',
  );
});

test('a date and an interval make a timestamp, a date and an integer a date', () => {
  expect(callSql('+', date('2026-02-27'), interval('36 hours'))).toBe('2026-02-28 12:00:00');
  expect(callSql('-', date('2026-03-01'), interval('1 day'))).toBe('2026-02-28 00:00:00');
  expect(callSql('+', date('2026-02-27'), integer('2'))).toBe('2026-03-01');
  expect(callSql('+', integer('-1'), date('1970-01-01'))).toBe('1969-12-31');
  expect(callSql('-', date('2026-03-01'), integer('1'))).toBe('2026-02-28');
});

test('the distance of two moments is days and time of one sign', () => {
  expect(callSql('-', timestamp('2026-03-01 02:00'), timestamp('2026-02-27 03:30'))).toBe(
    '1 day 22:30:00',
  );
  expect(callSql('-', timestamp('2026-02-27 03:30'), timestamp('2026-03-01 02:00'))).toBe(
    '-1 days -22:30:00',
  );
  expect(callSql('-', date('2026-03-01'), date('2026-02-01'))).toBe('28');
});

test('what leaves the calendar fails', () => {
  expect(raised(() => callSql('+', timestamp('2026-01-01'), interval('300000 years')))).toBe(
    '22008 timestamp out of range',
  );
  expect(raised(() => callSql('-', timestamp('2026-01-01'), interval('8000 years')))).toBe(
    '22008 timestamp out of range',
  );
  expect(raised(() => callSql('+', date('2026-01-01'), integer('2147483647')))).toBe(
    '22008 date out of range',
  );
});

test('NULL makes NULL', () => {
  expect(callSql('+', value('timestamp', null), interval('1 day'))).toBe('NULL');
});
