import { SqlError, sqlState } from '../common/sql-error.ts';
import { divisionByZero } from '../data/decimal.ts';
import type { Datum } from '../data/sql-type.ts';
import { checked16, checked32, checked64, integer64 } from './emit-rules.ts';
import {
  type Emit,
  type EmitContext,
  type Example,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

type IntegerKind = 'smallint' | 'integer' | 'bigint';

const bounds: Readonly<Record<IntegerKind, bigint>> = {
  smallint: 2n ** 15n,
  integer: 2n ** 31n,
  bigint: 2n ** 63n,
};

/** + − × ÷ % and signs of SMALLINT, INTEGER and BIGINT. Results outside the type fail with 22003. */
export function integerArithmetic(): ScalarFunction[] {
  return (['smallint', 'integer', 'bigint'] as const).flatMap((kind) => [
    binary(kind, '+', 'add', (a, b) => a + b, emitWith(kind, '+'), ['1 + 2', '3']),
    binary(kind, '-', 'subtract', (a, b) => a - b, emitWith(kind, '-'), ['1 - 2', '-1']),
    binary(kind, '*', 'multiply', (a, b) => a * b, emitWith(kind, '*'), ['4 * -5', '-20']),
    division(kind),
    remainder(kind, '%', 'remainder'),
    remainder(kind, 'mod', 'mod'),
    negation(kind),
    identity(kind),
    absolute(kind),
  ]);
}

/** An integer as a value of its type. @throws SqlError 22003 */
export function integerDatum(kind: IntegerKind, value: bigint): Datum {
  const bound = bounds[kind];
  if (value >= bound || value < -bound) throw integerOutOfRange(kind);
  return kind === 'bigint' ? value : Number(value);
}

/** 22003 of an integer type. */
export function integerOutOfRange(kind: IntegerKind): SqlError {
  return new SqlError(sqlState.numericValueOutOfRange, `${kind} out of range`);
}

/** Keeps an integer result in its type's range. */
function checkedInteger(kind: IntegerKind, context: EmitContext, source: string): string {
  if (kind === 'bigint') return checked64(context, source);
  return kind === 'integer' ? checked32(context, source) : checked16(context, source);
}

function binary(
  kind: IntegerKind,
  name: string,
  word: string,
  compute: (a: bigint, b: bigint) => bigint,
  emit: Emit,
  example: Example,
): ScalarFunction {
  return scalarFunction({
    name,
    word,
    parameters: [kind, kind],
    result: () => plainType(kind),
    fallible: [sqlState.numericValueOutOfRange],
    docs: `${word} of two ${kind} values`,
    examples: [example],
    evaluate: ([a, b]) => integerDatum(kind, compute(integerOf(a), integerOf(b))),
    emit,
  });
}

/** The value of an integer of any width. */
function integerOf(datum: Datum | undefined): bigint {
  return BigInt(datum as number | bigint);
}

/** Adding 0 turns −0, which integers do not have, into 0. */
function emitWith(kind: IntegerKind, operator: '+' | '-' | '*'): Emit {
  return (context) => {
    const product = operator === '*' && !isExact64(kind, context) ? ' + 0' : '';
    const source = `${context.argument(0)} ${operator} ${context.argument(1)}${product}`;
    return checkedInteger(kind, context, source);
  };
}

function isExact64(kind: IntegerKind, context: EmitContext): boolean {
  return kind === 'bigint' && context.mode === 'exact';
}

function division(kind: IntegerKind): ScalarFunction {
  return scalarFunction({
    name: '/',
    word: 'divide',
    parameters: [kind, kind],
    result: () => plainType(kind),
    fallible: [sqlState.divisionByZero, sqlState.numericValueOutOfRange],
    docs: `quotient of two ${kind} values, cut off toward zero`,
    examples: [['7 / 2', '3']],
    evaluate: ([a, b]) => {
      if (integerOf(b) === 0n) throw divisionByZero();
      return integerDatum(kind, integerOf(a) / integerOf(b));
    },
    emit: (context) => {
      failOnZero(kind, context);
      const [a, b] = [context.argument(0), context.argument(1)];
      const source = isExact64(kind, context) ? `${a} / ${b}` : `Math.trunc(${a} / ${b}) + 0`;
      // A quotient leaves the range only as −(−2^n): impossible for doubles within ±2^53.
      if (kind === 'bigint' && context.mode === 'double') return `(${source})`;
      return checkedInteger(kind, context, source);
    },
  });
}

function failOnZero(kind: IntegerKind, context: EmitContext): void {
  const divisor = context.literal(1);
  if (divisor !== undefined && divisor !== 0 && divisor !== 0n) return;
  const zero = isExact64(kind, context) ? '0n' : '0';
  context.failIf(`${context.argument(1)} === ${zero}`, sqlState.divisionByZero);
}

function remainder(kind: IntegerKind, name: string, word: string): ScalarFunction {
  return scalarFunction({
    name,
    word,
    parameters: [kind, kind],
    result: () => plainType(kind),
    fallible: [sqlState.divisionByZero],
    docs: `remainder of two ${kind} values, with the sign of the first`,
    examples: [[name === '%' ? '-7 % 3' : 'mod(-7, 3)', '-1']],
    evaluate: ([a, b]) => {
      if (integerOf(b) === 0n) throw divisionByZero();
      return integerDatum(kind, integerOf(a) % integerOf(b));
    },
    emit: (context) => {
      failOnZero(kind, context);
      const [a, b] = [context.argument(0), context.argument(1)];
      if (isExact64(kind, context)) return `(${a} % ${b})`;
      if (kind !== 'bigint') return `((${a} % ${b}) | 0)`;
      return emitWideRemainder(context, a, b);
    },
  });
}

/** The processor's 32-bit remainder is many times faster than that of doubles, and mostly enough. */
function emitWideRemainder(context: EmitContext, a: string, b: string): string {
  const divisor = context.literal(1);
  const small = divisor !== undefined && BigInt.asIntN(32, divisor as bigint) === divisor;
  if (!small) return `(${a} % ${b} + 0)`;
  const low = context.local(`${a} | 0`);
  return `(${low} === ${a} ? (${low} % ${b}) | 0 : ${a} % ${b} + 0)`;
}

function negation(kind: IntegerKind): ScalarFunction {
  return scalarFunction({
    name: '-',
    word: 'negate',
    parameters: [kind],
    result: () => plainType(kind),
    fallible: [sqlState.numericValueOutOfRange],
    docs: `the ${kind} value with the other sign`,
    examples: [['- 5', '-5']],
    evaluate: ([a]) => integerDatum(kind, -integerOf(a)),
    emit: (context) => {
      const zero = kind === 'bigint' ? integer64(context, 0) : '0';
      return checkedInteger(kind, context, `${zero} - ${context.argument(0)}`);
    },
  });
}

function identity(kind: IntegerKind): ScalarFunction {
  return scalarFunction({
    name: '+',
    word: 'plus',
    parameters: [kind],
    result: () => plainType(kind),
    docs: `the ${kind} value itself`,
    evaluate: ([a]) => a as Datum,
    emit: (context) => context.argument(0),
  });
}

function absolute(kind: IntegerKind): ScalarFunction {
  return scalarFunction({
    name: 'abs',
    parameters: [kind],
    result: () => plainType(kind),
    fallible: [sqlState.numericValueOutOfRange],
    docs: `the ${kind} value without its sign`,
    examples: [['abs(-5)', '5']],
    evaluate: ([a]) => {
      const value = integerOf(a);
      return integerDatum(kind, value < 0n ? -value : value);
    },
    emit: (context) => {
      const a = context.argument(0);
      if (!isExact64(kind, context)) return checkedInteger(kind, context, `Math.abs(${a})`);
      return checkedInteger(kind, context, `${a} < 0n ? 0n - ${a} : ${a}`);
    },
  });
}
