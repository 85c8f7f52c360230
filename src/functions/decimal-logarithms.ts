import { SqlError, sqlState } from '../common/sql-error.ts';
import { leadingDigit, multiplyDecimals, rescale } from '../data/decimal.ts';
import type { Decimal } from '../data/decimal-text.ts';

/** A result has at least this many significant digits (NUMERIC_MIN_SIG_DIGITS). */
const significantMin = 16;
const scaleMax = 1000;
/** Digits computed beyond those asked for. */
const guard = 12;
const log10e = Math.LOG10E;

/** √a; a must not be negative. The scale is that which PostgreSQL chooses (numeric.c, numeric_sqrt). */
export function squareRoot(value: Decimal): Decimal {
  const { weight } = leadingDigit(value);
  const digits = Math.trunc(((weight + 1) * 4) / 2) - 1;
  const scale = resultScale(significantMin - digits, value.scale);
  return rounded(integerRoot(toFixed(value, (scale + 2) * 2)), scale + 2, scale);
}

/** e to the power of a. @throws SqlError 22003 */
export function exponential(value: Decimal): Decimal {
  const digits = doubleOf(value) * log10e;
  if (digits >= 6000 * log10e) throw formatOverflow();
  const scale = resultScale(significantMin - Math.trunc(clamp(digits)), value.scale);
  return exponentialTo(value, scale);
}

/** The natural logarithm of a, which must be above 0. */
export function naturalLogarithm(value: Decimal): Decimal {
  const scale = resultScale(significantMin - logarithmWeight(value), value.scale);
  return rounded(logarithmFixed(value, scale + guard), scale + guard, scale);
}

/** The logarithm of a to a base, both above 0 and the base not 1. */
export function logarithmTo(base: Decimal, value: Decimal): Decimal {
  const weight = logarithmWeight(value) - logarithmWeight(base);
  const scale = resultScale(significantMin - weight, base.scale, value.scale);
  const precision = scale + guard + Math.max(0, -logarithmWeight(base)) * 2;
  const dividend = logarithmFixed(value, precision) * 10n ** BigInt(precision);
  return rounded(dividend / logarithmFixed(base, precision), precision, scale);
}

/** a to the power of b by PostgreSQL's power_var; the caller has refused what has no result. @throws SqlError 22003 */
export function powerOf(base: Decimal, exponent: Decimal): Decimal {
  const whole = rescale(exponent, 0).units;
  const isWhole = rescale({ units: whole, scale: 0 }, exponent.scale).units === exponent.units;
  if (isWhole && BigInt.asIntN(32, whole) === whole) {
    return wholePower(base, Number(whole), exponent.scale);
  }
  if (base.units === 0n) return { units: 0n, scale: significantMin };
  const digits = log10Of(base) * doubleOf(exponent);
  const odd = isWhole && whole % 2n !== 0n;
  return signed(fractionalPower(absolute(base), exponent, digits), base.units < 0n && odd);
}

function fractionalPower(base: Decimal, exponent: Decimal, digits: number): Decimal {
  if (digits > 2614) throw formatOverflow();
  const scale = resultScale(significantMin - Math.trunc(clamp(digits)), base.scale, exponent.scale);
  const precision = scale + guard + Math.max(0, Math.ceil(digits)) + digitsOf(exponent);
  const product = logarithmFixed(base, precision) * exponent.units;
  return exponentialTo({ units: product, scale: precision + exponent.scale }, scale);
}

/** Powers of whole numbers. @throws SqlError 22003 */
function wholePower(base: Decimal, exponent: number, exponentScale: number): Decimal {
  if (base.units === 0n) {
    return exponent === 0 ? one(significantMin) : { units: 0n, scale: significantMin };
  }
  const digits = log10Of(base) * exponent;
  if (digits > 131_072) throw formatOverflow();
  const scale = resultScale(significantMin - Math.trunc(digits), base.scale, exponentScale);
  if (digits + 1 < -scaleMax) return { units: 0n, scale: scaleMax };
  if (exponent === 0) return one(scale);
  const significant = scale + guard + 12 + Math.max(0, Math.ceil(digits));
  const power = squaredPower(absolute(base), Math.abs(exponent), significant);
  const result = exponent > 0 ? rescale(power, scale) : reciprocal(power, scale);
  return signed(result, base.units < 0n && exponent % 2 !== 0);
}

/** A power by squaring, cut to so many significant digits on the way. */
function squaredPower(base: Decimal, exponent: number, significant: number): Decimal {
  let result: Decimal = one(0);
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = cut(multiplyDecimals(result, square), significant);
    if (rest > 1) square = cut(multiplyDecimals(square, square), significant);
  }
  return result;
}

function cut(value: Decimal, significant: number): Decimal {
  const excess = digitsOf(value) - significant;
  if (excess <= 0) return value;
  return { units: value.units / 10n ** BigInt(excess), scale: value.scale - excess };
}

function reciprocal({ units, scale }: Decimal, to: number): Decimal {
  const places = to + guard;
  return places + scale < 0
    ? { units: 0n, scale: to }
    : rounded(10n ** BigInt(places + scale) / units, places, to);
}

/** exp to a scale: halved until small, the series, squared again. */
function exponentialTo(value: Decimal, scale: number): Decimal {
  const digits = Math.max(0, Math.ceil(doubleOf(value) * log10e));
  const halvings = Math.max(0, Math.ceil(Math.log2(Math.abs(doubleOf(value)) + 1))) + 8;
  const precision = scale + digits + guard + halvings;
  const unit = 10n ** BigInt(precision);
  const x = toFixed(value, precision) >> BigInt(halvings);
  let sum = unit;
  let term = unit;
  for (let n = 1n; term !== 0n; n += 1n) {
    term = (term * x) / (unit * n);
    sum += term;
  }
  for (let i = 0; i < halvings; i += 1) sum = (sum * sum) / unit;
  return rounded(sum, precision, scale);
}

/** ln as a fixed-point integer of so many places: roots bring the mantissa near 1, then the series of atanh. */
function logarithmFixed(value: Decimal, places: number): bigint {
  const precision = places + 8;
  const unit = 10n ** BigInt(precision);
  const exponent = digitsOf(value) - value.scale;
  const units = value.units < 0n ? -value.units : value.units;
  // The mantissa lies in [0.1, 1): ten times that is near 1 at its lower end.
  const near = exponent - (units * 3n >= 10n ** BigInt(digitsOf(value)) ? 0 : 1);
  let mantissa = shifted(units, precision - value.scale - near);
  const roots = 4;
  for (let i = 0; i < roots; i += 1) mantissa = integerRoot(mantissa * unit);
  const ln = atanhSeries(mantissa, unit) << BigInt(roots + 1);
  const ten = near === 0 ? 0n : lnOfTen(precision) * BigInt(near);
  return (ln + ten) / 10n ** 8n;
}

/** atanh((m − 1) ÷ (m + 1)) */
function atanhSeries(mantissa: bigint, unit: bigint): bigint {
  const z = ((mantissa - unit) * unit) / (mantissa + unit);
  const square = (z * z) / unit;
  let sum = z;
  let power = z;
  for (let n = 3n; power !== 0n; n += 2n) {
    power = (power * square) / unit;
    sum += power / n;
  }
  return sum;
}

let knownLnOfTen: { readonly precision: number; readonly units: bigint } | null = null;

/** ln 10 by the same series, kept for the next call. */
function lnOfTen(precision: number): bigint {
  if (knownLnOfTen === null || knownLnOfTen.precision < precision) {
    const places = precision + 20;
    const unit = 10n ** BigInt(places);
    let mantissa = 10n * unit;
    for (let i = 0; i < 5; i += 1) mantissa = integerRoot(mantissa * unit);
    knownLnOfTen = { precision: places, units: atanhSeries(mantissa, unit) << 6n };
  }
  return knownLnOfTen.units / 10n ** BigInt(knownLnOfTen.precision - precision);
}

/** How many places the logarithm has before the point, less one (PostgreSQL's estimate_ln_dweight). */
function logarithmWeight(value: Decimal): number {
  const size = doubleOf(value);
  if (size >= 0.9 && size <= 1.1) {
    const rest = value.units - 10n ** BigInt(value.scale);
    if (rest === 0n) return 0;
    const { digit, weight } = leadingDigit({ units: rest, scale: value.scale });
    return weight * 4 + Math.trunc(Math.log10(digit));
  }
  return Math.trunc(Math.log10(Math.abs(log10Of(value) / log10e)));
}

function resultScale(wanted: number, ...least: readonly number[]): number {
  return Math.min(Math.max(wanted, ...least, 0), scaleMax);
}

function clamp(digits: number): number {
  return Math.min(Math.max(digits, -2000), 2000);
}

/** 22003: a NUMERIC with more digits than there may be. */
export function formatOverflow(): SqlError {
  return new SqlError(sqlState.numericValueOutOfRange, 'value overflows numeric format');
}

/** ⌊√x⌋ of an integer from 0 on, by Newton's method, from above. */
export function integerRoot(x: bigint): bigint {
  if (x < 2n) return x;
  let root = 1n << BigInt((x.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + x / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

function toFixed(value: Decimal, places: number): bigint {
  return rescale(value, places).units;
}

function shifted(units: bigint, places: number): bigint {
  return places >= 0 ? units * 10n ** BigInt(places) : units / 10n ** BigInt(-places);
}

function rounded(units: bigint, from: number, to: number): Decimal {
  return rescale({ units, scale: from }, to);
}

function absolute({ units, scale }: Decimal): Decimal {
  return { units: units < 0n ? -units : units, scale };
}

function signed({ units, scale }: Decimal, negative: boolean): Decimal {
  return { units: negative ? -units : units, scale };
}

function one(scale: number): Decimal {
  return { units: 10n ** BigInt(scale), scale };
}

function digitsOf({ units }: Decimal): number {
  return String(units < 0n ? -units : units).length;
}

/** Its size as a double; beyond the range of doubles ±Infinity or 0. */
function doubleOf(value: Decimal): number {
  const { units, scale } = value;
  const digits = String(units < 0n ? -units : units);
  const size = Number(`${digits.slice(0, 20)}e${Math.max(0, digits.length - 20) - scale}`);
  return units < 0n ? -size : size;
}

/** log₁₀ of the absolute value. */
function log10Of({ units, scale }: Decimal): number {
  const digits = String(units < 0n ? -units : units);
  const head = digits.slice(0, 16);
  return Math.log10(Number(head)) + (digits.length - head.length) - scale;
}
