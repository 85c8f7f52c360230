import { assert } from '../../common/assert.ts';
import type { BatchHead } from '../format/batch-head.ts';

/** What keeping a small batch costs beside its body, roughly. */
const overheadBytes = 256;

/** A batch kept in memory. */
export type CachedBatch = { readonly head: BatchHead; readonly body: Uint8Array };

/** The bound on what all partitions of a log keep in memory: who keeps most gives up first. */
export class TailBudget {
  readonly #bytesMax: number;
  readonly #caches = new Set<TailCache>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  join(cache: TailCache): void {
    this.#caches.add(cache);
  }

  leave(cache: TailCache): void {
    this.#caches.delete(cache);
  }

  /** Counts bytes taken (or given back, below 0), and makes room when there are too many. */
  count(bytes: number): void {
    this.#bytes += bytes;
    while (this.#bytes > this.#bytesMax) this.#largest().giveUpOldest();
  }

  #largest(): TailCache {
    let largest: TailCache | null = null;
    for (const cache of this.#caches) {
      if (largest === null || cache.bytes > largest.bytes) largest = cache;
    }
    assert(largest, 'bytes are counted for a cache');
    return largest;
  }
}

/** The newest acknowledged batches of a partition, in memory without a gap up to its end. */
export class TailCache {
  readonly #budget: TailBudget;
  readonly #bytesMax: number;
  /** The first `#start` places are used up; they are cut off now and then. */
  #batches: (CachedBatch | null)[] = [];
  #start = 0;
  #bytes = 0;

  constructor(budget: TailBudget, bytesMax: number) {
    this.#budget = budget;
    this.#bytesMax = bytesMax;
    budget.join(this);
  }

  /** Bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Adds the batch that follows the last one. */
  add(head: BatchHead, body: Uint8Array): void {
    this.#batches.push({ head, body });
    this.#bytes += cost(head);
    this.#budget.count(cost(head));
    while (this.#bytes > this.#bytesMax) this.giveUpOldest();
  }

  /** Up to about `bytesMax` bytes of batches, at least one, from that which holds `offset`; none when it is not here. */
  from(offset: number, bytesMax: number): readonly CachedBatch[] {
    const first = this.#batches[this.#start];
    if (!first || offset < first.head.baseOffset) return [];
    const found: CachedBatch[] = [];
    let bytes = 0;
    for (let i = this.#find(offset); i < this.#batches.length; i += 1) {
      const batch = this.#batches[i] as CachedBatch;
      if (found.length > 0 && bytes + batch.head.bodyBytes > bytesMax) break;
      found.push(batch);
      bytes += batch.head.bodyBytes;
    }
    return found;
  }

  /** Whether the batch that holds an offset is here, or a later one begins with it. */
  reaches(offset: number): boolean {
    const first = this.#batches[this.#start];
    return Boolean(first && offset >= first.head.baseOffset);
  }

  /** Gives up all that begin before an offset: what stands there was changed on the disk. */
  giveUpBefore(offset: number): void {
    for (let first = this.#first(); first !== null; first = this.#first()) {
      if (first.head.baseOffset >= offset) return;
      this.giveUpOldest();
    }
  }

  giveUpOldest(): void {
    const first = this.#batches[this.#start];
    assert(first, 'a cache that counts bytes has a batch');
    this.#batches[this.#start] = null;
    this.#start += 1;
    this.#bytes -= cost(first.head);
    this.#budget.count(-cost(first.head));
    if (this.#start > 1024 && this.#start * 2 > this.#batches.length) {
      this.#batches = this.#batches.slice(this.#start);
      this.#start = 0;
    }
  }

  /** Gives everything up, for good. */
  close(): void {
    while (this.#start < this.#batches.length) this.giveUpOldest();
    this.#budget.leave(this);
  }

  #first(): CachedBatch | null {
    return this.#batches[this.#start] ?? null;
  }

  /** The index of the first batch that ends behind `offset`. */
  #find(offset: number): number {
    let [low, high] = [this.#start, this.#batches.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const { head } = this.#batches[middle] as CachedBatch;
      if (head.endOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function cost(head: BatchHead): number {
  return head.bodyBytes + overheadBytes;
}
