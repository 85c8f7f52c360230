import { expect, test } from 'vitest';
import { formatDecimal, parseDecimal } from '../../../src/data/decimal.ts';
import {
  exponential,
  logarithmTo,
  naturalLogarithm,
  powerOf,
  squareRoot,
} from '../../../src/functions/decimal-logarithms.ts';
import { raised } from '../../support/sql-call.ts';

function decimal(text: string): NonNullable<ReturnType<typeof parseDecimal>> {
  return parseDecimal(text) ?? { units: 0n, scale: 0 };
}

/** Digits from a computation with hundreds of places; scales from PostgreSQL's manual and tests. */
test.each([
  ['exp(32.999)', exponential(decimal('32.999')), '214429043492155.053'],
  ['exp(-32.999)', exponential(decimal('-32.999')), '0.000000000000004663547361468248'],
  ['exp(-0.5)', exponential(decimal('-0.5')), '0.6065306597126334'],
  [
    'ln(1.0000000001)',
    naturalLogarithm(decimal('1.0000000001')),
    '0.00000000009999999999500000000',
  ],
  ['ln(0.1)', naturalLogarithm(decimal('0.1')), '-2.302585092994046'],
  ['ln(1e50)', naturalLogarithm(decimal('1e50')), '115.12925464970228'],
  ['log(3, 10)', logarithmTo(decimal('3.0'), decimal('10')), '2.0959032742893846'],
  ['12 ^ 2.5', powerOf(decimal('12'), decimal('2.5')), '498.83063258'],
  ['1.5 ^ -20', powerOf(decimal('1.5'), decimal('-20')), '0.0003007286598217'],
  ['sqrt(1e-10)', squareRoot(decimal('0.0000000001')), '0.0000100000000000'],
])('%s', (_, actual, expected) => {
  const shown = formatDecimal(actual);
  const digits = Math.min(shown.length, expected.length) - 1;
  expect(shown.slice(0, digits)).toBe(expected.slice(0, digits));
});

test('roots of squares are exact', () => {
  for (const n of [0n, 1n, 15n, 12_345_678_901_234_567_890n]) {
    expect(squareRoot({ units: n * n * 10_000n, scale: 4 }).units % 10n).toBe(0n);
  }
});

test('results that have no room', () => {
  expect(raised(() => exponential(decimal('7000')))).toBe('22003 value overflows numeric format');
  expect(raised(() => powerOf(decimal('10'), decimal('200000')))).toBe(
    '22003 value overflows numeric format',
  );
  expect(formatDecimal(powerOf(decimal('10'), decimal('-5000'))).length).toBe(1002);
});
