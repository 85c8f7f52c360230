import { SqlError, sqlState } from '../common/sql-error.ts';
import { decimalOf, formatDecimal, rescale } from '../data/decimal.ts';
import { isSpecial } from '../data/decimal-text.ts';
import type { Datum } from '../data/sql-type.ts';
import {
  type CallTypes,
  type EvaluationEnv,
  plainType,
  type ScalarFunction,
  scalarFunction,
} from './scalar-function.ts';

type Random = EvaluationEnv['random'];

const { invalidParameterValue } = sqlState;

/** Numbers and UUIDs by chance. Every call answers anew. */
export function randomFunctions(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'random',
      parameters: [],
      result: () => plainType('double'),
      volatility: 'volatile',
      docs: 'a number from 0 up to but not including 1',
      evaluate: (_args, _types, { random }) => random(),
    }),
    ...between(),
    ...normal(),
    scalarFunction({
      name: 'setseed',
      parameters: ['double'],
      result: () => plainType('text'),
      volatility: 'volatile',
      fallible: [invalidParameterValue],
      docs: 'begins the numbers of random() anew, by a seed from −1 to 1; answers an empty text',
      evaluate: ([seed], _types, { setSeed }) => {
        setSeed(seedOf(seed as number));
        return '';
      },
    }),
    ...['gen_random_uuid', 'uuidv4'].map((name) =>
      scalarFunction({
        name,
        parameters: [],
        result: () => plainType('uuid'),
        volatility: 'volatile',
        docs: 'a UUID of version 4',
        evaluate: (_args, _types, { random }) => randomUuid(random),
      }),
    ),
  ];
}

/** @throws SqlError 22023 */
function seedOf(seed: number): bigint {
  if (!(seed >= -1 && seed <= 1)) {
    throw new SqlError(
      invalidParameterValue,
      `setseed parameter ${seed} is out of allowed range [-1,1]`,
    );
  }
  return BigInt(Math.round(seed * 2 ** 52));
}

/** random(min, max): both ends are among the answers. */
function between(): ScalarFunction[] {
  const docs = 'a number between two, which are among the answers';
  const common = {
    name: 'random',
    volatility: 'volatile',
    docs,
    fallible: [invalidParameterValue],
  } as const;
  return [
    scalarFunction({
      ...common,
      parameters: ['integer', 'integer'],
      result: () => plainType('integer'),
      evaluate: ([low, high], _types, { random }) =>
        Number(drawn(BigInt(low as number), BigInt(high as number), random)),
    }),
    scalarFunction({
      ...common,
      parameters: ['bigint', 'bigint'],
      result: () => plainType('bigint'),
      evaluate: ([low, high], _types, { random }) => drawn(low as bigint, high as bigint, random),
    }),
    scalarFunction({
      ...common,
      parameters: ['numeric', 'numeric'],
      result: () => plainType('numeric'),
      evaluate: (args, types, { random }) => drawnDecimal(args, types, random),
    }),
  ];
}

function drawnDecimal(args: readonly Datum[], { argumentTypes }: CallTypes, random: Random): Datum {
  if (args.some(isSpecial)) {
    throw new SqlError(invalidParameterValue, 'bounds of random() must be finite');
  }
  const [low, high] = args.map((arg, i) =>
    decimalOf(arg, argumentTypes[i] ?? plainType('numeric')),
  );
  const none = { units: 0n, scale: 0 };
  const scale = Math.max(low?.scale ?? 0, high?.scale ?? 0);
  const units = drawn(
    rescale(low ?? none, scale).units,
    rescale(high ?? none, scale).units,
    random,
  );
  return formatDecimal({ units, scale });
}

/** An integer between two, each as likely as any other. @throws SqlError 22023 */
function drawn(low: bigint, high: bigint, random: Random): bigint {
  if (low > high) {
    throw new SqlError(
      invalidParameterValue,
      'lower bound must be less than or equal to upper bound',
    );
  }
  const count = high - low + 1n;
  const bits = count.toString(2).length;
  for (;;) {
    let value = 0n;
    for (let left = bits; left > 0; left -= 32) {
      const word = BigInt(Math.floor(random() * 2 ** 32));
      value = (value << 32n) | word;
    }
    const cut = value & ((1n << BigInt(bits)) - 1n);
    if (cut < count) return low + cut;
  }
}

/** random_normal([mean [, deviation]]). */
function normal(): ScalarFunction[] {
  return [0, 1, 2].map((count) =>
    scalarFunction({
      name: 'random_normal',
      parameters: Array.from({ length: count }, () => 'double' as const),
      result: () => plainType('double'),
      volatility: 'volatile',
      docs: 'a normally distributed number of a mean (0) and a standard deviation (1)',
      evaluate: ([mean = 0, deviation = 1], _types, { random }) =>
        (mean as number) + (deviation as number) * normalOf(random),
    }),
  );
}

/** Box and Muller. */
function normalOf(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

function randomUuid(random: Random): string {
  const digits = Array.from({ length: 32 }, (_, at) => {
    const digit = Math.floor(random() * 16);
    if (at === 12) return '4';
    return (at === 16 ? 8 + (digit & 3) : digit).toString(16);
  }).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
