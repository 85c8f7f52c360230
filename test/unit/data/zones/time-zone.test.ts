import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeZone } from '../../../../src/data/zones/time-zone.ts';
import { raised } from '../../../support/sql-call.ts';

const seconds = (text: string): number => Date.parse(text) / 1000;

test.each([
  ['Europe/Berlin', '2026-03-29T00:59:59Z', 3600],
  ['Europe/Berlin', '2026-03-29T01:00:00Z', 7200],
  ['Europe/Berlin', '2026-10-25T00:59:59Z', 7200],
  ['Europe/Berlin', '2026-10-25T01:00:00Z', 3600],
  ['europe/berlin', '1850-01-01T00:00:00Z', 3208],
  ['Asia/Kathmandu', '2026-01-01T00:00:00Z', 20_700],
  ['Australia/Lord_Howe', '2026-01-01T00:00:00Z', 39_600],
  ['Australia/Lord_Howe', '2026-07-01T00:00:00Z', 37_800],
  ['Africa/Casablanca', '2025-03-10T00:00:00Z', 0],
  ['Africa/Casablanca', '2025-06-10T00:00:00Z', 3600],
  ['Pacific/Apia', '2011-12-30T09:59:59Z', -36_000],
  ['Pacific/Apia', '2011-12-30T10:00:00Z', 50_400],
  ['EST', '2026-07-01T00:00:00Z', -18_000],
  ['mesz', '2026-01-01T00:00:00Z', 7200],
  ['UTC-5:30', '2026-01-01T00:00:00Z', 19_800],
  ['<+03>-3', '2026-01-01T00:00:00Z', 10_800],
])('%s at %s', (name, moment, offset) => {
  expect(timeZone(name).offsetAt(seconds(moment))).toBe(offset);
});

/** Straight from the platform, one formatter call a moment. */
function platformOffset(name: string, moment: number): number {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: name,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return Date.parse(`${clock.format(moment * 1000).replace(' ', 'T')}Z`) / 1000 - moment;
}

test('offsets are the platform’s at any moment', () => {
  const zones = ['Europe/London', 'America/Sao_Paulo', 'Africa/Casablanca', 'Asia/Tehran'];
  const moment = fc.integer({ min: seconds('1920-01-01'), max: seconds('2060-01-01') });
  fc.assert(
    fc.property(fc.constantFrom(...zones), moment, (name, at) => {
      expect(timeZone(name).offsetAt(at)).toBe(platformOffset(name, at));
    }),
    { numRuns: 200 },
  );
});

test('local times come back, but for those left out', () => {
  const berlin = timeZone('Europe/Berlin');
  const moment = fc.integer({ min: seconds('1980-01-01'), max: seconds('2060-01-01') });
  fc.assert(
    fc.property(moment, (at) => {
      const local = at + berlin.offsetAt(at);
      const back = local - berlin.offsetOfLocal(local);
      expect(back + berlin.offsetAt(back)).toBe(local);
    }),
    { numRuns: 200 },
  );
});

test('a time that occurs twice is the later one, one left out goes by the clocks before', () => {
  const berlin = timeZone('Europe/Berlin');
  expect(berlin.offsetOfLocal(seconds('2026-10-25T02:30:00Z'))).toBe(3600);
  expect(berlin.offsetOfLocal(seconds('2026-03-29T02:30:00Z'))).toBe(3600);
});

test('moments beyond the platform’s calendar', () => {
  expect(timeZone('Europe/Berlin').offsetAt(9e12)).toBeGreaterThan(0);
  expect(timeZone('Europe/Berlin').offsetAt(-2.1e11)).toBe(3208);
});

test('names of no zone', () => {
  expect(raised(() => timeZone('Europe/Nowhere'))).toBe(
    '22023 time zone "Europe/Nowhere" not recognized',
  );
  expect(raised(() => timeZone(''))).toBe('22023 time zone "" not recognized');
});
