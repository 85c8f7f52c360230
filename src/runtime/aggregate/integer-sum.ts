import { assert } from '../../common/assert.ts';
import type { Nulls, Vector } from '../../data/vector.ts';
import { type Accumulator, grownDoubles } from './accumulator.ts';

/** The base of the two-digit sums below: any |value| < base and |low| < base add up exactly in a double. */
const base = 2 ** 52;
const int64Max = 9223372036854775807n;
const int64Min = -9223372036854775808n;

/**
 * sum and avg over integers, times and decimals: exact in two digits of base 2^52 per group, so
 * that sums of 2^52 values of 64 bits have room. Order and retractions leave no trace.
 */
export class IntegerSumAccumulator implements Accumulator {
  readonly #finish: IntegerSumFinish;
  #low = new Float64Array(0);
  #high = new Float64Array(0);
  #count = new Float64Array(0);

  constructor(finish: IntegerSumFinish) {
    this.#finish = finish;
  }

  grow(capacity: number): void {
    this.#low = grownDoubles(this.#low, capacity);
    this.#high = grownDoubles(this.#high, capacity);
    this.#count = grownDoubles(this.#count, capacity);
  }

  update(
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: Int32Array | null,
  ): void {
    assert(argument, 'sum has an argument');
    const sums = this.#arrays();
    if (argument.kind === 'i64') {
      addBigInts(sums, groups, rowCount, argument.values, argument.nulls, weights);
    } else if (argument.kind === 'i32') {
      addIntegers(sums, groups, rowCount, argument.values, argument.nulls, weights);
    } else {
      assert(argument.kind === 'f64', 'integers are summed');
      addDoubles(sums, groups, rowCount, argument.values, argument.nulls, weights);
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof IntegerSumAccumulator, 'sums merge with sums');
    const sums = this.#arrays();
    for (let s = 0; s < targets.length; s += 1) {
      const g = targets[s] as number;
      addDigits(sums, g, other.#low[s] as number, other.#high[s] as number);
      sums.count[g] = (sums.count[g] as number) + (other.#count[s] as number);
    }
  }

  result(groups: Int32Array, failed: Uint8Array): Vector {
    return this.#finish(this.#arrays(), groups, failed);
  }

  stateBytes(): number {
    return this.#low.byteLength * 3;
  }

  #arrays(): IntegerSums {
    return { low: this.#low, high: this.#high, count: this.#count };
  }
}

/** Sums per group: the value is high · 2^52 + low. */
export type IntegerSums = {
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly count: Float64Array;
};

/** How a sum becomes a result: as itself, or divided by the count. */
export type IntegerSumFinish = (
  sums: IntegerSums,
  groups: Int32Array,
  failed: Uint8Array,
) => Vector;

/** sum(): NULL for groups without values, failed beyond int64. */
export function finishSum(sums: IntegerSums, groups: Int32Array, failed: Uint8Array): Vector {
  const values = new Float64Array(groups.length);
  let nulls: Nulls = null;
  for (let i = 0; i < groups.length; i += 1) {
    const g = groups[i] as number;
    if (sums.count[g] === 0) {
      nulls ??= new Uint8Array(groups.length);
      nulls[i] = 1;
    } else if (sums.high[g] === 0) {
      values[i] = sums.low[g] as number;
    } else {
      return finishWide(sums, groups, failed);
    }
  }
  return { kind: 'f64', values, nulls };
}

/** The sum of one group, whatever its size. */
export function wideSum(sums: IntegerSums, group: number): bigint {
  return BigInt(sums.high[group] as number) * 4503599627370496n + BigInt(sums.low[group] as number);
}

function finishWide(sums: IntegerSums, groups: Int32Array, failed: Uint8Array): Vector {
  const values = new BigInt64Array(groups.length);
  let nulls: Nulls = null;
  for (let i = 0; i < groups.length; i += 1) {
    const g = groups[i] as number;
    if (sums.count[g] === 0) {
      nulls ??= new Uint8Array(groups.length);
      nulls[i] = 1;
      continue;
    }
    const sum = wideSum(sums, g);
    if (sum > int64Max || sum < int64Min) failed[i] = 1;
    else values[i] = sum;
  }
  return { kind: 'i64', values, nulls };
}

function addDigits(sums: IntegerSums, g: number, low: number, high: number): void {
  let sum = (sums.low[g] as number) + low;
  let carry = high;
  if (sum >= base) {
    sum -= base;
    carry += 1;
  } else if (sum <= -base) {
    sum += base;
    carry -= 1;
  }
  sums.low[g] = sum;
  if (carry !== 0) sums.high[g] = (sums.high[g] as number) + carry;
  normalizeSigns(sums, g);
}

/** A sum within ±2^52 has one form, low alone: otherwise equal sums could look different. */
function normalizeSigns(sums: IntegerSums, g: number): void {
  const high = sums.high[g] as number;
  const low = sums.low[g] as number;
  if (high > 0 && low < 0) {
    sums.low[g] = low + base;
    sums.high[g] = high - 1;
  } else if (high < 0 && low > 0) {
    sums.low[g] = low - base;
    sums.high[g] = high + 1;
  }
}

function addOne(sums: IntegerSums, g: number, value: number, weight: number): void {
  if (weight !== 1 && weight !== -1) {
    addBigInt(sums, g, BigInt(value), weight);
    return;
  }
  const high = Math.trunc(value / base);
  addDigits(sums, g, (value - high * base) * weight, high * weight);
}

function addBigInt(sums: IntegerSums, g: number, value: bigint, weight: number): void {
  const product = value * BigInt(weight);
  addDigits(sums, g, Number(product % 4503599627370496n), Number(product / 4503599627370496n));
}

function addDoubles(
  sums: IntegerSums,
  groups: Int32Array,
  rowCount: number,
  values: Float64Array,
  nulls: Nulls,
  weights: Int32Array | null,
): void {
  const { low, high, count } = sums;
  for (let i = 0; i < rowCount; i += 1) {
    if (nulls !== null && nulls[i] === 1) continue;
    const g = groups[i] as number;
    const weight = weights === null ? 1 : (weights[i] as number);
    const value = values[i] as number;
    const sum = (low[g] as number) + value;
    count[g] = (count[g] as number) + weight;
    // The common case: small numbers that leave the sum in its low digit.
    if (weight === 1 && high[g] === 0 && sum < base && sum > -base) low[g] = sum;
    else addOne(sums, g, value, weight);
  }
}

function addIntegers(
  sums: IntegerSums,
  groups: Int32Array,
  rowCount: number,
  values: Int32Array,
  nulls: Nulls,
  weights: Int32Array | null,
): void {
  const { low, high, count } = sums;
  for (let i = 0; i < rowCount; i += 1) {
    if (nulls !== null && nulls[i] === 1) continue;
    const g = groups[i] as number;
    const weight = weights === null ? 1 : (weights[i] as number);
    const value = values[i] as number;
    const sum = (low[g] as number) + value;
    count[g] = (count[g] as number) + weight;
    if (weight === 1 && high[g] === 0 && sum < base && sum > -base) low[g] = sum;
    else addOne(sums, g, value, weight);
  }
}

function addBigInts(
  sums: IntegerSums,
  groups: Int32Array,
  rowCount: number,
  values: BigInt64Array,
  nulls: Nulls,
  weights: Int32Array | null,
): void {
  for (let i = 0; i < rowCount; i += 1) {
    if (nulls !== null && nulls[i] === 1) continue;
    const g = groups[i] as number;
    const weight = weights === null ? 1 : (weights[i] as number);
    sums.count[g] = (sums.count[g] as number) + weight;
    addBigInt(sums, g, values[i] as bigint, weight);
  }
}
