import type { BlockPool } from '../../common/block-pool.ts';
import type { BodyFormat, LogRead, TimedOffset } from '../api.ts';
import { diskError } from '../disk/disk-error.ts';
import type { BatchHead } from '../format/batch-head.ts';
import { firstRowAt } from '../segment/first-row-at.ts';
import { type FoundBatches, readBlocks } from '../segment/read-blocks.ts';
import type { SegmentList } from '../segment/segment-list.ts';
import { batchInMemory, type LogBatch } from '../segment/stored-batch.ts';
import type { TailCache } from './tail-cache.ts';

/** Which batches a reader sees, of those that hold rows of users. */
export type BatchFilter = (head: BatchHead) => boolean;

/** Where a row is looked for. */
export type OffsetSearch = {
  readonly offset: number;
  readonly endOffset: number;
  readonly isVisible?: BatchFilter | undefined;
};

/** What was read, and the offset to go on from. */
type BatchesRead = { readonly batches: readonly LogBatch[]; readonly nextOffset: number };

/** What is read from a file at once is at most about so much. */
const readBytesMax = 4 * 1024 * 1024;
const readBytesMin = 64 * 1024;

/** Sees every batch. */
export const everyBatch: BatchFilter = () => true;

/** Reads batches of a partition: the newest from memory, else from their segment. */
export class PartitionReader {
  readonly #segments: SegmentList;
  readonly #tail: TailCache;
  readonly #memory: BlockPool;

  constructor(segments: SegmentList, tail: TailCache, memory: BlockPool) {
    this.#segments = segments;
    this.#tail = tail;
    this.#memory = memory;
  }

  /**
   * Batches from the one that holds `offset`, or the next there is, on, below `endOffset`, up to about so
   * many bytes of bodies. Markers and batches without rows are never among them.
   * @throws SqlError XX001, 58030
   */
  read(
    offset: number,
    endOffset: number,
    bytesMax: number,
    isVisible: BatchFilter = everyBatch,
  ): Promise<LogRead> {
    return this.#read(offset, endOffset, bytesMax, isVisible);
  }

  async #read(
    offset: number,
    endOffset: number,
    bytesMax: number,
    isVisible: BatchFilter,
  ): Promise<BatchesRead> {
    const read = new ReadUnderWay(offset, endOffset, bytesMax, isVisible);
    while (!read.isDone) {
      const from = read.next;
      const { batches, error } = await this.#from(from, endOffset, read.bytesLeft);
      read.take(batches);
      if (error !== null && !read.isDone) {
        if (read.batches.length === 0) throw error;
        break;
      }
      // Nothing stands between here and the next segment: rewriting has left a gap.
      if (!read.isDone && read.next === from)
        read.skipTo(this.#segments.at(from, endOffset).endOffset);
    }
    return { batches: read.batches, nextOffset: read.next };
  }

  /**
   * The first row from `offset` on, below `endOffset`, whose record time is not before a time; null
   * when there is none. Segments and blocks that are older are passed over by their indexes.
   * @throws SqlError XX001, 58030
   */
  async offsetAt(
    timestampMs: number,
    { offset, endOffset, isVisible = everyBatch }: OffsetSearch,
    bodies: BodyFormat,
  ): Promise<TimedOffset | null> {
    const isLate: BatchFilter = (head) => head.maxTimestampMs >= timestampMs && isVisible(head);
    let next = await this.#blockAt(timestampMs, offset, endOffset);
    while (next < endOffset) {
      const { batches, nextOffset } = await this.#read(next, endOffset, 1, isLate);
      for (const batch of batches) {
        const search = { timestampMs, startOffset: offset, endOffset };
        const row = await firstRowAt(batch, search, bodies);
        if (row !== null) return row;
      }
      next = await this.#blockAt(timestampMs, nextOffset, endOffset);
    }
    return null;
  }

  /** Where the first block that has a row at or after a time begins, not before `offset`. */
  async #blockAt(timestampMs: number, offset: number, end: number): Promise<number> {
    let next = offset;
    while (next < end) {
      const span = this.#segments.at(next, end);
      const index = await this.#segments.index(span).catch((error: unknown) => {
        throw diskError(error, 'read the log');
      });
      const base = index.baseOffsetAt(timestampMs, next);
      if (base !== null) return Math.max(base, next);
      next = span.endOffset;
    }
    return end;
  }

  async #from(offset: number, endOffset: number, bytesMax: number): Promise<FoundBatches> {
    const cached = this.#tail.from(offset, bytesMax);
    if (cached.length > 0) {
      return { batches: cached.map(({ head, body }) => batchInMemory(head, body)), error: null };
    }
    try {
      return await this.#fromDisk(offset, endOffset, bytesMax);
    } catch (error) {
      return { batches: [], error: diskError(error, 'read the log') };
    }
  }

  async #fromDisk(offset: number, end: number, bytesMax: number): Promise<FoundBatches> {
    const span = this.#segments.at(offset, end);
    const index = await this.#segments.index(span);
    const bytes = Math.min(Math.max(bytesMax, readBytesMin), readBytesMax);
    return readBlocks(span.segment, index, offset, bytes, this.#memory);
  }
}

/** What was read so far, and whether it is enough. */
class ReadUnderWay {
  readonly batches: LogBatch[] = [];
  readonly #endOffset: number;
  readonly #isVisible: BatchFilter;
  #next: number;
  #bytesLeft: number;
  #isFull = false;

  constructor(offset: number, endOffset: number, bytesMax: number, isVisible: BatchFilter) {
    this.#next = offset;
    this.#endOffset = endOffset;
    this.#bytesLeft = bytesMax;
    this.#isVisible = isVisible;
  }

  get next(): number {
    return this.#next;
  }

  get bytesLeft(): number {
    return this.#bytesLeft;
  }

  get isDone(): boolean {
    return this.#isFull || this.#next >= this.#endOffset;
  }

  take(batches: readonly LogBatch[]): void {
    for (const batch of batches) {
      if (this.isDone) return;
      if (batch.baseOffset >= this.#endOffset) this.#next = this.#endOffset;
      else this.#takeOne(batch);
    }
  }

  skipTo(offset: number): void {
    this.#next = offset;
  }

  #takeOne(batch: LogBatch): void {
    if (isShown(batch.head) && this.#isVisible(batch.head)) {
      this.#isFull = this.batches.length > 0 && batch.bodyBytes > this.#bytesLeft;
      if (this.#isFull) return;
      this.batches.push(batch);
      this.#bytesLeft -= batch.bodyBytes;
      this.#isFull = this.#bytesLeft <= 0;
    }
    this.#next = batch.endOffset;
  }
}

/** Markers are the log's own; a batch without rows only keeps the sequence of its producer. */
function isShown(head: BatchHead): boolean {
  return !head.control && head.rows > 0;
}
