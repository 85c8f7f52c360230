import { type BatchHead, batchBytes } from '../format/batch-head.ts';

/** Small batches are gathered into blocks of at most so many bytes: one entry, one read. */
const blockBytesMax = 64 * 1024;

/** A run of neighbouring batches of a segment: a single one, or several small ones. */
export type BatchBlock = {
  readonly kind: 'batches';
  readonly position: number;
  readonly baseOffset: number;
  /** The head of the first batch: all there is to know when the block is of one; else null. */
  head: BatchHead | null;
  /** Grow while the block is the last of the segment that is written to. */
  bytes: number;
  endOffset: number;
  batches: number;
  maxTimestampMs: number;
  /** Whether the bodies were held against their checksums in this process. */
  checked: boolean;
  /** Whether the head of a single batch was seen in the file since the index was read from its own. */
  seen: boolean;
};

/** A stretch of offsets that cannot be read any more. */
type DamagedBlock = {
  readonly kind: 'damaged';
  readonly position: number;
  readonly baseOffset: number;
  readonly endOffset: number;
};

export type IndexBlock = BatchBlock | DamagedBlock;

/** What is behind the last batch of an index. */
export type IndexEnd = { readonly position: number; readonly offset: number };

/**
 * Where the batches of a segment are, in memory: at most one entry per 64 KiB of small batches,
 * one per large one. Stored beside a segment that is closed, rebuilt by walking its heads.
 */
export class SegmentIndex {
  readonly #blocks: IndexBlock[] = [];
  #maxTimestampMs = Number.NEGATIVE_INFINITY;
  #batches = 0;
  #group = 0;
  #damaged = false;

  /** The newest record time; −Infinity without rows. */
  get maxTimestampMs(): number {
    return this.#maxTimestampMs;
  }

  get batches(): number {
    return this.#batches;
  }

  /** The number of the last group; 0 without any. */
  get group(): number {
    return this.#group;
  }

  /** Whether some offsets cannot be read. */
  get isDamaged(): boolean {
    return this.#damaged;
  }

  blocks(): readonly IndexBlock[] {
    return this.#blocks;
  }

  /** Behind the last batch; null without any. */
  end(): IndexEnd | null {
    const last = this.#blocks.at(-1);
    if (last === undefined) return null;
    const bytes = last.kind === 'batches' ? last.bytes : 0;
    return { position: last.position + bytes, offset: last.endOffset };
  }

  /** Adds the batch that follows the last one. */
  add(position: number, head: BatchHead): void {
    const bytes = batchBytes(head.bodyBytes);
    this.#group = head.group;
    this.#batches += 1;
    this.#maxTimestampMs = Math.max(this.#maxTimestampMs, head.maxTimestampMs);
    const last = this.#blocks.at(-1);
    const adjoins = last?.kind === 'batches' && last.position + last.bytes === position;
    if (last?.kind === 'batches' && adjoins && last.bytes + bytes <= blockBytesMax) {
      last.bytes += bytes;
      last.endOffset = head.endOffset;
      last.batches += 1;
      last.maxTimestampMs = Math.max(last.maxTimestampMs, head.maxTimestampMs);
      last.head = null;
      last.checked = false;
    } else this.#blocks.push(blockOf(position, bytes, head));
  }

  /** Adds a block as it was stored, behind the last one; `group` is that of the last batch in the index. */
  addStored(block: BatchBlock, group: number): void {
    this.#blocks.push(block);
    this.#batches += block.batches;
    this.#maxTimestampMs = Math.max(this.#maxTimestampMs, block.maxTimestampMs);
    this.#group = group;
  }

  /** Takes over which blocks were held against their checksums, by their places. */
  markChecked(checked: readonly boolean[]): void {
    this.#blocks.forEach((block, place) => {
      if (block.kind === 'batches' && checked[place] === true) block.checked = true;
    });
  }

  /** Adds a stretch without readable batches. */
  addDamage(position: number, baseOffset: number, endOffset: number): void {
    this.#damaged = true;
    if (endOffset > baseOffset) {
      this.#blocks.push({ kind: 'damaged', position, baseOffset, endOffset });
    }
  }

  /** The block that holds an offset, or the next one when it lies in a gap; null behind the last. */
  find(offset: number): IndexBlock | null {
    return this.#blocks[this.place(offset)] ?? null;
  }

  /**
   * The base offset of the first block from `offset` on that has a row at or after a time; null when
   * there is none. What is damaged has no time.
   */
  baseOffsetAt(timestampMs: number, offset: number): number | null {
    if (this.#maxTimestampMs < timestampMs) return null;
    for (let at = this.place(offset); at < this.#blocks.length; at += 1) {
      const block = this.#blocks[at] as IndexBlock;
      if (block.kind === 'batches' && block.maxTimestampMs >= timestampMs) return block.baseOffset;
    }
    return null;
  }

  /** The place among the blocks of the one that `find` answers. */
  place(offset: number): number {
    let [low, high] = [0, this.#blocks.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#blocks[middle] as IndexBlock).endOffset <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function blockOf(position: number, bytes: number, head: BatchHead): BatchBlock {
  const { baseOffset, endOffset, maxTimestampMs } = head;
  return {
    kind: 'batches',
    position,
    baseOffset,
    head,
    bytes,
    endOffset,
    batches: 1,
    maxTimestampMs,
    checked: false,
    seen: true,
  };
}
