import { assert } from '../../common/assert.ts';
import type { Vector } from '../../data/vector.ts';
import { type Accumulator, grownDoubles } from './accumulator.ts';

/** bool_and, every and bool_or: how many values are true and how many are false. */
export class TruthAccumulator implements Accumulator {
  readonly #all: boolean;
  #trues = new Float64Array(0);
  #falses = new Float64Array(0);

  /** With `all` every value must be true, else one. */
  constructor(all: boolean) {
    this.#all = all;
  }

  grow(capacity: number): void {
    this.#trues = grownDoubles(this.#trues, capacity);
    this.#falses = grownDoubles(this.#falses, capacity);
  }

  update(
    groups: Int32Array,
    rowCount: number,
    argument: Vector | null,
    weights: Int32Array | null,
  ): void {
    assert(argument?.kind === 'u8', 'truth values are expected');
    const { values, nulls } = argument;
    for (let i = 0; i < rowCount; i += 1) {
      if (nulls !== null && nulls[i] === 1) continue;
      const counts = values[i] === 1 ? this.#trues : this.#falses;
      const g = groups[i] as number;
      counts[g] = (counts[g] as number) + (weights === null ? 1 : (weights[i] as number));
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof TruthAccumulator, 'truths merge with truths');
    for (let s = 0; s < targets.length; s += 1) {
      const g = targets[s] as number;
      this.#trues[g] = (this.#trues[g] as number) + (other.#trues[s] as number);
      this.#falses[g] = (this.#falses[g] as number) + (other.#falses[s] as number);
    }
  }

  result(groups: Int32Array): Vector {
    const values = new Uint8Array(groups.length);
    const nulls = new Uint8Array(groups.length);
    for (let i = 0; i < groups.length; i += 1) {
      const g = groups[i] as number;
      const [trues, falses] = [this.#trues[g] as number, this.#falses[g] as number];
      if (trues === 0 && falses === 0) nulls[i] = 1;
      else values[i] = (this.#all ? falses === 0 : trues !== 0) ? 1 : 0;
    }
    return { kind: 'u8', values, nulls: nulls.includes(1) ? nulls : null };
  }

  stateBytes(): number {
    return this.#trues.byteLength * 2;
  }
}
