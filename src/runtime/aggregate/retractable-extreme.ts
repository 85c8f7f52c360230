import { assert } from '../../common/assert.ts';
import { type SqlType, sameType } from '../../data/sql-type.ts';
import type { Vector } from '../../data/vector.ts';
import type { Accumulator } from './accumulator.ts';
import { type OrderedValues, orderedValues, type ValueOrder } from './ordered-values.ts';

/** One group: how often each value is there, and a heap of candidates whose top is the extreme. */
type GroupValues = {
  readonly counts: Map<number | bigint, number>;
  readonly heap: (number | bigint)[];
};

/**
 * min and max over input that takes rows back: every distinct value of a group is kept with its
 * count. Values that are gone stay in the heap until they reach its top or outnumber the living.
 */
export class RetractableExtremeAccumulator implements Accumulator {
  readonly #order: ValueOrder;
  readonly #values: OrderedValues;
  readonly #groups: (GroupValues | undefined)[] = [];

  constructor(order: ValueOrder) {
    this.#order = order;
    this.#values = orderedValues(order.type);
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
    assert(argument, 'min and max have an argument');
    if (argument.kind === 'i64') this.#values.exact = true;
    const keys = argument.kind === 'i64' ? argument.values : this.#values.keys(argument, rowCount);
    for (let i = 0; i < rowCount; i += 1) {
      if (argument.nulls !== null && argument.nulls[i] === 1) continue;
      const weight = weights === null ? 1 : (weights[i] as number);
      this.#add(groups[i] as number, canonical(keys[i] as number | bigint), weight);
    }
  }

  merge(other: Accumulator, targets: Int32Array): void {
    assert(other instanceof RetractableExtremeAccumulator, 'extremes merge with extremes');
    assert(sameType(this.#type, other.#type), 'extremes of one type');
    if (other.#values.exact) this.#values.exact = true;
    for (let s = 0; s < targets.length; s += 1) {
      for (const [value, count] of other.#groups[s]?.counts ?? []) {
        const adopted =
          typeof value === 'bigint' ? value : this.#values.adopt(other.#values, value);
        this.#add(targets[s] as number, adopted, count);
      }
    }
  }

  result(groups: Int32Array): Vector {
    const tops = Array.from(groups, (g) => this.#top(g));
    const empty = tops.some((top) => top === undefined);
    const nulls = empty ? Uint8Array.from(tops, (top) => (top === undefined ? 1 : 0)) : null;
    if (this.#values.exact) {
      return { kind: 'i64', values: BigInt64Array.from(tops, (top) => BigInt(top ?? 0)), nulls };
    }
    return this.#values.vector(
      Float64Array.from(tops, (top) => Number(top ?? 0)),
      nulls,
    );
  }

  stateBytes(): number {
    let values = 0;
    for (const group of this.#groups)
      values += group === undefined ? 0 : group.heap.length + group.counts.size * 4;
    return values * 8 + this.#values.stateBytes();
  }

  get #type(): SqlType {
    return this.#order.type;
  }

  #add(g: number, value: number | bigint, weight: number): void {
    let group = this.#groups[g];
    if (group === undefined) {
      group = { counts: new Map(), heap: [] };
      this.#groups[g] = group;
    }
    // A value may be taken back before it has come: its count is then below zero for a while.
    const before = group.counts.get(value) ?? 0;
    const after = before + weight;
    if (after === 0) group.counts.delete(value);
    else group.counts.set(value, after);
    if (before <= 0 && after > 0) this.#push(group.heap, value);
    if (group.heap.length > group.counts.size * 2 + 16) this.#rebuild(group);
  }

  #top(g: number): number | bigint | undefined {
    const group = this.#groups[g];
    if (group === undefined) return undefined;
    while (group.heap.length > 0) {
      const top = group.heap[0] as number | bigint;
      if ((group.counts.get(top) ?? 0) > 0) return top;
      this.#pop(group.heap);
    }
    return undefined;
  }

  #rebuild(group: GroupValues): void {
    group.heap.length = 0;
    for (const [value, count] of group.counts) if (count > 0) this.#push(group.heap, value);
  }

  #push(heap: (number | bigint)[], value: number | bigint): void {
    let child = heap.length;
    heap.push(value);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#before(value, heap[parent] as number | bigint)) break;
      heap[child] = heap[parent] as number | bigint;
      child = parent;
    }
    heap[child] = value;
  }

  #pop(heap: (number | bigint)[]): void {
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let parent = 0;
    for (;;) {
      let child = parent * 2 + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && this.#before(heap[right] as number, heap[child] as number))
        child = right;
      if (!this.#before(heap[child] as number | bigint, last)) break;
      heap[parent] = heap[child] as number | bigint;
      parent = child;
    }
    heap[parent] = last;
  }

  #before(a: number | bigint, b: number | bigint): boolean {
    if (typeof a === 'number' && typeof b === 'number')
      return this.#values.compare(a, b) * this.#order.sign > 0;
    return this.#order.sign > 0 ? a > b : a < b;
  }
}

/**
 * One form per value, as keys of a Map must have: −0 is 0, and a bigint within ±2^53 is the same
 * value as the number (both encodings of a 64-bit integer may meet in one group).
 */
function canonical(value: number | bigint): number | bigint {
  if (typeof value === 'number') return value + 0;
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}
