import { assert } from '../../common/assert.ts';
import type { BlockPool } from '../../common/block-pool.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type {
  Append,
  AppendedRange,
  Isolation,
  LogRead,
  OpenTransaction,
  Partition,
  TimedOffset,
} from '../api.ts';
import { batchBytes } from '../format/batch-head.ts';
import { SegmentList } from '../segment/segment-list.ts';
import type { EncodedGroup } from './group.ts';
import { PartitionReader } from './partition-reader.ts';
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

/** A partition of a topic: its segments, the end of them in memory, its reader and its writer. */
export class LogPartition implements Partition {
  readonly index: number;
  readonly #segments: SegmentList;
  readonly #tail: TailCache;
  readonly #writer: PartitionWriter;
  readonly #reader: PartitionReader;
  readonly #listeners = new Set<(endOffset: number) => void>();
  #endOffset: number;

  constructor(options: PartitionOptions, recovered: Awaited<ReturnType<typeof recoverPartition>>) {
    this.index = options.index;
    this.#segments = new SegmentList(recovered.segments);
    this.#endOffset = recovered.endOffset;
    this.#tail = new TailCache(options.tails, tailBytesMax);
    this.#reader = new PartitionReader(this.#segments, this.#tail, options.memory);
    this.#writer = new PartitionWriter(options, recovered, {
      rolled: (segment) => this.#segments.push(segment),
      written: (group, position, endOffset) => this.#publish(group, position, endOffset),
    });
  }

  startOffset(): number {
    return this.#segments.all()[0]?.baseOffset ?? this.#endOffset;
  }

  endOffset(): number {
    return this.#endOffset;
  }

  stableOffset(): number {
    return this.#endOffset;
  }

  bytes(): number {
    return this.#segments.bytes();
  }

  failure(): SqlError | null {
    throw notYet();
  }

  append(append: Append): Promise<AppendedRange> {
    return this.#writer.append(append);
  }

  appendRecords(): Promise<AppendedRange> {
    throw notYet();
  }

  room(): Promise<void> {
    throw notYet();
  }

  async read(offset: number, bytesMax: number, _isolation?: Isolation): Promise<LogRead> {
    assert(offset >= 0, 'offsets count from 0');
    const from = Math.max(offset, this.startOffset());
    return this.#reader.read(from, this.#endOffset, bytesMax);
  }

  offsetAt(): Promise<TimedOffset | null> {
    throw notYet();
  }

  truncateBefore(): Promise<number> {
    throw notYet();
  }

  rescan(): Promise<void> {
    throw notYet();
  }

  openTransactions(): readonly OpenTransaction[] {
    throw notYet();
  }

  endTransaction(): Promise<void> {
    throw notYet();
  }

  onAppend(listener: (endOffset: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Finishes what is queued and closes all files. */
  async close(): Promise<void> {
    await this.#writer.close();
    this.#tail.close();
    this.#listeners.clear();
    await this.#segments.close();
  }

  #publish(group: EncodedGroup, from: number, endOffset: number): void {
    const segment = this.#segments.last;
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
}

function notYet(): SqlError {
  return new SqlError(sqlState.featureNotSupported, 'not supported yet');
}
