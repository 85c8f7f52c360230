import { SqlError, sqlState } from '../common/sql-error.ts';
import type { SqlType } from '../data/sql-type.ts';
import { floatOutOfRange } from './float-arithmetic.ts';
import { roundHalfEven } from './float-rules.ts';
import { functionState } from './function-errors.ts';
import {
  type EmitContext,
  type Example,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

const { numericValueOutOfRange } = sqlState;
const { invalidArgumentForLogarithm, invalidArgumentForPowerFunction } = functionState;

/**
 * Mathematical functions of DOUBLE PRECISION; other numbers are cast to it. Rounding of NUMERIC is
 * exact and stands with its arithmetic.
 */
export function mathFunctions(): ScalarFunction[] {
  return [...roundings(), ...roots(), ...powers(), ...angles(), pi()];
}

/**
 * What computes the functions of doubles that NUMERIC has, too, by name and number of arguments:
 * for NaN and the infinities these answer the same.
 */
export const doubleFunctions: ReadonlyMap<string, (...args: readonly number[]) => number> = new Map<
  string,
  (...args: readonly number[]) => number
>([
  ['sqrt 1', (a = 0) => checkedRoot(a)],
  ['exp 1', (a = 0) => exponential(a)],
  ['ln 1', (a = 0) => logarithmOf(a, Math.log)],
  ['log 1', (a = 0) => logarithmOf(a, Math.log10)],
  ['log10 1', (a = 0) => logarithmOf(a, Math.log10)],
  ['log 2', (a = 0, b = 0) => logarithm(a, b)],
  ...['^', 'power', 'pow'].map((name): [string, (...args: readonly number[]) => number] => [
    `${name} 2`,
    (a = 0, b = 0) => power(a, b),
  ]),
]);

function checkedRoot(a: number): number {
  if (a < 0) throw new SqlError(invalidArgumentForPowerFunction, complexRoot);
  return Math.sqrt(a);
}

function logarithmOf(a: number, compute: (a: number) => number): number {
  if (a <= 0) throw new SqlError(invalidArgumentForLogarithm, logarithmMessage(a));
  return compute(a);
}

const complexRoot = 'cannot take square root of a negative number';

function roundings(): ScalarFunction[] {
  const rounding = (
    name: string,
    docs: string,
    compute: (a: number) => number,
    emit: (a: string, context: EmitContext) => string,
    example: Example,
  ): ScalarFunction =>
    scalarFunction({
      name,
      parameters: ['double'],
      result: double,
      docs,
      examples: [example],
      evaluate: ([a]) => compute(a as number),
      emit: (context) => emit(context.argument(0), context),
    });
  const up = (name: string): ScalarFunction =>
    rounding(name, 'the nearest integer above', Math.ceil, (a) => `Math.ceil(${a})`, [
      `${name}(2.1::double precision)`,
      '3',
    ]);
  return [
    rounding(
      'round',
      'the nearest integer, ties to the even one',
      roundHalfEven,
      (a, context) => `${context.library('roundHalfEven')}(${a})`,
      ['round(2.5::double precision)', '2'],
    ),
    rounding('floor', 'the nearest integer below', Math.floor, (a) => `Math.floor(${a})`, [
      'floor(-2.1::double precision)',
      '-3',
    ]),
    up('ceil'),
    up('ceiling'),
    rounding('trunc', 'the integer part', Math.trunc, (a) => `Math.trunc(${a})`, [
      'trunc(-2.9::double precision)',
      '-2',
    ]),
    rounding('sign', '−1, 0 or 1', Math.sign, (a) => `Math.sign(${a})`, [
      'sign(-8::double precision)',
      '-1',
    ]),
  ];
}

/** One argument, one check, one function of `Math`. */
function unary(
  name: string,
  docs: string,
  compute: (a: number) => number,
  example: Example,
  fault: {
    readonly when: (a: number) => boolean;
    readonly code: string;
    readonly message: string | ((a: number) => string);
  } | null,
): ScalarFunction {
  return scalarFunction({
    name,
    parameters: ['double'],
    result: double,
    fallible: fault === null ? [] : [...new Set([fault.code, numericValueOutOfRange])],
    docs,
    examples: [example],
    evaluate: ([a]) => {
      if (fault?.when(a as number)) {
        const { code, message } = fault;
        throw new SqlError(code, typeof message === 'string' ? message : message(a as number));
      }
      return finite(compute(a as number), a as number);
    },
  });
}

function roots(): ScalarFunction[] {
  const complex = {
    when: (a: number): boolean => a < 0,
    code: invalidArgumentForPowerFunction,
    message: complexRoot,
  };
  const logarithmic = {
    when: (a: number): boolean => a <= 0,
    code: invalidArgumentForLogarithm,
    message: logarithmMessage,
  };
  const overflow = {
    when: (): boolean => false,
    code: numericValueOutOfRange,
    message: 'value out of range: overflow',
  };
  return [
    unary('sqrt', 'the square root', Math.sqrt, ['sqrt(2.25::double precision)', '1.5'], complex),
    unary('cbrt', 'the cube root', Math.cbrt, ['cbrt(27)', '3'], null),
    unary('exp', 'e to a power', exponential, ['exp(0)', '1'], overflow),
    unary('ln', 'the natural logarithm', Math.log, ['ln(1)', '0'], logarithmic),
    unary('log', 'the logarithm to base 10', Math.log10, ['log(1000)', '3'], logarithmic),
    unary('log10', 'the logarithm to base 10', Math.log10, ['log10(1000)', '3'], logarithmic),
  ];
}

function logarithmMessage(a: number): string {
  return `cannot take logarithm of ${a === 0 ? 'zero' : 'a negative number'}`;
}

/** @throws SqlError 22003 also where nothing is left of the result */
function exponential(a: number): number {
  const result = Math.exp(a);
  if (result === 0 && a !== -Infinity) throw floatOutOfRange(0);
  return result;
}

function powers(): ScalarFunction[] {
  const binary = (
    name: string,
    word: string,
    docs: string,
    codes: readonly string[],
    compute: (a: number, b: number) => number,
    example: Example,
  ): ScalarFunction =>
    scalarFunction({
      name,
      word,
      parameters: ['double', 'double'],
      result: double,
      fallible: codes,
      docs,
      examples: [example],
      evaluate: ([a, b]) => compute(a as number, b as number),
    });
  const codes = [invalidArgumentForPowerFunction, numericValueOutOfRange];
  return [
    binary('^', 'raise', 'a to the power of b', codes, power, ['2 ^ 10', '1024']),
    binary('power', 'power', 'a to the power of b', codes, power, ['power(9, 3)', '729']),
    binary('pow', 'pow', 'a to the power of b', codes, power, ['pow(2, 3)', '8']),
    binary(
      'log',
      'log',
      'the logarithm of b to base a',
      [invalidArgumentForLogarithm, sqlState.divisionByZero],
      logarithm,
      ['log(2, 64)', '6'],
    ),
    binary('atan2', 'atan2', 'the angle of the point (b, a), in radians', [], Math.atan2, [
      'atan2(0, 1)',
      '0',
    ]),
  ];
}

function power(a: number, b: number): number {
  const code = invalidArgumentForPowerFunction;
  if (a === 0 && b < 0) {
    throw new SqlError(code, 'zero raised to a negative power is undefined');
  }
  if (a < 0 && Number.isFinite(b) && !Number.isInteger(b)) {
    throw new SqlError(
      code,
      'a negative number raised to a non-integer power yields a complex result',
    );
  }
  // IEEE 754 and PostgreSQL say 1 for both; JavaScript says NaN.
  if (a === 1 || (a === -1 && Math.abs(b) === Infinity)) return 1;
  const result = a ** b;
  if (result === 0 && a !== 0 && Number.isFinite(a) && Number.isFinite(b)) throw floatOutOfRange(0);
  return finite(result, a, b);
}

function logarithm(base: number, value: number): number {
  const wrong = [base, value].find((each) => each <= 0);
  if (wrong !== undefined) {
    throw new SqlError(invalidArgumentForLogarithm, logarithmMessage(wrong));
  }
  if (base === 1) throw new SqlError(sqlState.divisionByZero, 'division by zero');
  return base === 2 ? Math.log2(value) : Math.log(value) / Math.log(base);
}

/** A result of finite arguments must be finite. @throws SqlError 22003 */
function finite(result: number, ...args: readonly number[]): number {
  if (Math.abs(result) === Infinity && args.every(Number.isFinite)) throw floatOutOfRange(result);
  return result;
}

function angles(): ScalarFunction[] {
  const unit = {
    when: (a: number): boolean => a < -1 || a > 1,
    code: numericValueOutOfRange,
    message: 'input is out of range',
  };
  const infinite = {
    when: (a: number): boolean => Math.abs(a) === Infinity,
    code: numericValueOutOfRange,
    message: 'input is out of range',
  };
  return [
    unary('sin', 'the sine of radians', Math.sin, ['sin(0)', '0'], infinite),
    unary('cos', 'the cosine of radians', Math.cos, ['cos(0)', '1'], infinite),
    unary('tan', 'the tangent of radians', Math.tan, ['tan(0)', '0'], infinite),
    unary('asin', 'the inverse sine, in radians', Math.asin, ['asin(0)', '0'], unit),
    unary('acos', 'the inverse cosine, in radians', Math.acos, ['acos(1)', '0'], unit),
    unary('atan', 'the inverse tangent, in radians', Math.atan, ['atan(0)', '0'], null),
    unary(
      'cot',
      'the cotangent of radians',
      (a) => 1 / Math.tan(a),
      ['cot(1)', '0.6420926159343306'],
      infinite,
    ),
    ...hyperbolics(),
    unary('radians', 'degrees as radians', (a) => a * (Math.PI / 180), ['radians(0)', '0'], null),
    unary('degrees', 'radians as degrees', (a) => a / (Math.PI / 180), ['degrees(0)', '0'], {
      when: () => false,
      code: numericValueOutOfRange,
      message: 'value out of range: overflow',
    }),
  ];
}

function hyperbolics(): ScalarFunction[] {
  const beyond = (isBeyond: (a: number) => boolean): Parameters<typeof unary>[4] => ({
    when: isBeyond,
    code: numericValueOutOfRange,
    message: 'input is out of range',
  });
  const unbounded = (name: string, docs: string, compute: (a: number) => number): ScalarFunction =>
    scalarFunction({
      name,
      parameters: ['double'],
      result: double,
      docs,
      examples: [[`${name}(0)`, name === 'cosh' ? '1' : '0']],
      evaluate: ([a]) => compute(a as number),
    });
  return [
    unbounded('sinh', 'the hyperbolic sine', Math.sinh),
    unbounded('cosh', 'the hyperbolic cosine', Math.cosh),
    unbounded('tanh', 'the hyperbolic tangent', Math.tanh),
    unbounded('asinh', 'the inverse hyperbolic sine', Math.asinh),
    unary(
      'acosh',
      'the inverse hyperbolic cosine',
      Math.acosh,
      ['acosh(1)', '0'],
      beyond((a) => a < 1),
    ),
    scalarFunction({
      name: 'atanh',
      parameters: ['double'],
      result: double,
      fallible: [numericValueOutOfRange],
      docs: 'the inverse hyperbolic tangent',
      examples: [['atanh(0)', '0']],
      evaluate: ([a]) => {
        if (Math.abs(a as number) > 1) {
          throw new SqlError(numericValueOutOfRange, 'input is out of range');
        }
        return Math.atanh(a as number);
      },
    }),
  ];
}

function pi(): ScalarFunction {
  return scalarFunction({
    name: 'pi',
    parameters: [],
    result: double,
    docs: 'the ratio of a circle’s circumference to its diameter',
    examples: [['pi()', '3.141592653589793']],
    evaluate: () => Math.PI,
    emit: () => String(Math.PI),
  });
}

function double(): SqlType {
  return plainType('double');
}
