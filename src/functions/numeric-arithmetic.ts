import { sqlState } from '../common/sql-error.ts';
import {
  addDecimals,
  compareDecimals,
  decimalDatum,
  decimalOf,
  divideDecimals,
  floorDecimal,
  multiplyDecimals,
  negateDecimal,
  remainderDecimals,
  roundDecimal,
  truncateDecimal,
} from '../data/decimal.ts';
import type { Decimal } from '../data/decimal-text.ts';
import type { Datum, SqlType } from '../data/sql-type.ts';
import { checked64, integer64 } from './emit-rules.ts';
import { scaledArgument, staticScale } from './numeric-emit.ts';
import {
  type CallTypes,
  type Emit,
  type EmitContext,
  type Example,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

/** Results with more places than this are kept as texts: 64 bits would hold too few digits before the point. */
const scaleMax = 18;
const fallible = [sqlState.numericValueOutOfRange];

/**
 * Arithmetic of NUMERIC. Sums, products and remainders of operands with a known scale stay
 * unscaled 64-bit integers; quotients, and whatever has an operand without a scale, are decimal
 * texts of any length.
 */
export function numericArithmetic(): ScalarFunction[] {
  return [
    binary('+', 'add', addDecimals, sumType, emitSum('+'), ['1.5 + 2.25', '3.75']),
    binary('-', 'subtract', (a, b) => addDecimals(a, negateDecimal(b)), sumType, emitSum('-'), [
      '1.5 - 2.25',
      '-0.75',
    ]),
    binary('*', 'multiply', multiplyDecimals, productType, emitProduct, ['1.5 * 2.25', '3.375']),
    binary('/', 'divide', divideDecimals, unscaled, null, ['10.0 / 4', '2.5000000000000000']),
    binary('%', 'remainder', remainderDecimals, remainderType, emitRemainder, ['7.5 % 2', '1.5']),
    binary('mod', 'mod', remainderDecimals, remainderType, emitRemainder, ['mod(7.5, 2)', '1.5']),
    unary('-', 'negate', negateDecimal, same, emitNegated, ['- 1.5', '-1.5']),
    unary(
      '+',
      'plus',
      (a) => a,
      same,
      (context) => context.argument(0),
      ['+ 1.5', '1.5'],
    ),
    unary('abs', 'abs', absolute, same, emitAbsolute, ['abs(-1.50)', '1.50']),
    unary('sign', 'sign', signOf, wholeType, null, ['sign(-1.5)', '-1']),
    unary('round', 'round', (a) => roundDecimal(a, 0), wholeType, null, ['round(-2.5)', '-3']),
    unary('trunc', 'trunc', (a) => truncateDecimal(a, 0), wholeType, null, ['trunc(-2.5)', '-2']),
    unary('floor', 'floor', (a) => floorDecimal(a, false), wholeType, null, ['floor(-2.5)', '-3']),
    unary('ceil', 'ceil', (a) => floorDecimal(a, true), wholeType, null, ['ceil(2.1)', '3']),
    unary('ceiling', 'ceiling', (a) => floorDecimal(a, true), wholeType, null, [
      'ceiling(-2.1)',
      '-2',
    ]),
    toPlaces('round', roundDecimal, ['round(2.345, 2)', '2.35']),
    toPlaces('trunc', truncateDecimal, ['trunc(2.349, 2)', '2.34']),
  ];
}

function binary(
  name: string,
  word: string,
  compute: (a: Decimal, b: Decimal) => Decimal,
  result: (types: readonly SqlType[]) => SqlType,
  emit: Emit | null,
  example: Example,
): ScalarFunction {
  const divides = ['divide', 'remainder', 'mod'].includes(word);
  return scalarFunction({
    name,
    word,
    parameters: ['numeric', 'numeric'],
    result,
    fallible: divides ? [sqlState.divisionByZero, ...fallible] : fallible,
    docs: `${word} of two numeric values`,
    examples: [example],
    evaluate: ([a, b], types) =>
      decimalDatum(compute(operand(a, types, 0), operand(b, types, 1)), types.resultType),
    emit,
  });
}

function unary(
  name: string,
  word: string,
  compute: (a: Decimal) => Decimal,
  result: (types: readonly SqlType[]) => SqlType,
  emit: Emit | null,
  example: Example,
): ScalarFunction {
  return scalarFunction({
    name,
    word,
    parameters: ['numeric'],
    result,
    fallible,
    docs: `${word} of a numeric value`,
    examples: [example],
    evaluate: ([a], types) => decimalDatum(compute(operand(a, types, 0)), types.resultType),
    emit,
  });
}

/** The number of places is a value, not a type: the result has no scale known beforehand. */
function toPlaces(
  name: string,
  compute: (a: Decimal, places: number) => Decimal,
  example: Example,
): ScalarFunction {
  return scalarFunction({
    name,
    parameters: ['numeric', 'integer'],
    result: unscaled,
    fallible,
    docs: `${name} to a number of decimal places; below zero, before the point`,
    examples: [example],
    evaluate: ([a, places], types) => {
      const to = Math.max(-2000, Math.min(2000, places as number));
      return decimalDatum(compute(operand(a, types, 0), to), types.resultType);
    },
  });
}

function operand(datum: Datum | undefined, { argumentTypes }: CallTypes, index: number): Decimal {
  return decimalOf(datum ?? null, argumentTypes[index] ?? plainType('numeric'));
}

function unscaled(): SqlType {
  return plainType('numeric');
}

function same([type]: readonly SqlType[]): SqlType {
  return type ?? unscaled();
}

function sumType(types: readonly SqlType[]): SqlType {
  return numericType(types, (a, b) => ({
    whole: a.whole === null || b.whole === null ? null : Math.max(a.whole, b.whole) + 1,
    scale: Math.max(a.scale, b.scale),
  }));
}

function productType(types: readonly SqlType[]): SqlType {
  return numericType(types, (a, b) => ({
    whole: a.whole === null || b.whole === null ? null : a.whole + b.whole,
    scale: a.scale + b.scale,
  }));
}

function remainderType(types: readonly SqlType[]): SqlType {
  return numericType(types, (a, b) => ({
    whole: a.whole === null || b.whole === null ? null : Math.max(a.whole, b.whole),
    scale: Math.max(a.scale, b.scale),
  }));
}

function wholeType([type]: readonly SqlType[]): SqlType {
  if (type?.kind !== 'numeric' || type.scale === null) return unscaled();
  const precision = type.precision === null ? null : type.precision - type.scale + 1;
  return { kind: 'numeric', precision, scale: 0 };
}

/** Digits before the point (null for any number) and after it. */
type Places = { readonly whole: number | null; readonly scale: number };

function numericType(
  types: readonly SqlType[],
  combine: (a: Places, b: Places) => Places,
): SqlType {
  const [a, b] = types.map(placesOf);
  if (!a || !b) return unscaled();
  const { whole, scale } = combine(a, b);
  if (scale > scaleMax) return unscaled();
  const precision = whole === null || whole + scale > 1000 ? null : whole + scale;
  return { kind: 'numeric', precision, scale };
}

function placesOf(type: SqlType): Places | null {
  if (type.kind !== 'numeric' || type.scale === null) return null;
  return {
    whole: type.precision === null ? null : type.precision - type.scale,
    scale: type.scale,
  };
}

function absolute(value: Decimal): Decimal {
  return value.units < 0n ? negateDecimal(value) : value;
}

function signOf(value: Decimal): Decimal {
  return { units: BigInt(compareDecimals(value, { units: 0n, scale: 0 })), scale: 0 };
}

/** Whether operands and result are all unscaled integers. */
function isScaled({ argumentTypes, resultType }: EmitContext): boolean {
  return [...argumentTypes, resultType].every((type) => staticScale(type) !== null);
}

function emitSum(operator: '+' | '-'): Emit {
  return (context) => {
    if (!isScaled(context)) return null;
    const scale = staticScale(context.resultType) ?? 0;
    const a = scaledArgument(context, 0, scale);
    return checked64(context, `${a} ${operator} ${scaledArgument(context, 1, scale)}`);
  };
}

function emitProduct(context: EmitContext): string | null {
  if (!isScaled(context)) return null;
  const zero = context.mode === 'double' ? ' + 0' : '';
  return checked64(context, `${context.argument(0)} * ${context.argument(1)}${zero}`);
}

function emitRemainder(context: EmitContext): string | null {
  if (!isScaled(context)) return null;
  const scale = staticScale(context.resultType) ?? 0;
  const b = scaledArgument(context, 1, scale);
  context.failIf(`${b} === ${integer64(context, 0)}`, sqlState.divisionByZero);
  const zero = context.mode === 'double' ? ' + 0' : '';
  return `(${scaledArgument(context, 0, scale)} % ${b}${zero})`;
}

function emitNegated(context: EmitContext): string | null {
  if (!isScaled(context)) return null;
  return checked64(context, `${integer64(context, 0)} - ${context.argument(0)}`);
}

function emitAbsolute(context: EmitContext): string | null {
  if (!isScaled(context)) return null;
  const a = context.argument(0);
  const zero = integer64(context, 0);
  return checked64(context, `${a} < ${zero} ? ${zero} - ${a} : ${a}`);
}
