import { assert } from '../../common/assert.ts';
import type { BlockPool } from '../../common/block-pool.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { StoredBatch } from '../api.ts';
import { diskError } from '../disk/disk-error.ts';
import { batchBytes, decodeHead, headBytes, isWhole } from '../format/batch-head.ts';
import type { Segment } from '../segment/segment.ts';
import type { BatchBlock, IndexBlock } from '../segment/segment-index.ts';
import type { SegmentList } from '../segment/segment-list.ts';
import { batchInMemory, batchOnDisk, readExactly } from '../segment/stored-batch.ts';
import type { TailCache } from './tail-cache.ts';

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
   * Batches from the one that holds `offset` on, below `endOffset`, up to about so many bytes of bodies.
   * @throws SqlError XX001, 58030
   */
  async read(offset: number, endOffset: number, bytesMax: number): Promise<readonly StoredBatch[]> {
    const batches: StoredBatch[] = [];
    let [next, bytes] = [offset, 0];
    while (next < endOffset && !(batches.length > 0 && bytes >= bytesMax)) {
      const more =
        this.#fromTail(next, bytesMax - bytes) ?? (await this.#fromDisk(next, endOffset));
      if (more instanceof SqlError) {
        if (batches.length === 0) throw more;
        return batches;
      }
      for (const batch of more) {
        if (batches.length > 0 && bytes + batch.bodyBytes > bytesMax) return batches;
        batches.push(batch);
        bytes += batch.bodyBytes;
        next = batch.endOffset;
      }
    }
    return batches;
  }

  #fromTail(offset: number, bytesMax: number): readonly StoredBatch[] | null {
    const cached = this.#tail.from(offset, bytesMax);
    if (cached.length === 0) return null;
    return cached.map(({ head, body }) => batchInMemory(head, body, true));
  }

  /**
   * The batches of the block that holds an offset, from the one that holds it on; an error when
   * damage stands there, for what is before it can still be read.
   */
  async #fromDisk(offset: number, end: number): Promise<readonly StoredBatch[] | SqlError> {
    const { segment, endOffset } = this.#segments.at(offset, end);
    const index = await segment.index(endOffset).catch((error: unknown) => {
      throw diskError(error, 'read the log');
    });
    const block = index.find(offset);
    assert(block, 'a segment has the offsets up to the next one');
    if (block.kind === 'damaged') return unreadable(segment, block);
    if (block.batches === 1) {
      return [batchOnDisk(block.head, segment, block.position, this.#memory)];
    }
    const batches = await batchesOfBlock(segment, block, this.#memory);
    return batches.filter((batch) => batch.endOffset > offset);
  }
}

/** Reads small batches in one go. @throws SqlError XX001 when a head is not where it was. */
async function batchesOfBlock(
  segment: Segment,
  { position, bytes, endOffset, ...block }: BatchBlock,
  memory: BlockPool,
): Promise<readonly StoredBatch[]> {
  const read = await readExactly(segment, position, bytes, memory);
  const batches: StoredBatch[] = [];
  let [at, offset] = [0, block.baseOffset];
  while (at < bytes) {
    const head = decodeHead(read, at, segment.salt);
    if (head === null || head.baseOffset !== offset) {
      throw unreadable(segment, { position: position + at, baseOffset: offset, endOffset });
    }
    const bodyAt = at + headBytes;
    const body = read.subarray(bodyAt, bodyAt + head.bodyBytes);
    batches.push(batchInMemory(head, body, isWhole(read, at, head)));
    at += batchBytes(head.bodyBytes);
    offset = head.endOffset;
  }
  return batches;
}

function unreadable(
  segment: Segment,
  { position, baseOffset, endOffset }: Pick<IndexBlock, 'position' | 'baseOffset' | 'endOffset'>,
): SqlError {
  return new SqlError(sqlState.dataCorrupted, 'the log is damaged', {
    detail: `Rows ${baseOffset} to ${endOffset - 1}, at byte ${position} of ${segment.path}, cannot be read.`,
  });
}
