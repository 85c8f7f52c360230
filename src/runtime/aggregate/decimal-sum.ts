import { assert } from '../../common/assert.ts';
import { decimalOf, rescale } from '../../data/decimal.ts';
import type { Decimal } from '../../data/decimal-text.ts';
import type { SqlType } from '../../data/sql-type.ts';
import { decodeText } from '../../data/text-bytes.ts';
import type { Vector } from '../../data/vector.ts';
import type { Accumulator } from './accumulator.ts';
import { averageOf } from './average.ts';
import { decimalVector } from './decimal-vector.ts';
import { addCount, largestScale, type ScaleCounts } from './scale-counts.ts';

const unscaledNumeric: SqlType = { kind: 'numeric', precision: null, scale: null };

/** The values of one group: their sum at the largest scale seen, and how many have each scale. */
type GroupSum = {
  units: bigint;
  scale: number;
  count: number;
  readonly scales: ScaleCounts;
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
      const value = decimalOf(textAt(argument, i), unscaledNumeric);
      this.#add(groups[i] as number, value, weights === null ? 1 : (weights[i] as number));
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
    }
  }

  result(groups: Int32Array, failed: Uint8Array): Vector {
    return decimalVector(this.#type, groups, failed, (g) => {
      const group = this.#groups[g];
      if (group === undefined || group.count === 0) return null;
      const sum = shown(group);
      return this.#average ? averageOf(sum, group.count) : sum;
    });
  }

  stateBytes(): number {
    return this.#groups.length * 96;
  }

  #add(g: number, value: Decimal, weight: number): void {
    const group = this.#at(g);
    addUnits(group, value.units * BigInt(weight), value.scale);
    group.count += weight;
    addCount(group.scales, value.scale, weight);
  }

  #at(g: number): GroupSum {
    let group = this.#groups[g];
    if (group === undefined) {
      group = { units: 0n, scale: 0, count: 0, scales: new Map() };
      this.#groups[g] = group;
    }
    return group;
  }
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
