import { expect, test } from 'vitest';
import { callSql, raised, value } from '../../support/sql-call.ts';

const timestamp = (text: string) => value('timestamp', text);

test.each([
  ['microseconds', '2026-08-19 15:47:12.345678'],
  ['milliseconds', '2026-08-19 15:47:12.345'],
  ['second', '2026-08-19 15:47:12'],
  ['MINUTE', '2026-08-19 15:47:00'],
  ['hours', '2026-08-19 15:00:00'],
  ['day', '2026-08-19 00:00:00'],
  ['week', '2026-08-17 00:00:00'],
  ['month', '2026-08-01 00:00:00'],
  ['quarter', '2026-07-01 00:00:00'],
  ['year', '2026-01-01 00:00:00'],
  ['decade', '2020-01-01 00:00:00'],
  ['century', '2001-01-01 00:00:00'],
  ['millennium', '2001-01-01 00:00:00'],
])('date_trunc %s', (unit, expected) => {
  const moment = timestamp('2026-08-19 15:47:12.345678');
  expect(callSql('date_trunc', value('text', unit), moment)).toBe(expected);
});

test('before 1970 it is the start, too', () => {
  const moment = timestamp('1969-12-31 23:59:59.5');
  expect(callSql('date_trunc', value('text', 'hour'), moment)).toBe('1969-12-31 23:00:00');
  expect(callSql('date_trunc', value('text', 'week'), moment)).toBe('1969-12-29 00:00:00');
});

test('a word that is no unit', () => {
  expect(raised(() => callSql('date_trunc', value('text', 'moon'), timestamp('2026-01-01')))).toBe(
    '22023 unit "moon" not recognized for type timestamp without time zone',
  );
});

test('date_bin counts from its origin, in both directions', () => {
  const bin = (stride: string, moment: string, origin: string): string =>
    callSql('date_bin', value('interval', stride), timestamp(moment), timestamp(origin));
  expect(bin('15 minutes', '2020-02-11 15:44:17', '2001-01-01')).toBe('2020-02-11 15:30:00');
  expect(bin('15 minutes', '2020-02-11 15:44:17', '2001-01-01 00:02:30')).toBe(
    '2020-02-11 15:32:30',
  );
  expect(bin('1 day', '2000-12-31 12:00', '2001-01-01')).toBe('2000-12-31 00:00:00');
  expect(raised(() => bin('1 month', '2020-02-11', '2001-01-01'))).toBe(
    '0A000 timestamps cannot be binned into intervals containing months or years',
  );
  expect(raised(() => bin('0 days', '2020-02-11', '2001-01-01'))).toBe(
    '22008 stride must be greater than zero',
  );
});
