import { assert } from '../../common/assert.ts';
import { decimalOf, rescale } from '../../data/decimal.ts';
import { type Decimal, isSpecial, type SpecialNumeric } from '../../data/decimal-text.ts';
import { plainNumeric, type SqlType } from '../../data/sql-type.ts';
import { decodeText } from '../../data/text-bytes.ts';
import type { Vector } from '../../data/vector.ts';
import type { Accumulator } from './accumulator.ts';
import { averageOf } from './average.ts';
import { decimalVector } from './decimal-vector.ts';
import { addCount, largestScale, type ScaleCounts } from './scale-counts.ts';

/** The values of one group: their sum at the largest scale seen, and how many have each scale. */
type GroupSum = {
  units: bigint;
  scale: number;
  count: number;
  readonly scales: ScaleCounts;
  /** How many are NaN and the infinities; they count in `count`, too. */
  readonly specials: Record<SpecialNumeric, number>;
};

/**
 * sum and avg over NUMERIC without a scale, exact. A sum shows as many places as the value with
 * the most of them, as in PostgreSQL, so the values of each scale are counted. Grows by the number
 * of different scales in a group.
 */
export class DecimalSumAccumulator implements Accumulator {
  readonly #type: SqlType;
  readonly #average: boolean;
  readonly #groups: (GroupSum | undefined)[] = [];

  /** `type` is that of the result. */
  constructor(type: SqlType, average: boolean) {
    this.#type = type;
    this.#average = average;
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
    assert(argument, 'sum has an argument');
    for (let i = 0; i < rowCount; i += 1) {
      if (argument.nulls !== null && argument.nulls[i] === 1) continue;
      const text = textAt(argument, i);
      const group = this.#at(groups[i] as number);
      const weight = weights === null ? 1 : (weights[i] as number);
      group.count += weight;
      if (isSpecial(text)) group.specials[text] += weight;
      else addValue(group, decimalOf(text, plainNumeric), weight);
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof DecimalSumAccumulator, 'sums merge with sums');
    for (let s = 0; s < targets.length; s += 1) {
      const source = other.#groups[s];
      if (source === undefined) continue;
      const target = this.#at(targets[s] as number);
      addUnits(target, source.units, source.scale);
      target.count += source.count;
      for (const [scale, count] of source.scales) addCount(target.scales, scale, count);
      for (const special of specials) target.specials[special] += source.specials[special];
    }
  }

  result(groups: Int32Array, failed: Uint8Array): Vector {
    return decimalVector(this.#type, groups, failed, (g) => {
      const group = this.#groups[g];
      if (group === undefined || group.count === 0) return null;
      const special = specialSum(group);
      if (special !== null) return special;
      const sum = shown(group);
      return this.#average ? averageOf(sum, group.count) : sum;
    });
  }

  stateBytes(): number {
    return this.#groups.length * 96;
  }

  #at(g: number): GroupSum {
    let group = this.#groups[g];
    if (group === undefined) {
      group = {
        units: 0n,
        scale: 0,
        count: 0,
        scales: new Map(),
        specials: { NaN: 0, Infinity: 0, '-Infinity': 0 },
      };
      this.#groups[g] = group;
    }
    return group;
  }
}

const specials = ['NaN', 'Infinity', '-Infinity'] as const;

function addValue(group: GroupSum, value: Decimal, weight: number): void {
  addUnits(group, value.units * BigInt(weight), value.scale);
  addCount(group.scales, value.scale, weight);
}

/** What NaN and infinities make of a sum; null without any. */
function specialSum({ specials: counts }: GroupSum): SpecialNumeric | null {
  const [up, down] = [counts.Infinity > 0, counts['-Infinity'] > 0];
  if (counts.NaN > 0 || (up && down)) return 'NaN';
  if (up) return 'Infinity';
  return down ? '-Infinity' : null;
}

/** The sum with as many places as the values that are there now need. */
function shown({ units, scale, scales }: GroupSum): Decimal {
  return rescale({ units, scale }, largestScale(scales));
}

function addUnits(group: GroupSum, units: bigint, scale: number): void {
  const common = Math.max(group.scale, scale);
  group.units = rescale(group, common).units + rescale({ units, scale }, common).units;
  group.scale = common;
}

function textAt(vector: Vector, row: number): string {
  if (vector.kind === 'text') {
    return decodeText(
      vector.bytes,
      vector.offsets[row] as number,
      vector.offsets[row + 1] as number,
    );
  }
  assert(vector.kind === 'dictionary', 'numbers without a scale are texts');
  const { offsets, bytes } = vector.dictionary;
  const code = vector.codes[row] as number;
  return decodeText(bytes, offsets[code] as number, offsets[code + 1] as number);
}
