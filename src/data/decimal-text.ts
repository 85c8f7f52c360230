import { parseInteger } from './integer-text.ts';

/** A decimal: `units` × 10^−`scale`. */
export type Decimal = { readonly units: bigint; readonly scale: number };

/** PostgreSQL's NUMERIC has at most this many digits before the point, and 16,383 behind it. */
const exponentMax = 131_072;

/** A decimal from text as PostgreSQL takes it: sign, point and exponent are optional; null when it is none. */
export function parseDecimal(text: string): Decimal | null {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?\s*$/.exec(text);
  if (match === null) return otherDecimal(text);
  const [, sign, whole = '', fraction = '', exponentText = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const exponent = Number(exponentText);
  if (Math.abs(exponent) > exponentMax) return null;
  const digits = BigInt(whole + fraction);
  const scale = fraction.length - exponent;
  const units = scale < 0 ? digits * 10n ** BigInt(-scale) : digits;
  return { units: sign === '-' ? -units : units, scale: Math.max(scale, 0) };
}

/** With `_` between digits, or an integer of another base, as PostgreSQL 16 takes them. */
function otherDecimal(text: string): Decimal | null {
  const units = parseInteger(text);
  if (units !== null) return { units, scale: 0 };
  if (!/^\s*[+-]?(?:\d|(?<=\d)_(?=\d)|[.eE+-])+\s*$/.test(text) || !text.includes('_')) return null;
  return parseDecimal(text.replaceAll('_', ''));
}

/** The values of NUMERIC that are no decimals. */
export type SpecialNumeric = 'NaN' | 'Infinity' | '-Infinity';

/** What a text says when it says no number: NaN or an infinity, in PostgreSQL's spellings; else null. */
export function parseSpecial(text: string): SpecialNumeric | null {
  const match = /^\s*(?:(nan)|([+-]?)inf(?:inity)?)\s*$/i.exec(text);
  if (match === null) return null;
  if (match[1] !== undefined) return 'NaN';
  return match[2] === '-' ? '-Infinity' : 'Infinity';
}

/** Whether the text of a NUMERIC is no decimal. */
export function isSpecial(value: unknown): value is SpecialNumeric {
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity';
}

/** The units of a decimal at another scale, rounded half away from zero. */
export function rescale({ units, scale }: Decimal, to: number): bigint {
  if (to >= scale) return units * 10n ** BigInt(to - scale);
  const divisor = 10n ** BigInt(scale - to);
  const half = units < 0n ? -divisor / 2n : divisor / 2n;
  return (units + half) / divisor;
}

/** The integer that a decimal is; null when it has a fraction. */
export function integerOf({ units, scale }: Decimal): bigint | null {
  const divisor = 10n ** BigInt(scale);
  return units % divisor === 0n ? units / divisor : null;
}
