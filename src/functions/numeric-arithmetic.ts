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
import { type Decimal, isSpecial } from '../data/decimal-text.ts';
import { type Datum, type SqlType, unscaledPlaces } from '../data/sql-type.ts';
import { checked64, integer64 } from './emit-rules.ts';
import { scaledArgument, staticScale } from './numeric-emit.ts';
import { specialBinary, specialUnary } from './numeric-specials.ts';
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
    binary('%', 'remainder', remainderDecimals, sumType, emitRemainder, ['7.5 % 2', '1.5']),
    binary('mod', 'mod', remainderDecimals, sumType, emitRemainder, ['mod(7.5, 2)', '1.5']),
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
    evaluate: ([a = null, b = null], types) =>
      isSpecial(a) || isSpecial(b)
        ? specialBinary(word, a, b, types)
        : decimalDatum(compute(operand(a, types, 0), operand(b, types, 1)), types.resultType),
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
    evaluate: ([a], types) =>
      isSpecial(a)
        ? specialUnary(word, a)
        : decimalDatum(compute(operand(a, types, 0)), types.resultType),
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
      if (isSpecial(a)) return a;
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

/** The value has the digits of its operand: its scale, if that is known, and no bound. */
function same(types: readonly SqlType[]): SqlType {
  return ofScale(types, ([scale]) => scale as number);
}

function sumType(types: readonly SqlType[]): SqlType {
  return ofScale(types, (scales) => Math.max(...scales));
}

function productType(types: readonly SqlType[]): SqlType {
  return ofScale(types, (scales) => scales.reduce((sum, scale) => sum + scale, 0));
}

function wholeType(types: readonly SqlType[]): SqlType {
  return ofScale(types, () => 0);
}

/** NUMERIC of a scale made from those of the operands; without one where an operand has none. */
function ofScale(
  types: readonly SqlType[],
  combine: (scales: readonly number[]) => number,
): SqlType {
  const scales = types.map(unscaledPlaces);
  if (scales.includes(null)) return unscaled();
  const scale = combine(scales as readonly number[]);
  return scale > scaleMax ? unscaled() : { kind: 'numeric', precision: null, scale };
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
