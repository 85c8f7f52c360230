import type { Segment } from './segment.ts';
import type { SegmentIndex } from './segment-index.ts';

/**
 * Bounds the indexes of closed segments that a partition keeps in memory: those that were not used for
 * long are forgotten, and read again from their files. Growth: at most about `blocksMax` blocks and the
 * index that is used, a third of a kilobyte a block.
 */
export class IndexMemory {
  readonly #blocksMax: number;
  /** By when they were used, the longest ago first. */
  readonly #blocks = new Map<Segment, number>();
  #total = 0;

  constructor(blocksMax: number) {
    this.#blocksMax = blocksMax;
  }

  /** Counts an index as used just now. */
  used(segment: Segment, index: SegmentIndex): void {
    this.remove(segment);
    const blocks = index.blocks().length;
    this.#blocks.set(segment, blocks);
    this.#total += blocks;
    for (const oldest of this.#blocks.keys()) {
      if (this.#total <= this.#blocksMax || oldest === segment) return;
      this.remove(oldest);
      oldest.forgetIndex();
    }
  }

  /** Holds on to a segment no more. */
  remove(segment: Segment): void {
    this.#total -= this.#blocks.get(segment) ?? 0;
    this.#blocks.delete(segment);
  }
}
