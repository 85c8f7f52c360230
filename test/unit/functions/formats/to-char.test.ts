import { expect, test } from 'vitest';
import { callSql, value } from '../../../support/sql-call.ts';

test.each([
  ['YYYY-MM-DD HH24:MI:SS.US', '2026-02-08 15:04:05.067000'],
  ['HH12:MI:SS.MS AM', '03:04:05.067 PM'],
  ['HH:MI a.m.', '03:04 p.m.'],
  ['Month|MONTH|Mon|mon', 'February |FEBRUARY |Feb|feb'],
  ['FMMonth DD, YYYY', 'February 08, 2026'],
  ['Day|Dy|DY', 'Sunday   |Sun|SUN'],
  ['FMDay', 'Sunday'],
  ['D ID DDD Q', '1 7 039 1'],
  ['IYYY-"W"IW', '2026-W06'],
  ['YY Y CC WW W', '26 6 21 06 2'],
  ['FMDDth FMHH12', '8th 3'],
  ['DDTH', '08TH'],
  ['AD', 'AD'],
  ['yyyymmdd', '20260208'],
  ['SSSS J FF3', '54245 2461080 067'],
  ['"YYYY is" YYYY, x', 'YYYY is 2026, x'],
  ['TZ', ''],
  ['', ''],
])('%s', (pattern, expected) => {
  const moment = value('timestamp', '2026-02-08 15:04:05.067');
  expect(callSql('to_char', moment, value('text', pattern))).toBe(expected);
});

test('midnight and noon on a clock of twelve hours', () => {
  const at = (time: string): string =>
    callSql('to_char', value('timestamp', `2026-02-08 ${time}`), value('text', 'HH12 am'));
  expect([at('00:10'), at('12:10'), at('23:10')]).toEqual(['12 am', '12 pm', '11 pm']);
});

test('ordinals', () => {
  const on = (day: string): string =>
    callSql('to_char', value('timestamp', `2026-01-${day}`), value('text', 'FMDDth'));
  expect(['01', '02', '03', '04', '11', '12', '13', '21', '22', '30'].map(on)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '22nd',
    '30th',
  ]);
});

test('a moment with a time zone has its name', () => {
  const moment = value('timestamptz', '2026-02-08 15:00+01');
  expect(callSql('to_char', moment, value('text', 'HH24:MI TZ OF'))).toBe('14:00 UTC +00');
});
