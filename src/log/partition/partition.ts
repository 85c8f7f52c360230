import { assert } from '../../common/assert.ts';
import type { BlockPool } from '../../common/block-pool.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Append, AppendedRange, Partition, StoredBatch } from '../api.ts';
import { diskError } from '../disk/disk-error.ts';
import { batchBytes, decodeHead, headBytes, isWhole } from '../format/batch-head.ts';
import type { Segment } from '../segment/segment.ts';
import type { BatchBlock, IndexBlock } from '../segment/segment-index.ts';
import { batchInMemory, batchOnDisk, readExactly } from '../segment/stored-batch.ts';
import type { EncodedGroup } from './group.ts';
import { PartitionWriter, type WriterOptions } from './partition-writer.ts';
import { recoverPartition } from './recover-partition.ts';
import { type TailBudget, TailCache } from './tail-cache.ts';

/** A partition keeps so many bytes of its newest batches in memory. */
const tailBytesMax = 32 * 1024 * 1024;

export type PartitionOptions = WriterOptions & {
  readonly index: number;
  readonly tails: TailBudget;
  /** Where what is read from disk is put. */
  readonly memory: BlockPool;
};

/** Recovers and opens a partition. @throws SqlError 55000 when a file is of a newer format. */
export async function openPartition(options: PartitionOptions): Promise<LogPartition> {
  return new LogPartition(options, await recoverPartition(options));
}

/** A partition of a topic: its segments, the end of them in memory, and its writer. */
export class LogPartition implements Partition {
  readonly index: number;
  readonly #segments: Segment[];
  readonly #tail: TailCache;
  readonly #writer: PartitionWriter;
  readonly #memory: BlockPool;
  readonly #listeners = new Set<(endOffset: number) => void>();
  #endOffset: number;

  constructor(options: PartitionOptions, recovered: Awaited<ReturnType<typeof recoverPartition>>) {
    this.index = options.index;
    this.#segments = [...recovered.segments];
    this.#endOffset = recovered.endOffset;
    this.#memory = options.memory;
    this.#tail = new TailCache(options.tails, tailBytesMax);
    this.#writer = new PartitionWriter(options, recovered, {
      rolled: (segment) => this.#segments.push(segment),
      written: (group, position, endOffset) => this.#publish(group, position, endOffset),
    });
  }

  startOffset(): number {
    return this.#segments[0]?.baseOffset ?? this.#endOffset;
  }

  endOffset(): number {
    return this.#endOffset;
  }

  bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  append(append: Append): Promise<AppendedRange> {
    return this.#writer.append(append);
  }

  onAppend(listener: (endOffset: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async read(offset: number, bytesMax: number): Promise<readonly StoredBatch[]> {
    assert(offset >= 0, 'offsets count from 0');
    const batches: StoredBatch[] = [];
    let [next, bytes] = [Math.max(offset, this.startOffset()), 0];
    while (next < this.#endOffset && !(batches.length > 0 && bytes >= bytesMax)) {
      const more = this.#fromTail(next, bytesMax - bytes) ?? (await this.#fromDisk(next));
      if (more instanceof SqlError) {
        if (batches.length === 0) throw more;
        return batches;
      }
      for (const batch of more) {
        if (batches.length > 0 && bytes + batch.bodyBytes > bytesMax) return batches;
        batches.push(batch);
        bytes += batch.bodyBytes;
        next = batch.baseOffset + batch.rows;
      }
    }
    return batches;
  }

  /** Finishes what is queued and closes all files. */
  async close(): Promise<void> {
    await this.#writer.close();
    this.#tail.close();
    this.#listeners.clear();
    for (const segment of this.#segments) await segment.close();
  }

  #publish(group: EncodedGroup, from: number, endOffset: number): void {
    const segment = this.#segments.at(-1);
    assert(segment, 'a group is in a segment');
    let position = from;
    group.heads.forEach((head, index) => {
      segment.add(position, head);
      position += batchBytes(head.bodyBytes);
      this.#tail.add(head, group.bodies[index] as Uint8Array);
    });
    this.#endOffset = endOffset;
    for (const listener of this.#listeners) listener(endOffset);
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
  async #fromDisk(offset: number): Promise<readonly StoredBatch[] | SqlError> {
    const { segment, endOffset } = this.#segmentOf(offset);
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
    return batches.filter((batch) => batch.baseOffset + batch.rows > offset);
  }

  #segmentOf(offset: number): { readonly segment: Segment; readonly endOffset: number } {
    let [low, high] = [0, this.#segments.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#segments[middle] as Segment).baseOffset <= offset) low = middle;
      else high = middle - 1;
    }
    const segment = this.#segments[low];
    assert(segment, 'rows are in a segment');
    return { segment, endOffset: this.#segments[low + 1]?.baseOffset ?? this.#endOffset };
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
    offset += head.rows;
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
