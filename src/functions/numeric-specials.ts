import { SqlError, sqlState } from '../common/sql-error.ts';
import { decimalDatum, decimalOf, divisionByZero, specialDatum } from '../data/decimal.ts';
import { isSpecial, type SpecialNumeric } from '../data/decimal-text.ts';
import { type Datum, plainNumeric, type SqlType } from '../data/sql-type.ts';
import type { CallTypes } from './scalar-function.ts';

/**
 * An operation of NUMERIC with NaN or an infinity among its operands, by the word of its id: the
 * rules are those of doubles, but that nothing is divided by zero. @throws SqlError 22012
 */
export function specialBinary(word: string, a: Datum, b: Datum, types: CallTypes): Datum {
  const [aType = plainNumeric, bType = plainNumeric] = types.argumentTypes;
  const [x, y] = [signed(a, aType), signed(b, bType)];
  switch (word) {
    case 'add':
      return numericOf(x + y);
    case 'subtract':
      return numericOf(x - y);
    case 'multiply':
      return numericOf(x * y);
    case 'divide':
    case 'div':
      checkDivisor(x, y);
      return numericOf(x / y);
    case 'remainder':
    case 'mod':
      checkDivisor(x, y);
      if (Number.isNaN(y) || !Number.isFinite(x)) return 'NaN';
      return decimalDatum(decimalOf(a, aType), plainNumeric);
    default:
      return 'NaN';
  }
}

/** An operation of one operand that is NaN or an infinity: only its sign can change. */
export function specialUnary(word: string, a: SpecialNumeric): Datum {
  switch (word) {
    case 'negate':
      return numericOf(-Number(a));
    case 'abs':
      return numericOf(Math.abs(Number(a)));
    case 'sign':
      return numericOf(Math.sign(Number(a)));
    default:
      return a;
  }
}

/** A function of NUMERIC with NaN or an infinity among its arguments, computed as one of doubles. */
export function specialByDoubles(
  args: readonly Datum[],
  { argumentTypes }: CallTypes,
  compute: (...args: readonly number[]) => number,
): Datum {
  const doubles = args.map((arg, i) => {
    if (isSpecial(arg)) return Number(arg);
    const { units, scale } = decimalOf(arg, argumentTypes[i] ?? plainNumeric);
    return Number(units) / 10 ** scale;
  });
  return numericOf(compute(...doubles));
}

/** NaN or an infinity as a number type. @throws SqlError 0A000, 22003 */
export function specialAs(value: SpecialNumeric, type: SqlType): Datum {
  if (type.kind === 'numeric') return specialDatum(value, type);
  if (type.kind === 'real' || type.kind === 'double') return Number(value);
  const what = value === 'NaN' ? value : 'infinity';
  throw new SqlError(sqlState.featureNotSupported, `cannot convert ${what} to ${type.kind}`);
}

/** A double that is NaN or infinite as NUMERIC. */
export function specialOf(value: number): SpecialNumeric {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

function numericOf(value: number): Datum {
  return Number.isFinite(value) ? String(value + 0) : specialOf(value);
}

/** The value of what is no decimal, and the sign of what is one. */
function signed(datum: Datum, type: SqlType): number {
  if (isSpecial(datum)) return Number(datum);
  const { units } = decimalOf(datum, type);
  if (units === 0n) return 0;
  return units < 0n ? -1 : 1;
}

function checkDivisor(x: number, y: number): void {
  if (y === 0 && !Number.isNaN(x)) throw divisionByZero();
}
