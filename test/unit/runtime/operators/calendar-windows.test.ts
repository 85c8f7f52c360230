import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CalendarWindows } from '../../../../src/runtime/operators/calendar-windows.ts';

const noOffset = { months: 0, days: 0, micros: 0 };
const days = (n: number) => ({ months: 0, days: n });
const months = (n: number) => ({ months: n, days: 0 });

function micros(text: string): number {
  return Date.parse(text) * 1000;
}

function spansOf(windows: CalendarWindows, text: string): string[] {
  return windows.spans(micros(text)).map(({ start, end }) => {
    return [start, end].map((each) => new Date(each / 1000).toISOString().slice(0, 16)).join(' – ');
  });
}

test('days begin when the clocks of the zone show midnight, also where they change', () => {
  const windows = new CalendarWindows({
    kind: 'calendar',
    timeZone: 'Europe/Berlin',
    size: days(1),
    slide: days(1),
    offset: noOffset,
  });
  expect(spansOf(windows, '2026-03-29T21:59:59Z')).toEqual(['2026-03-28T23:00 – 2026-03-29T22:00']);
  expect(spansOf(windows, '2026-03-29T22:00:00Z')).toEqual(['2026-03-29T22:00 – 2026-03-30T22:00']);
  expect(spansOf(windows, '2026-10-25T22:00:00Z')).toEqual(['2026-10-24T22:00 – 2026-10-25T23:00']);
});

test('weeks begin on Mondays, quarters with January, shifted by the offset', () => {
  const base = { kind: 'calendar', timeZone: 'UTC' } as const;
  const weeks = new CalendarWindows({ ...base, size: days(7), slide: days(7), offset: noOffset });
  expect(spansOf(weeks, '2026-11-25T12:00:00Z')).toEqual(['2026-11-23T00:00 – 2026-11-30T00:00']);
  const quarters = { ...base, size: months(3), slide: months(3) };
  const plain = new CalendarWindows({ ...quarters, offset: noOffset });
  expect(spansOf(plain, '1969-12-31T00:00:00Z')).toEqual(['1969-10-01T00:00 – 1970-01-01T00:00']);
  const moved = new CalendarWindows({ ...quarters, offset: { ...noOffset, months: 1, days: 2 } });
  expect(spansOf(moved, '2026-02-02T23:59:00Z')).toEqual(['2025-11-03T00:00 – 2026-02-03T00:00']);
});

test('windows that overlap come latest first', () => {
  const windows = new CalendarWindows({
    kind: 'calendar',
    timeZone: 'UTC',
    size: months(2),
    slide: months(1),
    offset: noOffset,
  });
  expect(spansOf(windows, '2026-03-15T00:00:00Z')).toEqual([
    '2026-03-01T00:00 – 2026-05-01T00:00',
    '2026-02-01T00:00 – 2026-04-01T00:00',
  ]);
});

test('a moment is in every window found for it, whatever was asked before', () => {
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe');
  const length = fc.constantFrom(days(1), days(7), days(10), months(1), months(3), months(12));
  const moment = fc.integer({ min: micros('1990-01-01'), max: micros('2030-01-01') });
  fc.assert(
    fc.property(zone, length, length, fc.array(moment), (timeZone, size, slide, moments) => {
      const form = { kind: 'calendar', timeZone, size, slide, offset: noOffset } as const;
      const asked = new CalendarWindows(form);
      for (const each of moments) {
        const spans = asked.spans(each);
        expect(spans.every(({ start, end }) => start <= each && each < end)).toBe(true);
        expect(spans).toEqual(new CalendarWindows(form).spans(each));
        if (size === slide) expect(spans.length).toBe(1);
      }
    }),
    { numRuns: 100 },
  );
});
