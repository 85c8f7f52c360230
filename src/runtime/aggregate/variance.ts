import { assert } from '../../common/assert.ts';
import { decimalOf, divideDecimals, rescale } from '../../data/decimal.ts';
import { type Decimal, isSpecial, type SpecialNumeric } from '../../data/decimal-text.ts';
import { type SqlType, storageOf } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { datumAt } from '../../data/vector-datum.ts';
import { integerRoot } from '../../functions/decimal-logarithms.ts';
import type { Accumulator } from './accumulator.ts';
import { decimalVector } from './decimal-vector.ts';
import { addCount, largestScale, type ScaleCounts } from './scale-counts.ts';

/** Which spread is wanted: of a sample or of all, squared or not. */
export type Spread = { readonly isSample: boolean; readonly isRoot: boolean };

/** The values of one group: their sum and the sum of their squares at `scale` and twice that. */
type GroupMoments = {
  count: number;
  /** How many are NaN or infinite, beside `count`. */
  specials: number;
  scale: number;
  sum: bigint;
  squares: bigint;
  readonly scales: ScaleCounts;
};

/**
 * variance and stddev over integers and NUMERIC, exact until the one division (numeric.c,
 * numeric_stddev_internal). State is two big integers per group.
 */
export class VarianceAccumulator implements Accumulator {
  readonly #argument: SqlType;
  readonly #type: SqlType;
  readonly #spread: Spread;
  readonly #groups: (GroupMoments | undefined)[] = [];

  /** `type` is that of the result. */
  constructor(argument: SqlType, type: SqlType, spread: Spread) {
    this.#argument = argument;
    this.#type = type;
    this.#spread = spread;
  }

  grow(capacity: number): void {
    this.#groups.length = capacity;
  }

  update(
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: Int32Array | null,
  ): void {
    assert(argument, 'a variance has an argument');
    for (let i = 0; i < rowCount; i += 1) {
      if (argument.nulls !== null && argument.nulls[i] === 1) continue;
      const group = this.#at(groups[i] as number);
      const value = this.#decimalAt(argument, i);
      const weight = weights === null ? 1 : (weights[i] as number);
      if (value === null) {
        group.specials += weight;
        continue;
      }
      add(group, value.scale, value.units, value.units * value.units, weight);
      count(group, value.scale, weight);
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof VarianceAccumulator, 'variances merge with variances');
    for (let s = 0; s < targets.length; s += 1) {
      const source = other.#groups[s];
      if (source === undefined) continue;
      const target = this.#at(targets[s] as number);
      add(target, source.scale, source.sum, source.squares, 1);
      for (const [scale, n] of source.scales) count(target, scale, n);
      target.specials += source.specials;
    }
  }

  result(groups: Int32Array, failed: Uint8Array): Vector {
    return decimalVector(this.#type, groups, failed, (g) => {
      const group = this.#groups[g];
      return group === undefined ? null : spreadOf(group, this.#spread);
    });
  }

  stateBytes(): number {
    return this.#groups.length * 128;
  }

  /** Null for NaN and infinities. */
  #decimalAt(vector: Vector, row: number): Decimal | null {
    if (storageOf(this.#argument) === 'text') {
      const datum = datumAt(vector, this.#argument, row);
      return isSpecial(datum) ? null : decimalOf(datum, this.#argument);
    }
    assert('values' in vector, 'numbers are expected');
    const scale = this.#argument.kind === 'numeric' ? (this.#argument.scale ?? 0) : 0;
    return { units: BigInt(vector.values[row] as number | bigint), scale };
  }

  #at(g: number): GroupMoments {
    let group = this.#groups[g];
    if (group === undefined) {
      group = { count: 0, specials: 0, scale: 0, sum: 0n, squares: 0n, scales: new Map() };
      this.#groups[g] = group;
    }
    return group;
  }
}

function add(
  group: GroupMoments,
  scale: number,
  sum: bigint,
  squares: bigint,
  weight: number,
): void {
  if (scale > group.scale) {
    const factor = 10n ** BigInt(scale - group.scale);
    group.sum *= factor;
    group.squares *= factor * factor;
    group.scale = scale;
  }
  const factor = 10n ** BigInt(group.scale - scale);
  group.sum += sum * factor * BigInt(weight);
  group.squares += squares * factor * factor * BigInt(weight);
}

function count(group: GroupMoments, scale: number, weight: number): void {
  group.count += weight;
  addCount(group.scales, scale, weight);
}

function spreadOf(
  group: GroupMoments,
  { isSample, isRoot }: Spread,
): Decimal | SpecialNumeric | null {
  if (group.specials > 0) {
    return group.count + group.specials < (isSample ? 2 : 1) ? null : 'NaN';
  }
  if (group.count < (isSample ? 2 : 1)) return null;
  const n = BigInt(group.count);
  const deviation = n * group.squares - group.sum * group.sum;
  if (deviation <= 0n) return { units: 0n, scale: 0 };
  const scale = largestScale(group.scales);
  const shown = rescale({ units: deviation, scale: group.scale * 2 }, scale * 2);
  const divisor = { units: n * (isSample ? n - 1n : n), scale: 0 };
  const variance = divideDecimals(shown, divisor);
  return isRoot ? rootOf(variance) : variance;
}

/** The square root to as many places as the value has, rounded. */
function rootOf({ units, scale }: Decimal): Decimal {
  const wide = units * 10n ** BigInt(scale + 2);
  return rescale({ units: integerRoot(wide), scale: scale + 1 }, scale);
}
