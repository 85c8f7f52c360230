import { expect, test } from 'vitest';
import {
  sessionZone,
  sessionZoneName,
  zoneSetting,
} from '../../../../src/engine/session/zone-setting.ts';

test.each([
  ['UTC', 'UTC'],
  ['utc', 'UTC'],
  ['default', 'UTC'],
  ['europe/berlin', 'Europe/Berlin'],
  ['AMERICA/ARGENTINA/BUENOS_AIRES', 'America/Argentina/Buenos_Aires'],
  ['japan', 'Japan'],
  ['CET', 'Europe/Brussels'],
  ['est5edt', 'EST5EDT'],
  ['5', '<+05>-05'],
  ['-3.5', '<-03:30>+03:30'],
  ['0', 'UTC'],
  ['-08:00', '-08:00'],
  ['-08:00 hour to minute', '<-08>+08'],
  ['2 hours', '<+02>-02'],
  ['UTC+3', 'UTC+3'],
])('%s is the zone %s', (value, kept) => {
  expect(zoneSetting(value)).toBe(kept);
});

test.each(['', 'PST', 'cest', 'America/Nowhere', '1 day', '200', 'no zone 5'])(
  '%s is no zone',
  (value) => {
    expect(zoneSetting(value)).toBe(null);
  },
);

test('a session without a zone shows UTC', () => {
  expect(sessionZoneName(undefined)).toBe('UTC');
  expect(sessionZone({ setting: () => 'UTC' })).toBe(null);
  expect(sessionZone({ setting: () => 'Asia/Tokyo' })?.offsetAt(0)).toBe(9 * 3600);
});
