import { SqlError, sqlState } from '../common/sql-error.ts';
import {
  addDecimals,
  compareDecimals,
  decimalOf,
  negateDecimal,
  rescale,
} from '../data/decimal.ts';
import type { Decimal } from '../data/decimal-text.ts';
import { functionState } from './function-errors.ts';
import { plainType, type ScalarFunction, scalarFunction } from './scalar-function.ts';

const { invalidArgumentForWidthBucket } = functionState;
const fallible = [invalidArgumentForWidthBucket, sqlState.numericValueOutOfRange];
const docs =
  'which of so many equal buckets between two bounds a number lies in: 0 below them, one more than their number above';

/** width_bucket of NUMERIC and DOUBLE. */
export function widthBuckets(): ScalarFunction[] {
  return [
    scalarFunction({
      name: 'width_bucket',
      parameters: ['numeric', 'numeric', 'numeric', 'integer'],
      result: () => plainType('integer'),
      fallible,
      docs,
      examples: [['width_bucket(5.35, 0.024, 10.06, 5)', '3']],
      evaluate: ([operand, low, high, count], { argumentTypes }) => {
        const [a, b, c] = [operand, low, high].map((datum, i) =>
          decimalOf(datum ?? null, argumentTypes[i] ?? plainType('numeric')),
        ) as [Decimal, Decimal, Decimal];
        return decimalBucket(a, b, c, count as number);
      },
    }),
    scalarFunction({
      name: 'width_bucket',
      parameters: ['double', 'double', 'double', 'integer'],
      result: () => plainType('integer'),
      fallible,
      docs,
      examples: [['width_bucket(5.35::double precision, 10.06, 0.024, 5)', '3']],
      evaluate: ([operand, low, high, count]) =>
        doubleBucket(operand as number, low as number, high as number, count as number),
    }),
  ];
}

/** @throws SqlError 2201G, 22003 */
function decimalBucket(operand: Decimal, low: Decimal, high: Decimal, count: number): number {
  checkCount(count);
  const order = compareDecimals(low, high);
  if (order === 0) throw fault('lower bound cannot equal upper bound');
  const [from, to] = order < 0 ? [operand, high] : [negateDecimal(operand), negateDecimal(high)];
  const start = order < 0 ? low : negateDecimal(low);
  if (compareDecimals(from, start) < 0) return 0;
  if (compareDecimals(from, to) >= 0) return above(count);
  const scale = Math.max(operand.scale, low.scale, high.scale);
  const units = (value: Decimal): bigint =>
    rescale(addDecimals(value, negateDecimal(start)), scale).units;
  return Number((units(from) * BigInt(count)) / units(to)) + 1;
}

/** @throws SqlError 2201G, 22003 */
function doubleBucket(operand: number, low: number, high: number, count: number): number {
  checkCount(count);
  if (Number.isNaN(operand) || Number.isNaN(low) || Number.isNaN(high)) {
    throw fault('operand, lower bound, and upper bound cannot be NaN');
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) {
    throw fault('lower and upper bounds must be finite');
  }
  if (low === high) throw fault('lower bound cannot equal upper bound');
  const [a, b, x] = low < high ? [low, high, operand] : [-low, -high, -operand];
  if (x < a) return 0;
  if (x >= b) return above(count);
  // Halves keep the difference of far bounds finite.
  const part = Number.isFinite(b - a) ? (x - a) / (b - a) : (x / 2 - a / 2) / (b / 2 - a / 2);
  return Math.min(Math.trunc(count * part), count - 1) + 1;
}

function checkCount(count: number): void {
  if (count <= 0) throw fault('count must be greater than zero');
}

function above(count: number): number {
  if (count < 2 ** 31 - 1) return count + 1;
  throw new SqlError(sqlState.numericValueOutOfRange, 'integer out of range');
}

function fault(message: string): SqlError {
  return new SqlError(invalidArgumentForWidthBucket, message);
}
