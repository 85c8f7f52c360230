import { sqlState } from '../common/sql-error.ts';
import type { Datum } from '../data/sql-type.ts';
import { integerDatum, integerOutOfRange } from './integer-arithmetic.ts';
import {
  type Emit,
  type Example,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

type IntegerKind = 'smallint' | 'integer' | 'bigint';

const bits: Readonly<Record<IntegerKind, number>> = { smallint: 16, integer: 32, bigint: 64 };

/** Bits of integers, their common divisors and multiples. */
export function integerFunctions(): ScalarFunction[] {
  return [
    ...(['smallint', 'integer', 'bigint'] as const).flatMap((kind) => [
      bitwise(kind, '&', 'bitAnd', 'the bits that both numbers have', (a, b) => a & b),
      bitwise(kind, '|', 'bitOr', 'the bits that either number has', (a, b) => a | b),
      bitwise(kind, '#', 'bitXor', 'the bits that one number alone has', (a, b) => a ^ b),
      complement(kind),
      shift(kind, '<<', 'shiftLeft', (a, by) => a << by),
      shift(kind, '>>', 'shiftRight', (a, by) => a >> by),
    ]),
    ...(['integer', 'bigint'] as const).flatMap((kind) => [
      multiple(kind, 'gcd', 'the greatest common divisor', divisorOf, ['gcd(1071, 462)', '21']),
      multiple(kind, 'lcm', 'the least common multiple', multipleOf, ['lcm(1071, 462)', '23562']),
    ]),
  ];
}

function bigintOf(datum: Datum | undefined): bigint {
  return BigInt(datum as number | bigint);
}

function wrapped(kind: IntegerKind, value: bigint): Datum {
  const narrow = BigInt.asIntN(bits[kind], value);
  return kind === 'bigint' ? narrow : Number(narrow);
}

/** 32-bit operators of JavaScript are those of SQL; 64-bit ones need BigInts. */
function emitBits(kind: IntegerKind, operator: string): Emit {
  return (context) => {
    if (kind === 'bigint' && context.mode === 'double') return null;
    return `(${context.argument(0)} ${operator} ${context.argument(1)})`;
  };
}

function bitwise(
  kind: IntegerKind,
  name: '&' | '|' | '#',
  word: string,
  docs: string,
  compute: (a: bigint, b: bigint) => bigint,
): ScalarFunction {
  return scalarFunction({
    name,
    word,
    parameters: [kind, kind],
    result: () => plainType(kind),
    docs,
    evaluate: ([a, b]) => wrapped(kind, compute(bigintOf(a), bigintOf(b))),
    emit: emitBits(kind, name === '#' ? '^' : name),
  });
}

function complement(kind: IntegerKind): ScalarFunction {
  return scalarFunction({
    name: '~',
    word: 'bitNot',
    parameters: [kind],
    result: () => plainType(kind),
    docs: 'the bits that the number does not have',
    evaluate: ([a]) => wrapped(kind, ~bigintOf(a)),
  });
}

/** As the machine does, only the low bits of the distance count. */
function shift(
  kind: IntegerKind,
  name: '<<' | '>>',
  word: string,
  compute: (a: bigint, by: bigint) => bigint,
): ScalarFunction {
  const mask = kind === 'bigint' ? 63 : 31;
  return scalarFunction({
    name,
    word,
    parameters: [kind, 'integer'],
    result: () => plainType(kind),
    docs: `the bits moved to the ${name === '<<' ? 'left' : 'right'}`,
    evaluate: ([a, by]) => wrapped(kind, compute(bigintOf(a), BigInt((by as number) & mask))),
  });
}

function multiple(
  kind: 'integer' | 'bigint',
  name: string,
  docs: string,
  compute: (a: bigint, b: bigint) => bigint,
  example: Example,
): ScalarFunction {
  return scalarFunction({
    name,
    parameters: [kind, kind],
    result: () => plainType(kind),
    fallible: [sqlState.numericValueOutOfRange],
    docs,
    examples: [example],
    evaluate: ([a, b]) => {
      const result = compute(bigintOf(a), bigintOf(b));
      if (BigInt.asIntN(bits[kind], result) !== result) throw integerOutOfRange(kind);
      return integerDatum(kind, result);
    },
  });
}

function divisorOf(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x < 0n ? -x : x;
}

function multipleOf(a: bigint, b: bigint): bigint {
  if (a === 0n || b === 0n) return 0n;
  const product = (a / divisorOf(a, b)) * b;
  return product < 0n ? -product : product;
}
