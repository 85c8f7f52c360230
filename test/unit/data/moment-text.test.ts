import { describe, expect, test } from 'vitest';
import { type MomentSurroundings, parseMoment } from '../../../src/data/moment-text.ts';
import { formatDatum } from '../../../src/data/text-output.ts';
import { timeZone } from '../../../src/data/zones/time-zone.ts';
import { raised } from '../../support/sql-call.ts';

/** 2026-03-05 22:30:15.5 UTC, asked from Berlin. */
const berlin: MomentSurroundings = {
  nowMicros: () => Date.UTC(2026, 2, 5, 23, 30, 15, 500) * 1000,
  zone: () => timeZone('Europe/Berlin'),
};

type Kind = 'date' | 'timestamp' | 'timestamptz' | 'time';

function shown(kind: Kind, text: string): string {
  const type = { kind };
  return formatDatum(type, parseMoment(type, text, berlin) as bigint);
}

describe('dates in the forms that PostgreSQL documents', () => {
  test.each([
    '1999-01-08',
    'January 8, 1999',
    '1/8/1999',
    '1999-Jan-08',
    'Jan-08-1999',
    '08-Jan-1999',
    '19990108',
    '990108',
    '1999.008',
    'J2451187',
    'Fri 8 Jan 1999',
    '8 january 99',
    '1999 Jan 8',
    '01/08/99',
    '1999/01/08',
    '1.8.1999',
  ])('%s', (text) => {
    expect(shown('date', text)).toBe('1999-01-08');
  });

  test.each([
    ['January 8, 99 BC', '0099-01-08 BC'],
    ['0044-03-15 BC', '0044-03-15 BC'],
    ['12026-01-02', '12026-01-02'],
    ['infinity', 'infinity'],
    ['-infinity', '-infinity'],
    ['today', '2026-03-06'],
    ['tomorrow', '2026-03-07'],
    ['yesterday', '2026-03-05'],
    ['now', '2026-03-06'],
    ['epoch', '1970-01-01'],
  ])('%s is %s', (text, expected) => {
    expect(shown('date', text)).toBe(expected);
  });
});

test.each<[Kind, string, string]>([
  ['timestamp', '1999-01-08 04:05:06', '1999-01-08 04:05:06'],
  ['timestamp', 'January 8 04:05:06 1999 PST', '1999-01-08 04:05:06'],
  ['timestamp', '19990108T040506', '1999-01-08 04:05:06'],
  ['timestamp', '1999-01-08 04:05 PM', '1999-01-08 16:05:00'],
  ['timestamp', '1999-01-08 12:05 am', '1999-01-08 00:05:00'],
  ['timestamp', '1999-01-08 24:00', '1999-01-09 00:00:00'],
  ['timestamp', 'tomorrow 10:00', '2026-03-07 10:00:00'],
  ['timestamp', 'now', '2026-03-06 00:30:15.5'],
  ['timestamp', 'epoch', '1970-01-01 00:00:00'],
  ['timestamptz', '1999-01-08 04:05:06', '1999-01-08 03:05:06+00'],
  ['timestamptz', '1999-07-08 04:05:06', '1999-07-08 02:05:06+00'],
  ['timestamptz', '1999-01-08 04:05:06 -8:00', '1999-01-08 12:05:06+00'],
  ['timestamptz', '1999-01-08 04:05:06.789-08', '1999-01-08 12:05:06.789+00'],
  ['timestamptz', '1999-01-08 04:05:06 PST', '1999-01-08 12:05:06+00'],
  ['timestamptz', '1999-01-08 04:05:06 America/New_York', '1999-01-08 09:05:06+00'],
  ['timestamptz', '2026-01-01 00:00:00+05:30', '2025-12-31 18:30:00+00'],
  ['timestamptz', 'now', '2026-03-05 23:30:15.5+00'],
  ['timestamptz', 'infinity', 'infinity'],
  ['time', 'allballs', '00:00:00'],
  ['time', '04:05 pm', '16:05:00'],
])('%s %s is %s', (kind, text, expected) => {
  expect(shown(kind, text)).toBe(expected);
});

test.each([
  ['', '22007 invalid input syntax for type date: ""'],
  ['yesterday today', '22007 invalid input syntax for type date: "yesterday today"'],
  ['13/01/1999', '22008 date/time field value out of range: "13/01/1999"'],
  ['1999-02-30', '22008 date/time field value out of range: "1999-02-30"'],
  ['0000-01-01', '22008 date/time field value out of range: "0000-01-01"'],
  ['Jan 1', '22007 invalid input syntax for type date: "Jan 1"'],
  [
    '1999-01-08 Europe/Nowhere',
    '22007 invalid input syntax for type date: "1999-01-08 Europe/Nowhere"',
  ],
])('"%s" is refused', (text, expected) => {
  expect(raised(() => shown('date', text))).toBe(expected);
});
