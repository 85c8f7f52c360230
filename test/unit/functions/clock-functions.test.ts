import { expect, test } from 'vitest';
import { callSql, raised, value } from '../../support/sql-call.ts';

test('the clock is that of the epoch', () => {
  expect(callSql('now')).toBe('2026-01-01 00:00:00+00');
  expect(callSql('current_timestamp')).toBe('2026-01-01 00:00:00+00');
  expect(callSql('localtimestamp')).toBe('2026-01-01 00:00:00');
  expect(callSql('current_date')).toBe('2026-01-01');
});

test.each([
  ['0', '1970-01-01 00:00:00+00'],
  ['1284352323.5', '2010-09-13 04:32:03.5+00'],
  ['-0.000001', '1969-12-31 23:59:59.999999+00'],
])('to_timestamp(%s)', (seconds, expected) => {
  expect(callSql('to_timestamp', value('double', seconds))).toBe(expected);
});

test('numbers that are no moment', () => {
  expect(raised(() => callSql('to_timestamp', value('double', 'NaN')))).toBe(
    '22008 timestamp cannot be NaN',
  );
  expect(callSql('to_timestamp', value('double', '-Infinity'))).toBe('-infinity');
  expect(raised(() => callSql('to_timestamp', value('double', '1e15')))).toBe(
    '22008 timestamp out of range',
  );
});
