import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  compareDecimals,
  decimalDatum,
  decimalOfDouble,
  divideDecimals,
  formatDecimal,
  parseDecimal,
  rescale,
  roundDecimal,
} from '../../../src/data/decimal.ts';
import { numeric, raised } from '../../support/sql-call.ts';

const decimals = fc.record({
  units: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
  scale: fc.integer({ min: 0, max: 20 }),
});

test('text and back', () => {
  fc.assert(
    fc.property(decimals, (decimal) => {
      expect(parseDecimal(formatDecimal(decimal))).toEqual(decimal);
    }),
  );
});

test('halves round away from zero', () => {
  const round = (text: string, places: number): string =>
    formatDecimal(roundDecimal(parseDecimal(text) ?? { units: 0n, scale: 0 }, places));
  expect(['0.5', '-0.5', '0.49', '2.5'].map((each) => round(each, 0))).toEqual([
    '1',
    '-1',
    '0',
    '3',
  ]);
});

test('the order is that of the values', () => {
  fc.assert(
    fc.property(decimals, fc.integer({ min: 0, max: 5 }), (decimal, more) => {
      const same = rescale(decimal, decimal.scale + more);
      expect(compareDecimals(decimal, same)).toBe(0);
      expect(compareDecimals(decimal, { units: same.units + 1n, scale: same.scale })).toBe(-1);
    }),
  );
});

test('a quotient times its divisor is the dividend, within the last place', () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      fc.pre(b.units !== 0n);
      const quotient = divideDecimals(a, b);
      const scale = quotient.scale + b.scale;
      const rest = rescale(a, scale).units - quotient.units * b.units;
      const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);
      fc.pre(scale >= a.scale);
      expect(magnitude(rest) * 2n <= magnitude(b.units)).toBe(true);
    }),
  );
});

test('doubles have 15 digits, reals 6', () => {
  expect(formatDecimal(decimalOfDouble(0.1 + 0.2, 15))).toBe('0.3');
  expect(formatDecimal(decimalOfDouble(Math.fround(0.1), 6))).toBe('0.1');
  expect(formatDecimal(decimalOfDouble(1.5e-7, 15))).toBe('0.00000015');
});

test('a value must fit its type', () => {
  const decimal = { units: 12_345n, scale: 2 };
  expect(decimalDatum(decimal, numeric(5, 2))).toBe(12_345n);
  expect(decimalDatum(decimal, numeric(5, 1))).toBe(1_235n);
  expect(decimalDatum(decimal, numeric())).toBe('123.45');
  expect(raised(() => decimalDatum(decimal, numeric(4, 2)))).toBe('22003 numeric field overflow');
});
