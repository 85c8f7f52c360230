import { assert } from '../../common/assert.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { Nulls, Vector } from '../../data/vector.ts';
import { type Accumulator, grownDoubles } from './accumulator.ts';

/** Values from here on are summed times `down`: 2^64 of them add up without overflow. */
const hugeMin = 2 ** 960;
const down = 2 ** -64;
const up = 2 ** 64;

/**
 * sum and avg over DOUBLE and REAL, exact: each group keeps its sum as an expansion of
 * non-overlapping doubles (Shewchuk: Adaptive Precision Floating-Point Arithmetic, 1997) and
 * rounds once, at the end. NaN and infinities are counted beside it, and huge values are summed
 * apart, scaled down, so that no sum on the way overflows. So any order, split and retraction
 * gives the sum of a fresh batch. Grows by the expansion's length, mostly 1 to 3.
 */
export class DoubleSumAccumulator implements Accumulator {
  readonly #average: boolean;
  readonly #isReal: boolean;
  readonly #expansions: (number[] | undefined)[] = [];
  /** Sums of values from `hugeMin` on, times `down`. */
  readonly #huge = new Map<number, number[]>();
  #count = new Float64Array(0);
  #nans = new Float64Array(0);
  #positives = new Float64Array(0);
  #negatives = new Float64Array(0);

  /** `type` is that of the result. */
  constructor(type: SqlType, average: boolean) {
    this.#average = average;
    this.#isReal = type.kind === 'real';
  }

  grow(capacity: number): void {
    this.#count = grownDoubles(this.#count, capacity);
    this.#nans = grownDoubles(this.#nans, capacity);
    this.#positives = grownDoubles(this.#positives, capacity);
    this.#negatives = grownDoubles(this.#negatives, capacity);
  }

  update(
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: Int32Array | null,
  ): void {
    assert(argument?.kind === 'f64', 'a double sum is over doubles');
    const { values, nulls } = argument;
    for (let i = 0; i < rowCount; i += 1) {
      if (nulls !== null && nulls[i] === 1) continue;
      this.#add(
        groups[i] as number,
        values[i] as number,
        weights === null ? 1 : (weights[i] as number),
      );
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof DoubleSumAccumulator, 'sums merge with sums');
    for (let s = 0; s < targets.length; s += 1) {
      const g = targets[s] as number;
      for (const part of other.#expansions[s] ?? []) this.#addSmall(g, part);
      for (const part of other.#huge.get(s) ?? []) this.#addHuge(g, part);
      this.#count[g] = (this.#count[g] as number) + (other.#count[s] as number);
      this.#nans[g] = (this.#nans[g] as number) + (other.#nans[s] as number);
      this.#positives[g] = (this.#positives[g] as number) + (other.#positives[s] as number);
      this.#negatives[g] = (this.#negatives[g] as number) + (other.#negatives[s] as number);
    }
  }

  result(groups: Int32Array, failed: Uint8Array): Vector {
    const values = new Float64Array(groups.length);
    let nulls: Nulls = null;
    for (let i = 0; i < groups.length; i += 1) {
      const g = groups[i] as number;
      const count = this.#count[g] as number;
      if (count === 0) {
        nulls ??= new Uint8Array(groups.length);
        nulls[i] = 1;
        continue;
      }
      const exact = this.#sum(g);
      const sum = this.#isReal ? Math.fround(exact) : exact;
      values[i] = this.#average ? sum / count : sum;
      if (!Number.isFinite(sum) && !this.#hasInfinite(g)) failed[i] = 1;
    }
    return { kind: 'f64', values, nulls };
  }

  stateBytes(): number {
    return this.#count.byteLength * 4 + this.#expansions.length * 40;
  }

  #add(group: number, value: number, weight: number): void {
    this.#count[group] = (this.#count[group] as number) + weight;
    if (Number.isNaN(value)) this.#nans[group] = (this.#nans[group] as number) + weight;
    else if (value === Infinity)
      this.#positives[group] = (this.#positives[group] as number) + weight;
    else if (value === -Infinity)
      this.#negatives[group] = (this.#negatives[group] as number) + weight;
    else {
      const signed = weight < 0 ? -value : value;
      for (let n = Math.abs(weight); n > 0; n -= 1) this.#addFinite(group, signed);
    }
  }

  #addFinite(group: number, value: number): void {
    if (Math.abs(value) >= hugeMin) this.#addHuge(group, value * down);
    else this.#addSmall(group, value);
  }

  #addSmall(group: number, value: number): void {
    const parts = this.#expansions[group];
    if (parts === undefined) this.#expansions[group] = value === 0 ? [] : [value];
    else growExpansion(parts, value);
  }

  #addHuge(group: number, scaled: number): void {
    const parts = this.#huge.get(group);
    if (parts === undefined) this.#huge.set(group, [scaled]);
    else growExpansion(parts, scaled);
  }

  #hasInfinite(group: number): boolean {
    return this.#nans[group] !== 0 || this.#positives[group] !== 0 || this.#negatives[group] !== 0;
  }

  #sum(group: number): number {
    const positive = this.#positives[group] !== 0;
    const negative = this.#negatives[group] !== 0;
    if (this.#nans[group] !== 0 || (positive && negative)) return Number.NaN;
    if (positive) return Infinity;
    if (negative) return -Infinity;
    const small = this.#expansions[group] ?? [];
    const huge = this.#huge.get(group) ?? [];
    return huge.length === 0 ? roundExpansion(small) : sumScaled(huge, small);
  }
}

/** The sum of a scaled expansion and one that is not. */
function sumScaled(huge: readonly number[], small: readonly number[]): number {
  const parts = [...huge];
  for (const part of small) {
    // What vanishes when scaled can still decide a tie.
    growExpansion(parts, part * down || Math.sign(part) * Number.MIN_VALUE);
  }
  return roundExpansion(parts) * up;
}

/** Adds one double to an expansion kept in increasing magnitude, without any rounding. */
function growExpansion(parts: number[], value: number): void {
  let x = value;
  let kept = 0;
  for (let i = 0; i < parts.length; i += 1) {
    const y = parts[i] as number;
    const sum = x + y;
    const yRounded = sum - x;
    const rest = x - (sum - yRounded) + (y - yRounded);
    if (rest !== 0) {
      parts[kept] = rest;
      kept += 1;
    }
    x = sum;
  }
  parts.length = kept;
  if (x !== 0) parts.push(x);
}

/** The double nearest to the exact sum, ties to even (as Python's `math.fsum` does it). */
function roundExpansion(parts: readonly number[]): number {
  let i = parts.length - 1;
  if (i < 0) return 0;
  let high = parts[i] as number;
  let low = 0;
  while (i > 0) {
    const x = high;
    i -= 1;
    const y = parts[i] as number;
    high = x + y;
    low = y - (high - x);
    if (low !== 0) break;
  }
  // A half-way case is decided by the sign of what is still below it.
  if (i > 0 && low !== 0 && low < 0 === (parts[i - 1] as number) < 0) {
    const doubled = low * 2;
    const up = high + doubled;
    if (doubled === up - high) return up;
  }
  return high;
}
