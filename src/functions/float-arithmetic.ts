import { SqlError, sqlState } from '../common/sql-error.ts';
import { divisionByZero } from '../data/decimal.ts';
import { typeName } from '../data/sql-type.ts';
import { float8Fault } from './float-rules.ts';
import {
  type EmitContext,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

type FloatKind = 'real' | 'double';

/** PostgreSQL has operators of REAL and DOUBLE mixed, too: without them INTEGER + REAL would be REAL. */
const pairs: readonly (readonly [FloatKind, FloatKind])[] = [
  ['double', 'double'],
  ['real', 'real'],
  ['real', 'double'],
  ['double', 'real'],
];

/** + − × ÷ and signs of REAL and DOUBLE. Overflow and underflow of finite numbers fail with 22003. */
export function floatArithmetic(): ScalarFunction[] {
  return [
    ...pairs.flatMap(([a, b]) => [
      binary(a, b, '+', 'add', (x, y) => x + y),
      binary(a, b, '-', 'subtract', (x, y) => x - y),
      binary(a, b, '*', 'multiply', (x, y) => x * y),
      binary(a, b, '/', 'divide', (x, y) => x / y),
    ]),
    ...(['real', 'double'] as const).flatMap((kind) => [
      sign(
        kind,
        '-',
        'negate',
        (x) => -x,
        (a) => `(-${a})`,
      ),
      sign(
        kind,
        '+',
        'plus',
        (x) => x,
        (a) => a,
      ),
      sign(kind, 'abs', 'abs', Math.abs, (a) => `Math.abs(${a})`),
    ]),
  ];
}

/** 22003 of the floating-point types. */
export function floatOutOfRange(result: number): SqlError {
  const way = result === 0 ? 'underflow' : 'overflow';
  return new SqlError(sqlState.numericValueOutOfRange, `value out of range: ${way}`);
}

function binary(
  left: FloatKind,
  right: FloatKind,
  name: '+' | '-' | '*' | '/',
  word: string,
  compute: (a: number, b: number) => number,
): ScalarFunction {
  const kind = left === 'real' && right === 'real' ? 'real' : 'double';
  const scaling = name === '*' || name === '/';
  return scalarFunction({
    name,
    word,
    parameters: [left, right],
    result: () => plainType(kind),
    fallible: [sqlState.numericValueOutOfRange, ...(name === '/' ? [sqlState.divisionByZero] : [])],
    docs: `${word} of ${left} and ${right}`,
    examples: [[`${sample(6, left)} ${name} ${sample(2, right)}`, String(compute(6, 2))]],
    evaluate: (args) => {
      const [a, b] = args as [number, number];
      if (name === '/' && b === 0 && !Number.isNaN(a)) throw divisionByZero();
      const result = rounded(kind, compute(a, b));
      if ((scaling || result !== 0) && float8Fault(a, b, result)) throw floatOutOfRange(result);
      return result;
    },
    emit: (context) => emitBinary(context, kind, name),
  });
}

function sample(value: number, kind: FloatKind): string {
  return `${value}::${typeName({ kind })}`;
}

function rounded(kind: FloatKind, value: number): number {
  return kind === 'real' ? Math.fround(value) : value;
}

/** Only a result that is zero or not finite can be a fault: `r - r` is 0 for finite numbers alone. */
function emitBinary(context: EmitContext, kind: FloatKind, operator: string): string {
  const [a, b] = [context.argument(0), context.argument(1)];
  if (operator === '/' && !isNonZero(context.literal(1))) {
    context.failIf(`${b} === 0 && ${a} === ${a}`, sqlState.divisionByZero);
  }
  const source = `${a} ${operator} ${b}`;
  const result = context.local(kind === 'real' ? `Math.fround(${source})` : source);
  const scaling = operator === '*' || operator === '/';
  const odd = `${result} - ${result} !== 0${scaling ? ` || ${result} === 0` : ''}`;
  const fault = `${context.library('float8Fault')}(${a}, ${b}, ${result})`;
  context.failIf(`(${odd}) && ${fault}`, sqlState.numericValueOutOfRange);
  return result;
}

function isNonZero(literal: unknown): boolean {
  return typeof literal === 'number' && literal !== 0;
}

function sign(
  kind: FloatKind,
  name: string,
  word: string,
  compute: (a: number) => number,
  emit: (a: string) => string,
): ScalarFunction {
  return scalarFunction({
    name,
    word,
    parameters: [kind],
    result: () => plainType(kind),
    docs: `${word} of a ${kind} value`,
    evaluate: ([a]) => compute(a as number),
    emit: (context) => emit(context.argument(0)),
  });
}
