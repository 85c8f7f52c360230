import { SqlError, sqlState } from '../common/sql-error.ts';
import {
  type Decimal,
  isSpecial,
  parseDecimal as readDecimal,
  type SpecialNumeric,
} from './decimal-text.ts';
import { type Datum, type SqlType, typeName, unscaledPlaces } from './sql-type.ts';
import { formatUnits } from './text-output.ts';

/** Digits after the point that NUMERIC division and text input go up to. */
const scaleMax = 16_383;
/** A result of division has at least this many significant digits (NUMERIC_MIN_SIG_DIGITS). */
const divisionDigitsMin = 16;
/** Digits before the point that NUMERIC goes up to. */
const wholeDigitsMax = 131_072;
const wideHint =
  'Cast the operands to NUMERIC without a precision: its numbers have room for any digits.';
const int64Max = 2n ** 63n - 1n;
const int64Min = -(2n ** 63n);

/**
 * The decimal that a text says, with its scale; null when it says none. Exponents are allowed.
 * @throws SqlError 22003
 */
export function parseDecimal(text: string): Decimal | null {
  const decimal = readDecimal(text);
  if (decimal !== null && decimal.scale > scaleMax) throw numericOverflow();
  return decimal;
}

/** The decimal as PostgreSQL prints it: all digits of its scale, no exponent. */
export function formatDecimal({ units, scale }: Decimal): string {
  return formatUnits(units, scale);
}

/** The decimal of a NUMERIC value, given its type. @throws SqlError 22003 for NaN and infinity */
export function decimalOf(datum: Datum, type: SqlType): Decimal {
  if (typeof datum === 'string') return decimalOfText(datum);
  return { units: datum as bigint, scale: unscaledPlaces(type) ?? 0 };
}

/** The NUMERIC value of a decimal in a type: rounded to its scale, half away from zero. @throws SqlError 22003 */
export function decimalDatum(value: Decimal, type: SqlType): Datum {
  if (type.kind !== 'numeric' || type.scale === null) return limited(formatDecimal(value), value);
  const { precision, scale } = type;
  const rounded = roundDecimal(value, scale);
  const magnitude = rounded.units < 0n ? -rounded.units : rounded.units;
  if (precision !== null && magnitude >= 10n ** BigInt(precision + Math.max(0, -scale))) {
    throw numericOverflow(precisionDetail(precision, scale));
  }
  if (unscaledPlaces(type) === null) return formatDecimal(rounded);
  const { units } = rounded;
  if (units > int64Max || units < int64Min) {
    throw numericOverflow(storageDetail(scale), precision === null ? wideHint : undefined);
  }
  return units;
}

/** NaN or an infinity as a value of a type. @throws SqlError 22003 where the type has no such value */
export function specialDatum(value: SpecialNumeric, type: SqlType): Datum {
  const declared = type.kind === 'numeric' && type.precision !== null && type.scale !== null;
  if (declared && value !== 'NaN') {
    const detail = `A field with precision ${type.precision}, scale ${type.scale} cannot hold an infinite value.`;
    throw numericOverflow(detail);
  }
  if (unscaledPlaces(type) === null) return value;
  throw numericOverflow(`The type ${typeName(type)} holds no NaN and no infinity here.`, wideHint);
}

/** The order of two NUMERIC values, −1, 0 or 1: NaN is equal to itself and above all others. */
export function compareNumerics(a: Datum, aType: SqlType, b: Datum, bType: SqlType): number {
  const [x, y] = [rankOf(a), rankOf(b)];
  if (x !== y) return x < y ? -1 : 1;
  return x === 0 ? compareDecimals(decimalOf(a, aType), decimalOf(b, bType)) : 0;
}

function rankOf(datum: Datum): number {
  if (!isSpecial(datum)) return 0;
  if (datum === 'NaN') return 2;
  return datum === 'Infinity' ? 1 : -1;
}

/** A text of more digits before the point than NUMERIC has. */
function limited(text: string, { scale }: Decimal): string {
  const digits = text.length - (scale === 0 ? 0 : scale + 1);
  if (digits <= wholeDigitsMax) return text;
  throw new SqlError(sqlState.numericValueOutOfRange, 'value overflows numeric format');
}

/** The same value with another scale: fewer digits round half away from zero. */
export function rescale({ units, scale }: Decimal, to: number): Decimal {
  if (to >= scale) return { units: units * 10n ** BigInt(to - scale), scale: to };
  const divisor = 10n ** BigInt(scale - to);
  return { units: divideRounded(units, divisor), scale: to };
}

/** a + b, with the larger scale. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: rescale(a, scale).units + rescale(b, scale).units, scale };
}

/** −a */
export function negateDecimal({ units, scale }: Decimal): Decimal {
  return { units: -units, scale };
}

/** a × b, with the sum of the scales. */
export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, scale: a.scale + b.scale };
}

/** a ÷ b to the scale that PostgreSQL chooses (numeric.c, select_div_scale). @throws SqlError 22012 */
export function divideDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.units === 0n) throw divisionByZero();
  const scale = divisionScale(a, b);
  // a.units·10^(scale + b.scale − a.scale) ÷ b.units, kept in integers whichever sign the power has.
  const shift = scale + b.scale - a.scale;
  const dividend = shift >= 0 ? a.units * 10n ** BigInt(shift) : a.units;
  const divisor = shift >= 0 ? b.units : b.units * 10n ** BigInt(-shift);
  return { units: divideRounded(dividend, divisor), scale };
}

/** The remainder of truncated division, with the sign of a. @throws SqlError 22012 */
export function remainderDecimals(a: Decimal, b: Decimal): Decimal {
  if (b.units === 0n) throw divisionByZero();
  const scale = Math.max(a.scale, b.scale);
  return { units: rescale(a, scale).units % rescale(b, scale).units, scale };
}

/** −1, 0 or 1 as a is below, equal to or above b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const x = rescale(a, scale).units;
  const y = rescale(b, scale).units;
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

/** Cuts digits after the point; `to` below zero cuts before it as well. */
export function truncateDecimal({ units, scale }: Decimal, to: number): Decimal {
  if (to >= scale) return rescale({ units, scale }, to);
  const cut = 10n ** BigInt(scale - to);
  return atScale({ units: units / cut, scale: to });
}

/** Rounds half away from zero to `to` digits after the point; below zero, before it. */
export function roundDecimal(value: Decimal, to: number): Decimal {
  return to >= value.scale ? rescale(value, to) : atScale(rescale(value, to));
}

/** The largest integer not above, or with `up` the smallest not below. */
export function floorDecimal({ units, scale }: Decimal, up: boolean): Decimal {
  const divisor = 10n ** BigInt(scale);
  const whole = units / divisor;
  const rest = units % divisor;
  if (up) return { units: rest > 0n ? whole + 1n : whole, scale: 0 };
  return { units: rest < 0n ? whole - 1n : whole, scale: 0 };
}

/** The decimal nearest to a finite double, of so many significant digits: 15 for DOUBLE, 6 for REAL. */
export function decimalOfDouble(value: number, digits: number): Decimal {
  const { units, scale } = parseDecimal(value.toPrecision(digits)) ?? { units: 0n, scale: 0 };
  return withoutTrailingZeros(units, scale);
}

/** The double nearest to a decimal. */
export function doubleOfDecimal(value: Decimal): number {
  return Number(formatDecimal(value));
}

/** The text of a decimal without zeros at the end of its fraction: '1.50' is '1.5'. */
export function trimScale(text: string): string {
  if (!text.includes('.')) return text;
  let end = text.length;
  while (text[end - 1] === '0') end -= 1;
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end);
}

/** 22003 of NUMERIC. */
function numericOverflow(detail?: string, hint?: string): SqlError {
  const message = 'numeric field overflow';
  return new SqlError(sqlState.numericValueOutOfRange, message, { detail, hint });
}

/** 22012 */
export function divisionByZero(): SqlError {
  return new SqlError(sqlState.divisionByZero, 'division by zero');
}

function precisionDetail(precision: number, scale: number): string {
  const whole = precision - scale;
  const limit = whole === 0 ? '1' : `10^${whole}`;
  return `A field with precision ${precision}, scale ${scale} must round to an absolute value less than ${limit}.`;
}

function storageDetail(scale: number): string {
  return `A field with scale ${scale} holds absolute values up to ${formatUnits(int64Max, scale)}.`;
}

function decimalOfText(text: string): Decimal {
  if (isSpecial(text)) {
    const message = `${text === 'NaN' ? text : 'infinity'} has no decimal digits`;
    throw new SqlError(sqlState.numericValueOutOfRange, message);
  }
  const point = text.indexOf('.');
  if (point < 0) return { units: BigInt(text), scale: 0 };
  return {
    units: BigInt(text.slice(0, point) + text.slice(point + 1)),
    scale: text.length - point - 1,
  };
}

/** A decimal of negative scale written with scale 0. */
function atScale({ units, scale }: Decimal): Decimal {
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

/** The same value with as few digits after the point as it needs. */
export function withoutTrailingZeros(units: bigint, scale: number): Decimal {
  let cut = units;
  let rest = scale;
  while (rest > 0 && cut % 10n === 0n) {
    cut /= 10n;
    rest -= 1;
  }
  return { units: cut, scale: rest };
}

function divideRounded(units: bigint, divisor: bigint): bigint {
  const quotient = units / divisor;
  const rest = units - quotient * divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice < (divisor < 0n ? -divisor : divisor)) return quotient;
  return units < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

/**
 * PostgreSQL counts in base 10,000: the weight of a number is the place of its first such digit.
 * The quotient's weight is estimated from the first digits, and the scale gives 16 significant
 * decimal digits, never fewer than either input shows.
 */
function divisionScale(a: Decimal, b: Decimal): number {
  const first = leadingDigit(a);
  const second = leadingDigit(b);
  let weight = first.weight - second.weight;
  if (first.digit <= second.digit) weight -= 1;
  const scale = Math.max(divisionDigitsMin - weight * 4, a.scale, b.scale, 0);
  return Math.min(scale, 1000);
}

/** The first base-10,000 digit of a decimal and its weight: digit × 10,000^weight. */
export function leadingDigit({ units, scale }: Decimal): { digit: number; weight: number } {
  if (units === 0n) return { digit: 0, weight: 0 };
  const digits = String(units < 0n ? -units : units);
  const exponent = digits.length - scale - 1;
  const weight = Math.floor(exponent / 4);
  const length = exponent - weight * 4 + 1;
  return { digit: Number(digits.slice(0, length).padEnd(length, '0')), weight };
}
