import { expect, test } from 'vitest';
import { exactDouble, exactRatio } from '../../../../src/runtime/aggregate/exact-double.ts';

test.each([0.1, -2.5, 1e300, 5e-324, 3, -(2 ** 53), 2 ** 60, 1 / 3])(
  '%d has exact parts',
  (value) => {
    const { mantissa, exponent } = exactDouble(value);
    const half = Math.trunc(exponent / 2);
    expect(Number(mantissa) * 2 ** half * 2 ** (exponent - half)).toBe(value);
  },
);

test('a ratio is rounded once', () => {
  expect(exactRatio(1n, 3n, 0)).toBe(1 / 3);
  expect(exactRatio(-7n, 2n, 1)).toBe(-7);
  expect(exactRatio(0n, 5n, 10)).toBe(0);
  // Half-way between two doubles: the even one; a little more: the next.
  expect(exactRatio(2n ** 53n + 1n, 1n, 0)).toBe(2 ** 53);
  expect(exactRatio(2n ** 154n + 2n ** 101n + 1n, 2n ** 101n, 0)).toBe(2 ** 53 + 2);
});
