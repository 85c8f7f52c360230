import { assert } from '../../common/assert.ts';
import type { Vector } from '../../data/vector.ts';
import type { Accumulator } from './accumulator.ts';
import { DistinctSketch } from './distinct-sketch.ts';
import { valueHashes } from './value-hash.ts';

/** approx_count_distinct over input that never takes rows back: one sketch per group. */
export class ApproxCountAccumulator implements Accumulator {
  readonly #sketches: (DistinctSketch | undefined)[] = [];

  grow(capacity: number): void {
    this.#sketches.length = capacity;
  }

  update(
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: Int32Array | null,
  ): void {
    assert(argument, 'approx_count_distinct has an argument');
    assert(weights === null || weights.every((weight) => weight > 0), 'sketches cannot forget');
    const hashes = valueHashes(argument, rowCount);
    const { nulls } = argument;
    for (let i = 0; i < rowCount; i += 1) {
      if (nulls !== null && nulls[i] === 1) continue;
      this.#at(groups[i] as number).add(hashes[i] as number);
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof ApproxCountAccumulator, 'sketches merge with sketches');
    for (let s = 0; s < targets.length; s += 1) {
      const source = other.#sketches[s];
      if (source !== undefined) this.#at(targets[s] as number).merge(source);
    }
  }

  result(groups: Int32Array): Vector {
    const values = Float64Array.from(groups, (g) => this.#sketches[g]?.estimate() ?? 0);
    return { kind: 'f64', values, nulls: null };
  }

  stateBytes(): number {
    let bytes = this.#sketches.length * 8;
    for (const sketch of this.#sketches) bytes += sketch?.stateBytes ?? 0;
    return bytes;
  }

  #at(group: number): DistinctSketch {
    let sketch = this.#sketches[group];
    if (sketch === undefined) {
      sketch = new DistinctSketch();
      this.#sketches[group] = sketch;
    }
    return sketch;
  }
}
