import { assert } from '../../common/assert.ts';
import type { Vector } from '../../data/vector.ts';
import { type Accumulator, grownDoubles } from './accumulator.ts';

/** count(*) and count(x): one double per group, exact to 2^53 rows. */
export class CountAccumulator implements Accumulator {
  #counts = new Float64Array(0);

  grow(capacity: number): void {
    this.#counts = grownDoubles(this.#counts, capacity);
  }

  update(
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: Int32Array | null,
  ): void {
    const nulls = argument?.nulls ?? null;
    if (nulls === null && weights === null) countRows(this.#counts, groups, rowCount);
    else countWeighted(this.#counts, groups, rowCount, nulls, weights);
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof CountAccumulator, 'counts merge with counts');
    for (let s = 0; s < targets.length; s += 1) {
      const g = targets[s] as number;
      this.#counts[g] = (this.#counts[g] as number) + (other.#counts[s] as number);
    }
  }

  result(groups: Int32Array): Vector {
    const values = new Float64Array(groups.length);
    for (let i = 0; i < groups.length; i += 1)
      values[i] = this.#counts[groups[i] as number] as number;
    return { kind: 'f64', values, nulls: null };
  }

  stateBytes(): number {
    return this.#counts.byteLength;
  }
}

function countRows(counts: Float64Array, groups: Int32Array, rowCount: number): void {
  for (let i = 0; i < rowCount; i += 1) {
    const g = groups[i] as number;
    counts[g] = (counts[g] as number) + 1;
  }
}

function countWeighted(
  counts: Float64Array,
  groups: Int32Array,
  rowCount: number,
  nulls: Uint8Array | null,
  weights: Int32Array | null,
): void {
  for (let i = 0; i < rowCount; i += 1) {
    if (nulls !== null && nulls[i] === 1) continue;
    const g = groups[i] as number;
    counts[g] = (counts[g] as number) + (weights === null ? 1 : (weights[i] as number));
  }
}
