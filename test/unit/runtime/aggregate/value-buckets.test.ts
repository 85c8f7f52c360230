import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketOf, bucketValue } from '../../../../src/runtime/aggregate/value-buckets.ts';

const answerFor = (value: number): number => bucketValue(bucketOf(value));

test('whole numbers to 4,096 and short decimals are answered as they are', () => {
  for (let value = -4096; value <= 4096; value += 1) expect(answerFor(value)).toBe(value);
  for (const value of [0.1, 0.25, 1.5, 99.9, 12.3, 1e6, 2.5e-7, 7e300, -0.3]) {
    expect(answerFor(value)).toBe(value);
  }
});

test('what is no number, and zeros', () => {
  expect(answerFor(Number.NaN)).toBeNaN();
  expect(answerFor(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
  expect(answerFor(Number.NEGATIVE_INFINITY)).toBe(Number.NEGATIVE_INFINITY);
  expect(answerFor(-0)).toBe(0);
});

test('answers are within 0.05 %', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const size = Math.abs(value);
      if (size < 1e-300) return;
      expect(Math.abs(answerFor(value) - value)).toBeLessThanOrEqual(size * 0.0005);
    }),
  );
});

test('buckets are ordered as their values', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
      const [low, high] = a < b ? [a, b] : [b, a];
      expect(bucketOf(low)).toBeLessThanOrEqual(bucketOf(high));
      expect(bucketOf(high)).toBeLessThan(bucketOf(Number.NaN));
    }),
  );
});
