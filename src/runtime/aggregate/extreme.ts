import { assert } from '../../common/assert.ts';
import type { Vector } from '../../data/vector.ts';
import type { Accumulator } from './accumulator.ts';
import { grownDoubles } from './accumulator.ts';
import { type OrderedValues, orderedValues, type ValueOrder } from './ordered-values.ts';

/** min and max over input that never takes rows back: the best value so far, one per group. */
export class ExtremeAccumulator implements Accumulator {
  readonly #order: ValueOrder;
  readonly #values: OrderedValues;
  #best = new Float64Array(0);
  readonly #exact: bigint[] = [];
  #seen = new Uint8Array(0);

  /** `order.sign` is 1 for max and −1 for min. */
  constructor(order: ValueOrder) {
    this.#order = order;
    this.#values = orderedValues(order.type);
  }

  grow(capacity: number): void {
    this.#best = grownDoubles(this.#best, capacity);
    const seen = new Uint8Array(capacity);
    seen.set(this.#seen);
    this.#seen = seen;
  }

  update(groups: Int32Array, rowCount: number, argument: Vector | null): void {
    assert(argument, 'min and max have an argument');
    if (argument.kind === 'i64' || this.#values.exact) {
      this.#updateExact(groups, rowCount, argument);
      return;
    }
    const keys = this.#values.keys(argument, rowCount);
    const { nulls } = argument;
    if (this.#values.plain && nulls === null) {
      updatePlain(this.#best, this.#seen, groups, rowCount, keys, this.#order.sign);
      return;
    }
    for (let i = 0; i < rowCount; i += 1) {
      if (nulls === null || nulls[i] === 0) this.#offer(groups[i] as number, keys[i] as number);
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof ExtremeAccumulator, 'extremes merge with extremes');
    if (other.#values.exact) this.#turnExact();
    for (let s = 0; s < targets.length; s += 1) {
      if (other.#seen[s] === 0) continue;
      const g = targets[s] as number;
      if (this.#values.exact) this.#offerExact(g, other.#exactValue(s));
      else this.#offer(g, this.#values.adopt(other.#values, other.#best[s] as number));
    }
  }

  result(groups: Int32Array): Vector {
    const nulls = new Uint8Array(groups.length);
    let any = false;
    for (let i = 0; i < groups.length; i += 1) {
      if (this.#seen[groups[i] as number] === 1) continue;
      nulls[i] = 1;
      any = true;
    }
    if (this.#values.exact) {
      const values = BigInt64Array.from(groups, (g) =>
        this.#seen[g] === 1 ? this.#exactValue(g) : 0n,
      );
      return { kind: 'i64', values, nulls: any ? nulls : null };
    }
    const keys = Float64Array.from(groups, (g) => this.#best[g] as number);
    return this.#values.vector(keys, any ? nulls : null);
  }

  stateBytes(): number {
    return (
      this.#best.byteLength +
      this.#seen.byteLength +
      this.#exact.length * 16 +
      this.#values.stateBytes()
    );
  }

  #offer(group: number, key: number): void {
    const better =
      this.#seen[group] === 0 ||
      this.#values.compare(key, this.#best[group] as number) * this.#order.sign > 0;
    if (!better) return;
    this.#best[group] = key;
    this.#seen[group] = 1;
  }

  #updateExact(groups: Int32Array, rowCount: number, argument: Vector): void {
    this.#turnExact();
    assert(argument.kind === 'i64' || argument.kind === 'f64', 'exact values are 64-bit integers');
    for (let i = 0; i < rowCount; i += 1) {
      if (argument.nulls !== null && argument.nulls[i] === 1) continue;
      this.#offerExact(groups[i] as number, BigInt(argument.values[i] as number | bigint));
    }
  }

  #offerExact(group: number, value: bigint): void {
    if (this.#seen[group] === 1) {
      const best = this.#exactValue(group);
      if (this.#order.sign > 0 ? value <= best : value >= best) return;
    }
    this.#exact[group] = value;
    this.#seen[group] = 1;
  }

  #exactValue(group: number): bigint {
    return this.#exact[group] ?? BigInt(this.#best[group] as number);
  }

  #turnExact(): void {
    this.#values.exact = true;
  }
}

/** The hot loop: numbers without NULLs, NaN or texts. */
function updatePlain(
  best: Float64Array,
  seen: Uint8Array,
  groups: Int32Array,
  rowCount: number,
  keys: Float64Array | Int32Array | Uint8Array,
  sign: 1 | -1,
): void {
  for (let i = 0; i < rowCount; i += 1) {
    const g = groups[i] as number;
    const key = keys[i] as number;
    if (seen[g] === 1 && (key - (best[g] as number)) * sign <= 0) continue;
    best[g] = key;
    seen[g] = 1;
  }
}
