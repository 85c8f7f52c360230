import { SqlError, sqlState } from '../common/sql-error.ts';
import {
  decimalDatum,
  decimalOf,
  divisionByZero,
  remainderDecimals,
  rescale,
  withoutTrailingZeros,
} from '../data/decimal.ts';
import { type Decimal, isSpecial } from '../data/decimal-text.ts';
import type { Datum } from '../data/sql-type.ts';
import {
  exponential,
  formatOverflow,
  logarithmTo,
  naturalLogarithm,
  powerOf,
  squareRoot,
} from './decimal-logarithms.ts';
import { functionState } from './function-errors.ts';
import { doubleFunctions } from './math-functions.ts';
import { specialBinary, specialByDoubles } from './numeric-specials.ts';
import {
  type CallTypes,
  type Example,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

const { numericValueOutOfRange, divisionByZero: zeroDivision } = sqlState;
const { invalidArgumentForLogarithm, invalidArgumentForPowerFunction } = functionState;
const ten: Decimal = { units: 10n, scale: 0 };

/** Mathematical functions of NUMERIC, exact to the last digit that PostgreSQL shows. */
export function numericFunctions(): ScalarFunction[] {
  return [...roots(), ...powers(), ...wholeParts(), ...scales(), factorial()];
}

type Compute = (...args: readonly [Decimal, Decimal]) => Decimal;

function exact(
  name: string,
  word: string,
  arity: 1 | 2,
  docs: string,
  codes: readonly string[],
  compute: Compute,
  example: Example,
): ScalarFunction {
  return scalarFunction({
    name,
    word,
    parameters: arity === 1 ? ['numeric'] : ['numeric', 'numeric'],
    result: () => plainType('numeric'),
    fallible: [...new Set([...codes, numericValueOutOfRange])],
    docs,
    examples: [example],
    evaluate: (args, types) =>
      args.some(isSpecial)
        ? ofSpecials(name, word, args, types)
        : decimalDatum(compute(operand(args, types, 0), operand(args, types, 1)), types.resultType),
  });
}

/** @throws SqlError what the function of doubles raises */
function ofSpecials(name: string, word: string, args: readonly Datum[], types: CallTypes): Datum {
  const ofDoubles = doubleFunctions.get(`${name} ${args.length}`);
  if (ofDoubles === undefined) return specialBinary(word, args[0] ?? null, args[1] ?? null, types);
  return specialByDoubles(args, types, ofDoubles);
}

function operand(args: readonly Datum[], { argumentTypes }: CallTypes, index: number): Decimal {
  const datum = args[index];
  if (datum === undefined || datum === null) return { units: 0n, scale: 0 };
  return decimalOf(datum, argumentTypes[index] ?? plainType('numeric'));
}

function roots(): ScalarFunction[] {
  const logarithms = [invalidArgumentForLogarithm, zeroDivision];
  return [
    exact('sqrt', 'sqrt', 1, 'the square root', [invalidArgumentForPowerFunction], root, [
      'sqrt(2.0)',
      '1.414213562373095',
    ]),
    exact('exp', 'exp', 1, 'e to a power', [], exponential, ['exp(1.0)', '2.7182818284590452']),
    exact(
      'ln',
      'ln',
      1,
      'the natural logarithm',
      logarithms,
      (a) => naturalLogarithm(positive(a)),
      ['ln(2.0)', '0.6931471805599453'],
    ),
    ...['log', 'log10'].map((name) =>
      exact(
        name,
        name,
        1,
        'the logarithm to base 10',
        logarithms,
        (a) => logarithmTo(ten, positive(a)),
        [`${name}(100.0)`, '2.0000000000000000'],
      ),
    ),
    exact('log', 'log', 2, 'the logarithm of b to base a', logarithms, logarithm, [
      'log(2.0, 64.0)',
      '6.0000000000000000',
    ]),
  ];
}

function root(value: Decimal): Decimal {
  if (value.units >= 0n) return squareRoot(value);
  throw new SqlError(
    invalidArgumentForPowerFunction,
    'cannot take square root of a negative number',
  );
}

/** @throws SqlError 2201E */
function positive(value: Decimal): Decimal {
  if (value.units > 0n) return value;
  const what = value.units === 0n ? 'zero' : 'a negative number';
  throw new SqlError(invalidArgumentForLogarithm, `cannot take logarithm of ${what}`);
}

/** @throws SqlError 2201E, 22012 */
function logarithm(base: Decimal, value: Decimal): Decimal {
  positive(base);
  positive(value);
  if (base.units === 10n ** BigInt(base.scale)) throw divisionByZero();
  return logarithmTo(base, value);
}

function powers(): ScalarFunction[] {
  const names = [
    ['^', 'raise', ['2.5 ^ 2.0', '6.2500000000000000']],
    ['power', 'power', ['power(2.0, 0.5)', '1.4142135623730950']],
    ['pow', 'pow', ['pow(9.0, -1)', '0.1111111111111111']],
  ] as const;
  return names.map(([name, word, example]) =>
    exact(name, word, 2, 'a to the power of b', [invalidArgumentForPowerFunction], power, example),
  );
}

/** @throws SqlError 2201F, 22003 */
function power(a: Decimal, b: Decimal): Decimal {
  const fail = (message: string): SqlError =>
    new SqlError(invalidArgumentForPowerFunction, message);
  if (a.units === 0n && b.units < 0n) throw fail('zero raised to a negative power is undefined');
  if (a.units < 0n && withoutTrailingZeros(b.units, b.scale).scale > 0) {
    throw fail('a negative number raised to a non-integer power yields a complex result');
  }
  return powerOf(a, b);
}

function wholeParts(): ScalarFunction[] {
  return [
    exact('div', 'div', 2, 'the integer part of a quotient', [zeroDivision], integerQuotient, [
      'div(9, 4)',
      '2',
    ]),
    exact('gcd', 'gcd', 2, 'the greatest common divisor', [], commonDivisor, [
      'gcd(330.3, 462.0)',
      '0.3',
    ]),
    exact('lcm', 'lcm', 2, 'the least common multiple', [], commonMultiple, [
      'lcm(1.5, 0.4)',
      '6.0',
    ]),
  ];
}

function integerQuotient(a: Decimal, b: Decimal): Decimal {
  if (b.units === 0n) throw divisionByZero();
  const scale = Math.max(a.scale, b.scale);
  return { units: rescale(a, scale).units / rescale(b, scale).units, scale: 0 };
}

function commonDivisor(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  let [x, y] = [rescale(a, scale), rescale(b, scale)];
  while (y.units !== 0n) [x, y] = [y, remainderDecimals(x, y)];
  return { units: x.units < 0n ? -x.units : x.units, scale };
}

function commonMultiple(a: Decimal, b: Decimal): Decimal {
  const divisor = commonDivisor(a, b);
  const { scale } = divisor;
  if (divisor.units === 0n) return divisor;
  const units = (rescale(a, scale).units / divisor.units) * rescale(b, scale).units;
  return { units: units < 0n ? -units : units, scale };
}

function scales(): ScalarFunction[] {
  const make = (
    name: string,
    docs: string,
    compute: (value: Decimal) => number,
    example: Example,
  ): ScalarFunction =>
    scalarFunction({
      name,
      parameters: ['numeric'],
      result: () => plainType('integer'),
      nulls: 'own',
      docs,
      examples: [example],
      evaluate: (args, types) => {
        const [value = null] = args;
        return value === null || isSpecial(value) ? null : compute(operand(args, types, 0));
      },
    });
  return [
    make('scale', 'the number of digits after the point', ({ scale }) => scale, [
      'scale(8.4100)',
      '4',
    ]),
    make(
      'min_scale',
      'the number of digits after the point that the value needs',
      ({ units, scale }) => withoutTrailingZeros(units, scale).scale,
      ['min_scale(8.4100)', '2'],
    ),
  ];
}

/** Above this, the result has more digits than a NUMERIC may have. */
const factorialMax = 32_177n;

function factorial(): ScalarFunction {
  return scalarFunction({
    name: 'factorial',
    parameters: ['bigint'],
    result: () => plainType('numeric'),
    fallible: [numericValueOutOfRange],
    docs: 'the product of all integers up to the number',
    examples: [['factorial(20)', '2432902008176640000']],
    evaluate: ([value]) => {
      const n = value as bigint;
      if (n < 0n) {
        const message = 'factorial of a negative number is undefined';
        throw new SqlError(numericValueOutOfRange, message);
      }
      if (n > factorialMax) throw formatOverflow();
      let product = 1n;
      for (let factor = 2n; factor <= n; factor += 1n) product *= factor;
      return String(product);
    },
  });
}
