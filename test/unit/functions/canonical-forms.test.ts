import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDecimals, decimalOf, trimScale } from '../../../src/data/decimal.ts';
import { formatInterval, intervalMicros } from '../../../src/data/interval-text.ts';
import type { Interval } from '../../../src/data/sql-type.ts';
import { justifyInterval } from '../../../src/functions/canonical-forms.ts';
import { datumOf } from '../../support/datum-arbitrary.ts';
import { callSql, numeric, value } from '../../support/sql-call.ts';

const unscaled = { kind: 'numeric', precision: null, scale: null } as const;

/** As PostgreSQL prints them. */
test.each([
  ['1.00', '1'],
  ['1.50', '1.5'],
  ['-0.0100', '-0.01'],
  ['0.0', '0'],
  ['100', '100'],
  ['1000000000000000000000.10', '1000000000000000000000.1'],
])('trim_scale(%s) is %s', (text, expected) => {
  expect(callSql('trim_scale', value(unscaled, text))).toBe(expected);
});

test('a number with a scale is trimmed, too', () => {
  expect(callSql('trim_scale', value(numeric(6, 3), '1.250'))).toBe('1.25');
  expect(callSql('trim_scale', value(numeric(6, 3), '-7'))).toBe('-7');
});

test.each([
  ['24 hours', '1 day'],
  ['30 days', '1 mon'],
  ['-36 hours', '-1 days -12:00:00'],
  ['1 mon -1 hour', '29 days 23:00:00'],
  ['-1 mon 31 days', '1 day'],
  ['1 mon -31 days', '-1 days'],
  ['1 day -24 hours', '00:00:00'],
])('justify_interval(%s) is %s', (text, expected) => {
  expect(callSql('justify_interval', value('interval', text))).toBe(expected);
});

test('two numbers have one form if and only if they are equal', () => {
  const near = fc.tuple(datumOf(unscaled), fc.integer({ min: 0, max: 3 })).map(([text, zeros]) => {
    const number = text as string;
    return `${number.includes('.') ? number : `${number}.0`}${'0'.repeat(zeros)}`;
  });
  fc.assert(
    fc.property(near, fc.option(near), fc.integer({ min: 0, max: 3 }), (a, other, zeros) => {
      const b = other ?? `${a}${'0'.repeat(zeros)}`;
      const equal = compareDecimals(decimalOf(a, unscaled), decimalOf(b, unscaled)) === 0;
      expect(trimScale(a) === trimScale(b)).toBe(equal);
      expect(compareDecimals(decimalOf(trimScale(a), unscaled), decimalOf(a, unscaled))).toBe(0);
    }),
  );
});

const part = fc.oneof(
  fc.integer({ min: -40, max: 40 }),
  fc.constantFrom(2 ** 31 - 1, 1 - 2 ** 31, 0),
);
const intervals = fc.record({
  months: part,
  days: part,
  micros: fc.oneof(
    fc.integer({ min: -60, max: 60 }).map((hours) => hours * 3_600_000_000),
    fc.constantFrom(Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  ),
});

test('two intervals have one form if and only if they compare as equal', () => {
  fc.assert(
    fc.property(intervals, intervals, (a, b) => {
      const equal = intervalMicros(a) === intervalMicros(b);
      expect(text(a) === text(b)).toBe(equal);
      expect(intervalMicros(justifyInterval(a))).toBe(intervalMicros(a));
    }),
    { numRuns: 1000 },
  );
});

test('moving a month into days or a day into hours does not change the form', () => {
  fc.assert(
    fc.property(intervals, part, part, ({ months, days, micros }, m, d) => {
      const [movedMonths, movedDays] = [Math.trunc(m / 100), Math.trunc(d / 100)];
      const moved = {
        months: months - movedMonths,
        days: days + movedMonths * 30 - movedDays,
        micros: micros + movedDays * 86_400_000_000,
      };
      fc.pre(Number.isSafeInteger(moved.micros));
      expect(text(moved)).toBe(text({ months, days, micros }));
    }),
  );
});

function text(interval: Interval): string {
  return formatInterval(justifyInterval(interval));
}
