import { expect, test } from 'vitest';
import { formatTime } from '../../../src/data/text-output.ts';
import { parseTime } from '../../../src/data/time-text.ts';
import { raised } from '../../support/sql-call.ts';

test.each([
  ['04:05:06.789', '04:05:06.789'],
  ['04:05', '04:05:00'],
  ['040506', '04:05:06'],
  ['0405', '04:05:00'],
  ['04:05 AM', '04:05:00'],
  ['04:05 pm', '16:05:00'],
  ['12:00 am', '00:00:00'],
  ['04:05:06.789-8', '04:05:06.789'],
  ['24:00:00', '24:00:00'],
  ['23:59:60', '24:00:00'],
])('%s is %s', (text, expected) => {
  expect(formatTime(parseTime(text))).toBe(expected);
});

test.each([
  ['25:00', '22008'],
  ['24:00:01', '22008'],
  ['12:60', '22008'],
  ['13:00 pm', '22008'],
  ['noon', '22007'],
  ['', '22007'],
])('%s is none', (text, code) => {
  expect(raised(() => parseTime(text)).slice(0, 5)).toBe(code);
});
