import { sqlState } from '../../common/sql-error.ts';
import { decimalOf, formatDecimal, roundDecimal } from '../../data/decimal.ts';
import type { Decimal } from '../../data/decimal-text.ts';
import type { Datum, SqlTypeKind } from '../../data/sql-type.ts';
import { PatternCache } from '../pattern-cache.ts';
import {
  type Example,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from '../scalar-function.ts';
import { type NumberFormat, readNumberFormat } from './number-format.ts';
import { writeNumber } from './number-writer.ts';
import { romanNumber, romanWidth } from './roman-number.ts';

const formats = new PatternCache<NumberFormat>(readNumberFormat);

/** Significant decimal digits of the floating-point types (DBL_DIG, FLT_DIG). */
const digitsOfKind = { double: 15, real: 6 } as const;

/** to_char of numbers: text by a pattern (PostgreSQL manual, 9.8). */
export function numberTexts(): ScalarFunction[] {
  const examples: Partial<Record<SqlTypeKind, readonly Example[]>> = {
    integer: [
      ["to_char(125, '999')", ' 125'],
      ["to_char(485, 'FMRN')", 'CDLXXXV'],
      ["to_char(1485, '9,999')", ' 1,485'],
    ],
    numeric: [
      ["to_char(-125.8, '999D99S')", '125.80-'],
      ["to_char(148.5, 'FM999.990')", '148.500'],
      ["to_char(0.0004859, '9.99EEEE')", ' 4.86e-04'],
    ],
    double: [["to_char(125.8::double precision, '999D9')", ' 125.8']],
  };
  return (['integer', 'bigint', 'numeric', 'real', 'double'] as const).map((kind) =>
    scalarFunction({
      name: 'to_char',
      parameters: [kind, 'text'],
      result: () => plainType('text'),
      fallible: [sqlState.syntaxError],
      docs: 'a number as text by a pattern of 9, 0, ., ,, S, MI, PR, FM, RN, EEEE, …',
      examples: examples[kind] ?? [],
      evaluate: ([value, pattern], { argumentTypes: [type] }) => {
        const format = formats.get(pattern as string);
        if (kind === 'double' || kind === 'real') {
          return doubleText(format, value as number, digitsOfKind[kind]);
        }
        return decimalText(format, decimalValue(value ?? null, kind, type));
      },
    }),
  );
}

function decimalValue(
  value: Datum,
  kind: 'integer' | 'bigint' | 'numeric',
  type: Parameters<typeof decimalOf>[1] | undefined,
): Decimal {
  if (kind === 'numeric') return decimalOf(value, type ?? plainType('numeric'));
  return { units: BigInt(value as number | bigint), scale: 0 };
}

function decimalText(format: NumberFormat, value: Decimal): string {
  if (format.flags.has('roman'))
    return romanText(format, Number(formatDecimal(roundDecimal(value, 0))));
  if (format.flags.has('exponent')) return scientific(value, format.post);
  const shifted =
    format.multi === 0
      ? value
      : { units: value.units * 10n ** BigInt(format.multi), scale: value.scale };
  const rounded = roundDecimal(shifted, format.post);
  const negative = rounded.units < 0n;
  const units = negative ? -rounded.units : rounded.units;
  return writeNumber(format, formatDecimal({ units, scale: rounded.scale }), negative);
}

/** A floating-point number shows no more digits than its type is good for. */
function doubleText(format: NumberFormat, value: number, digits: number): string {
  if (format.flags.has('roman')) return romanText(format, Math.round(value));
  if (!Number.isFinite(value)) {
    return writeNumber(format, '#'.repeat(format.pre + 1), value < 0);
  }
  if (format.flags.has('exponent')) return exponentText(value.toExponential(format.post));
  const scaled = format.multi === 0 ? value : value * 10 ** format.multi;
  const size = Math.abs(scaled);
  const places = Math.max(0, Math.min(format.post, digits - wholeText(size).length));
  const number = size >= 1e21 ? wholeText(size) : size.toFixed(places);
  return writeNumber(format, number, scaled < 0);
}

function wholeText(size: number): string {
  return String(BigInt(Math.round(size)));
}

function romanText({ flags }: NumberFormat, value: number): string {
  const text = romanNumber(value) ?? '#'.repeat(romanWidth);
  return flags.has('fill') ? text : text.padStart(romanWidth);
}

/** One digit before the point, so many behind it, and an exponent of two digits at least. */
function scientific({ units, scale }: Decimal, places: number): string {
  if (units === 0n) return exponentText((0).toExponential(places));
  const digits = String(units < 0n ? -units : units).length;
  const exponent = digits - 1 - scale;
  const rounded = roundDecimal({ units, scale: digits - 1 }, places);
  // 9.99 rounds to 10.0, which has one more place.
  const text = formatDecimal(rounded);
  if (/^-?10/.test(text)) {
    const carried = formatDecimal({ units: rounded.units / 10n, scale: places });
    return exponentText(`${carried}e${exponent + 1}`);
  }
  return exponentText(`${text}e${exponent}`);
}

function exponentText(text: string): string {
  const [mantissa = '', power = '0'] = text.split('e');
  const exponent = Number(power);
  const sign = exponent < 0 ? '-' : '+';
  const shown = mantissa.startsWith('-') ? mantissa : ` ${mantissa}`;
  return `${shown}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
