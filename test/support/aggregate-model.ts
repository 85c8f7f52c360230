import { compareDatums } from '../../src/data/compare-datums.ts';
import { decimalDatum, decimalOf, divideDecimals } from '../../src/data/decimal.ts';
import { type Datum, type SqlType, storageOf } from '../../src/data/sql-type.ts';
import { compareText } from '../../src/data/text-bytes.ts';
import { formatDatum } from '../../src/data/text-output.ts';
import type {
  AggregateCall,
  AggregateFunctionName,
} from '../../src/planner/physical/physical-plan.ts';
import { exactDoubleSum } from './exact-double-sum.ts';
import { rowText, type WeightedRow } from './zset.ts';

/** What a group comes to: one value per call, or null when one of them is out of range. */
export type GroupResult = {
  readonly keys: readonly Datum[];
  readonly values: readonly Datum[] | null;
};

/** The batch answer of GROUP BY, over the sum of all changes. */
export function aggregated(
  rows: readonly WeightedRow[],
  keys: readonly number[],
  calls: readonly AggregateCall[],
): GroupResult[] {
  const groups = new Map<string, { keys: Datum[]; rows: (readonly Datum[])[] }>();
  if (keys.length === 0) groups.set('', { keys: [], rows: [] });
  for (const row of plainRows(rows)) {
    const groupKeys = keys.map((key) => row[key] ?? null);
    const text = keys.length === 0 ? '' : rowText(groupKeys);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, { keys: groupKeys, rows: [row] });
    else group.rows.push(row);
  }
  return [...groups.values()].map((group) => ({
    keys: group.keys,
    values: valuesOf(group.rows, calls),
  }));
}

/** The rows of a sum of changes, as often as they weigh; a sum without negative rows is expected. */
function plainRows(rows: readonly WeightedRow[]): (readonly Datum[])[] {
  const weights = new Map<string, { row: readonly Datum[]; weight: number }>();
  for (const { row, weight } of rows) {
    const text = rowText(row);
    const known = weights.get(text) ?? { row, weight: 0 };
    weights.set(text, { row: known.row, weight: known.weight + weight });
  }
  return [...weights.values()].flatMap(({ row, weight }) => {
    if (weight < 0) throw new Error(`a row weighs ${weight}`);
    return new Array<readonly Datum[]>(weight).fill(row);
  });
}

function valuesOf(
  rows: readonly (readonly Datum[])[],
  calls: readonly AggregateCall[],
): readonly Datum[] | null {
  const values = calls.map((call) => {
    const { argument } = call;
    if (argument === null) return BigInt(rows.length);
    const present = rows.flatMap((row) => {
      const value = row[argument] ?? null;
      return value === null ? [] : [value];
    });
    return resultOf(call, call.argumentType as SqlType, present);
  });
  return values.includes(undefined) ? null : (values as Datum[]);
}

/** Undefined when the value is out of range. */
function resultOf(call: AggregateCall, type: SqlType, values: readonly Datum[]): Datum | undefined {
  if (call.function === 'count') return BigInt(values.length);
  if (values.length === 0) return null;
  const name: AggregateFunctionName = call.function;
  switch (name) {
    case 'min':
      return values.reduce((a, b) => (order(a, b, type) <= 0 ? a : b));
    case 'max':
      return values.reduce((a, b) => (order(a, b, type) >= 0 ? a : b));
    case 'sum':
      return sumOf(values, type, call.type);
    case 'avg':
      return averageOf(values, type, call.type);
    default:
      throw new Error(`no ${name} here`);
  }
}

/** Of values that mean the same the text decides. */
function order(a: Datum, b: Datum, type: SqlType): number {
  const difference = compareDatums(a, type, b, type);
  return difference !== 0 ? difference : compareText(textOf(a, type), textOf(b, type));
}

function textOf(datum: Datum, type: SqlType): string {
  return datum === null ? '' : formatDatum(type, datum);
}

function sumOf(values: readonly Datum[], type: SqlType, result: SqlType): Datum | undefined {
  if (storageOf(type) === 'f64') return doubleSum(values as number[]);
  return decimalResult(decimalSum(values, type), result);
}

function averageOf(values: readonly Datum[], type: SqlType, result: SqlType): Datum | undefined {
  if (storageOf(type) === 'f64') {
    const sum = doubleSum(values as number[]);
    return sum === undefined ? undefined : sum / values.length;
  }
  const count = { units: BigInt(values.length), scale: 0 };
  return decimalResult(divideDecimals(decimalSum(values, type), count), result);
}

/** Undefined when finite numbers add up to more than there are doubles for. */
function doubleSum(values: readonly number[]): number | undefined {
  const sum = exactDoubleSum(values);
  return Number.isFinite(sum) || values.some((value) => !Number.isFinite(value)) ? sum : undefined;
}

function decimalSum(values: readonly Datum[], type: SqlType): { units: bigint; scale: number } {
  let units = 0n;
  let scale = 0;
  for (const value of values) {
    const asDecimal =
      typeof value === 'number'
        ? { units: BigInt(value), scale: 0 }
        : decimalOf(value, type.kind === 'numeric' ? type : { kind: 'bigint' });
    const common = Math.max(scale, asDecimal.scale);
    units =
      units * 10n ** BigInt(common - scale) +
      asDecimal.units * 10n ** BigInt(common - asDecimal.scale);
    scale = common;
  }
  return { units, scale };
}

function decimalResult(
  value: { units: bigint; scale: number },
  result: SqlType,
): Datum | undefined {
  if (result.kind === 'bigint') {
    return BigInt.asIntN(64, value.units) === value.units ? value.units : undefined;
  }
  try {
    return decimalDatum(value, result);
  } catch {
    return undefined;
  }
}
