import { assert } from '../../common/assert.ts';
import type { Vector } from '../../data/vector.ts';
import type { Accumulator } from './accumulator.ts';
import { bucketOf, bucketValue } from './value-buckets.ts';

/**
 * approx_percentile: counts per bucket of values, so that rows are taken back as they were added
 * and no order or split leaves a trace. Grows by the buckets that values fall into: at most 2,048
 * for every doubling between the least and the greatest value.
 */
export class ApproxPercentileAccumulator implements Accumulator {
  readonly #share: number | null;
  readonly #groups: (Map<number, number> | undefined)[] = [];

  /** The share of the values, 0 … 1; null answers NULL. */
  constructor(share: number | null) {
    this.#share = share;
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
    assert(argument?.kind === 'f64', 'doubles are expected');
    const { nulls, values } = argument;
    for (let i = 0; i < rowCount; i += 1) {
      if (nulls !== null && nulls[i] === 1) continue;
      const weight = weights === null ? 1 : (weights[i] as number);
      addTo(this.#at(groups[i] as number), bucketOf(values[i] as number), weight);
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof ApproxPercentileAccumulator, 'percentiles merge with percentiles');
    for (let s = 0; s < targets.length; s += 1) {
      const source = other.#groups[s];
      if (source === undefined) continue;
      const target = this.#at(targets[s] as number);
      for (const [bucket, count] of source) addTo(target, bucket, count);
    }
  }

  result(groups: Int32Array): Vector {
    const values = new Float64Array(groups.length);
    const nulls = new Uint8Array(groups.length);
    for (let n = 0; n < groups.length; n += 1) {
      const value = this.#valueOf(this.#groups[groups[n] as number]);
      if (value === null) nulls[n] = 1;
      else values[n] = value;
    }
    return { kind: 'f64', values, nulls: nulls.includes(1) ? nulls : null };
  }

  stateBytes(): number {
    let bytes = this.#groups.length * 8;
    for (const buckets of this.#groups) bytes += (buckets?.size ?? 0) * 32;
    return bytes;
  }

  #valueOf(buckets: ReadonlyMap<number, number> | undefined): number | null {
    if (buckets === undefined || buckets.size === 0 || this.#share === null) return null;
    const sorted = [...buckets].sort(([a], [b]) => a - b);
    let total = 0;
    for (const [, count] of sorted) total += count;
    if (total <= 0) return null;
    let left = Math.max(1, Math.ceil(this.#share * total));
    for (const [bucket, count] of sorted) {
      left -= count;
      if (left <= 0) return bucketValue(bucket);
    }
    return null;
  }

  #at(group: number): Map<number, number> {
    let buckets = this.#groups[group];
    if (buckets === undefined) {
      buckets = new Map();
      this.#groups[group] = buckets;
    }
    return buckets;
  }
}

function addTo(buckets: Map<number, number>, bucket: number, weight: number): void {
  const count = (buckets.get(bucket) ?? 0) + weight;
  if (count === 0) buckets.delete(bucket);
  else buckets.set(bucket, count);
}
