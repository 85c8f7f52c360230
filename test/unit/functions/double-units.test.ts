import fc from 'fast-check';
import { expect, test } from 'vitest';
import { smallUnitsOfDouble, unitsOfDouble } from '../../../src/functions/double-units.ts';

test('the quick way and the exact way agree', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, min: -1e7, max: 1e7 }),
    fc.integer({ min: -100_000, max: 100_000 }).map((n) => n / 1000),
    fc.integer({ min: -100_000, max: 100_000 }).map((n) => n / 1000 + 5e-13),
  );
  fc.assert(
    fc.property(value, fc.integer({ min: 0, max: 6 }), (double, scale) => {
      expect(BigInt(smallUnitsOfDouble(double, scale))).toBe(unitsOfDouble(double, scale));
    }),
    { numRuns: 1000 },
  );
});

test('halves round away from zero in decimal, as printed', () => {
  expect(smallUnitsOfDouble(1.005, 2)).toBe(101);
  expect(smallUnitsOfDouble(-2.5, 0)).toBe(-3);
  expect(smallUnitsOfDouble(0.285, 2)).toBe(29);
  expect(Object.is(smallUnitsOfDouble(-0.1, 0), 0)).toBe(true);
});
