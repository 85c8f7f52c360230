import { SqlError, sqlState } from '../../common/sql-error.ts';
import { addDecimals, compareDecimals, decimalOf, formatDecimal } from '../../data/decimal.ts';
import type { Decimal } from '../../data/decimal-text.ts';
import type { Datum, Interval, SqlType } from '../../data/sql-type.ts';
import { plainType } from '../scalar-function.ts';
import { addInterval } from '../time-fields.ts';
import { timestampFits } from '../timestamp-range.ts';
import {
  type TableCallTypes,
  type TableExample,
  type TableFunction,
  type TableRow,
  tableFunction,
} from './table-function.ts';

const fallible = [sqlState.invalidParameterValue];

/** generate_series over integers, numbers and moments. */
export function seriesFunctions(): TableFunction[] {
  return [
    ...overIntegers('integer', (value) => Number(value)),
    ...overIntegers('bigint', (value) => value),
    ...overNumbers(),
    overMoments('timestamp', [
      "generate_series(timestamp '2026-01-31', timestamp '2026-04-01', interval '1 month')",
      ['2026-01-31 00:00:00', '2026-02-28 00:00:00', '2026-03-28 00:00:00'],
    ]),
    overMoments('timestamptz', [
      "generate_series(timestamptz '2026-01-01 00:00+00', timestamptz '2026-01-01 12:00+00', interval '6 hours')",
      ['2026-01-01 00:00:00+00', '2026-01-01 06:00:00+00', '2026-01-01 12:00:00+00'],
    ]),
  ];
}

function series(
  parts: Pick<TableFunction, 'parameters' | 'rows' | 'docs'> & {
    readonly type: SqlType;
    readonly examples?: readonly TableExample[];
  },
): TableFunction {
  const { type, ...given } = parts;
  return tableFunction({
    name: 'generate_series',
    columns: () => [{ name: 'generate_series', type }],
    ...given,
  });
}

function overIntegers(
  kind: 'integer' | 'bigint',
  datumOf: (value: number | bigint) => Datum,
): TableFunction[] {
  const big = kind === 'bigint';
  const stop = big ? '8000000002' : '3';
  const start = big ? '8000000000' : '1';
  const counted = big ? ['8000000000', '8000000001', '8000000002'] : ['1', '2', '3'];
  const limit = big ? 2n ** 63n : 2n ** 31n;
  const rows = (args: readonly Datum[]): Iterable<TableRow> => {
    const [from, to, step] = args.map((each) => BigInt(each as number | bigint));
    return integers(from as bigint, to as bigint, step ?? 1n, limit, datumOf);
  };
  return [
    series({
      parameters: [kind, kind],
      type: plainType(kind),
      docs: 'the integers from start to stop',
      examples: [[`generate_series(${start}, ${stop})`, counted]],
      rows,
    }),
    tableFunction({
      name: 'generate_series',
      parameters: [kind, kind, kind],
      columns: () => [{ name: 'generate_series', type: plainType(kind) }],
      fallible,
      docs: 'the integers from start to stop, a step apart',
      examples: [[`generate_series(${stop}, ${start}, -2)`, [counted[2] ?? '', counted[0] ?? '']]],
      rows,
    }),
  ];
}

/** Stops where the type ends. @throws SqlError 22023 */
function* integers(
  from: bigint,
  to: bigint,
  step: bigint,
  limit: bigint,
  datumOf: (value: number | bigint) => Datum,
): Generator<TableRow> {
  if (step === 0n) throw zeroStep();
  const end = step > 0n ? lesser(to, limit - 1n) : -lesser(-to, limit);
  if (isSafe(from) && isSafe(end) && isSafe(step) && isSafe(end + step)) {
    yield* doubles(Number(from), Number(end), Number(step), datumOf);
    return;
  }
  for (let value = from; step > 0n ? value <= end : value >= end; value += step) {
    yield [datumOf(value)];
  }
}

/** The same over doubles, which hold them exactly. */
function* doubles(
  from: number,
  end: number,
  step: number,
  datumOf: (value: number | bigint) => Datum,
): Generator<TableRow> {
  const isBig = typeof datumOf(0n) === 'bigint';
  for (let value = from; step > 0 ? value <= end : value >= end; value += step) {
    yield [isBig ? BigInt(value) : value];
  }
}

function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function isSafe(value: bigint): boolean {
  const bound = BigInt(Number.MAX_SAFE_INTEGER);
  return value >= -bound && value <= bound;
}

function overNumbers(): TableFunction[] {
  const type = plainType('numeric');
  return [
    series({
      parameters: ['numeric', 'numeric'],
      type,
      docs: 'the numbers from start to stop, 1 apart',
      examples: [['generate_series(1.5, 3.9)', ['1.5', '2.5', '3.5']]],
      rows: (args, call) => numbers(args, call),
    }),
    tableFunction({
      name: 'generate_series',
      parameters: ['numeric', 'numeric', 'numeric'],
      columns: () => [{ name: 'generate_series', type }],
      fallible,
      docs: 'the numbers from start to stop, a step apart',
      examples: [['generate_series(1.1, 2, 0.45)', ['1.1', '1.55', '2.00']]],
      rows: (args, call) => numbers(args, call),
    }),
  ];
}

/** @throws SqlError 22023 */
function* numbers(args: readonly Datum[], call: TableCallTypes): Generator<TableRow> {
  const names = ['start value', 'stop value', 'step size'];
  const [start, stop, step = { units: 1n, scale: 0 }] = args.map((each, i) =>
    finite(each, call.argumentTypes[i] as SqlType, names[i] as string),
  ) as [Decimal, Decimal, Decimal?];
  if (step.units === 0n) throw zeroStep();
  const isUp = step.units > 0n;
  const isWithin = (value: Decimal): boolean =>
    isUp ? compareDecimals(value, stop) <= 0 : compareDecimals(value, stop) >= 0;
  for (let value = start; isWithin(value); value = addDecimals(value, step)) {
    yield [formatDecimal(value)];
  }
}

/** @throws SqlError 22023 */
function finite(datum: Datum, type: SqlType, what: string): Decimal {
  const isWord = typeof datum === 'string' && /^(NaN|-?Infinity)$/i.test(datum);
  if (!isWord) return decimalOf(datum, type);
  const word = datum === 'NaN' ? 'NaN' : 'infinity';
  throw new SqlError(sqlState.invalidParameterValue, `${what} cannot be ${word}`);
}

function overMoments(kind: 'timestamp' | 'timestamptz', example: TableExample): TableFunction {
  return tableFunction({
    name: 'generate_series',
    parameters: [kind, kind, 'interval'],
    columns: () => [{ name: 'generate_series', type: plainType(kind) }],
    fallible,
    docs: 'the moments from start to stop, an interval apart',
    examples: [example],
    rows: ([from, to, step]) => moments(from as bigint, to as bigint, step as Interval),
  });
}

/** @throws SqlError 22023 */
function* moments(from: bigint, to: bigint, step: Interval): Generator<TableRow> {
  const sign = directionOf(step);
  if (sign === 0) throw zeroStep();
  for (let value = from; sign > 0 ? value <= to : value >= to; value = addInterval(value, step)) {
    if (!timestampFits(value)) return;
    yield [value];
  }
}

/** A month counts as 30 days where the sign of an interval is asked for. */
function directionOf({ months, days, micros }: Interval): number {
  const total = (BigInt(months) * 30n + BigInt(days)) * 86_400_000_000n + BigInt(micros);
  if (total === 0n) return 0;
  return total > 0n ? 1 : -1;
}

function zeroStep(): SqlError {
  return new SqlError(sqlState.invalidParameterValue, 'step size cannot equal zero');
}
