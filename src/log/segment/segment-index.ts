import { type BatchHead, batchBytes } from '../format/batch-head.ts';

/** Small batches are gathered into blocks of at most so many bytes: one entry, one read. */
const blockBytesMax = 64 * 1024;

/** A run of neighbouring batches of a segment: a single one, or several small ones. */
export type BatchBlock = {
  readonly kind: 'batches';
  readonly position: number;
  readonly baseOffset: number;
  /** The head of the first batch: of all there is to know when the block is of one. */
  readonly head: BatchHead;
  /** Grow while the block is the last of the segment that is written to. */
  bytes: number;
  endOffset: number;
  batches: number;
};

/** A stretch of offsets that cannot be read any more. */
type DamagedBlock = {
  readonly kind: 'damaged';
  readonly position: number;
  readonly baseOffset: number;
  readonly endOffset: number;
};

export type IndexBlock = BatchBlock | DamagedBlock;

/**
 * Where the batches of a segment are, in memory: at most one entry per 64 KiB of small batches,
 * one per large one. Rebuilt by walking the heads, never stored.
 */
export class SegmentIndex {
  readonly #blocks: IndexBlock[] = [];

  /** Adds the batch that follows the last one. */
  add(position: number, head: BatchHead): void {
    const bytes = batchBytes(head.bodyBytes);
    const last = this.#blocks.at(-1);
    const adjoins = last?.kind === 'batches' && last.position + last.bytes === position;
    if (last?.kind === 'batches' && adjoins && last.bytes + bytes <= blockBytesMax) {
      last.bytes += bytes;
      last.endOffset += head.rows;
      last.batches += 1;
      return;
    }
    const { baseOffset } = head;
    const endOffset = baseOffset + head.rows;
    this.#blocks.push({
      kind: 'batches',
      position,
      baseOffset,
      head,
      bytes,
      endOffset,
      batches: 1,
    });
  }

  /** Adds a stretch without readable batches. */
  addDamage(position: number, baseOffset: number, endOffset: number): void {
    if (endOffset > baseOffset) {
      this.#blocks.push({ kind: 'damaged', position, baseOffset, endOffset });
    }
  }

  /** The block that holds an offset; null when it is behind the last one. */
  find(offset: number): IndexBlock | null {
    let [low, high] = [0, this.#blocks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blocks[middle] as IndexBlock).endOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#blocks[low] ?? null;
  }
}
