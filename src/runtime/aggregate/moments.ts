import { assert } from '../../common/assert.ts';
import type { Datum, SqlType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import { vectorFromDatums } from '../../data/vector-datum.ts';
import type { Accumulator } from './accumulator.ts';
import { exactDouble } from './exact-double.ts';
import type { MomentRule, Moments } from './moment-rules.ts';

/**
 * Variances of doubles, covariances, correlation and regression. All sums are exact integers, and
 * the result is rounded once: no order, split or retraction leaves a trace. A value alone is taken
 * as both x and y.
 */
export class MomentsAccumulator implements Accumulator {
  readonly #rule: MomentRule;
  readonly #type: SqlType;
  readonly #groups: (Moments | undefined)[] = [];

  /** `type` is that of the result. */
  constructor(rule: MomentRule, type: SqlType) {
    this.#rule = rule;
    this.#type = type;
  }

  grow(capacity: number): void {
    this.#groups.length = capacity;
  }

  update(
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: Int32Array | null,
    others: readonly Vector[] = [],
  ): void {
    const y = argument;
    const x = others[0] ?? argument;
    assert(y?.kind === 'f64' && x?.kind === 'f64', 'doubles are expected');
    for (let i = 0; i < rowCount; i += 1) {
      if (y.nulls !== null && y.nulls[i] === 1) continue;
      if (x.nulls !== null && x.nulls[i] === 1) continue;
      const group = this.#at(groups[i] as number);
      const weight = weights === null ? 1 : (weights[i] as number);
      addPair(group, y.values[i] as number, x.values[i] as number, weight);
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof MomentsAccumulator, 'moments merge with moments');
    for (let s = 0; s < targets.length; s += 1) {
      const source = other.#groups[s];
      if (source === undefined) continue;
      const target = this.#at(targets[s] as number);
      addSums(target, source, 1);
      target.count += source.count;
      target.strange += source.strange;
    }
  }

  result(groups: Int32Array, failed: Uint8Array): Vector {
    const datums = Array.from(groups, (g, i): Datum => {
      const value = this.#rule(this.#groups[g] ?? none);
      if (typeof value === 'number' && !Number.isFinite(value) && !this.#isStrange(g))
        failed[i] = 1;
      return value;
    });
    return vectorFromDatums(this.#type, datums);
  }

  stateBytes(): number {
    return this.#groups.length * 192;
  }

  #isStrange(g: number): boolean {
    return (this.#groups[g]?.strange ?? 0) !== 0;
  }

  #at(g: number): Moments {
    let group = this.#groups[g];
    if (group === undefined) {
      group = { ...none };
      this.#groups[g] = group;
    }
    return group;
  }
}

const none: Moments = {
  count: 0,
  strange: 0,
  exponent: 0,
  x: 0n,
  y: 0n,
  xx: 0n,
  yy: 0n,
  xy: 0n,
};

function addPair(group: Moments, y: number, x: number, weight: number): void {
  group.count += weight;
  if (!Number.isFinite(y) || !Number.isFinite(x)) {
    group.strange += weight;
    return;
  }
  const a = exactDouble(y);
  const b = exactDouble(x);
  const exponent = Math.min(a.exponent, b.exponent);
  const my = a.mantissa << BigInt(a.exponent - exponent);
  const mx = b.mantissa << BigInt(b.exponent - exponent);
  addSums(group, { exponent, x: mx, y: my, xx: mx * mx, yy: my * my, xy: mx * my }, weight);
}

type Sums = Omit<Moments, 'count' | 'strange'>;

function addSums(group: Moments, sums: Sums, weight: number): void {
  if (sums.exponent < group.exponent) lower(group, sums.exponent);
  const shift = BigInt(sums.exponent - group.exponent);
  const times = BigInt(weight);
  group.x += (sums.x << shift) * times;
  group.y += (sums.y << shift) * times;
  group.xx += (sums.xx << (shift * 2n)) * times;
  group.yy += (sums.yy << (shift * 2n)) * times;
  group.xy += (sums.xy << (shift * 2n)) * times;
}

/** The same sums in smaller units. */
function lower(group: Moments, exponent: number): void {
  const shift = BigInt(group.exponent - exponent);
  group.x <<= shift;
  group.y <<= shift;
  group.xx <<= shift * 2n;
  group.yy <<= shift * 2n;
  group.xy <<= shift * 2n;
  group.exponent = exponent;
}
