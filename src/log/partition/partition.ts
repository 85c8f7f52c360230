import { assert } from '../../common/assert.ts';
import type { BlockPool } from '../../common/block-pool.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type {
  Append,
  AppendedRange,
  BodyFormat,
  Isolation,
  LogRead,
  LogRecord,
  OpenTransaction,
  Partition,
  ProducerStamp,
  TimedOffset,
} from '../api.ts';
import type {
  CleanedPartition,
  CleaningSettings,
  ReaderPosition,
} from '../cleaning/cleaned-partition.ts';
import { batchBytes } from '../format/batch-head.ts';
import type { TransactionOutcome } from '../format/control-record.ts';
import type { Segment } from '../segment/segment.ts';
import { SegmentList, type SegmentSpan } from '../segment/segment-list.ts';
import { everyBatch, PartitionReader } from './partition-reader.ts';
import { PartitionStart } from './partition-start.ts';
import type { PartitionState } from './partition-state.ts';
import { PartitionWriter, type WriterLimits, type WriterOptions } from './partition-writer.ts';
import { type RecoveredPartition, recoverPartition } from './recover-partition.ts';
import { recoverState } from './recover-state.ts';
import type { WrittenGroup } from './segment-appender.ts';
import { readStartOffset } from './start-offset.ts';
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
  const start = await readStartOffset(options, options.report);
  const recovered = startingAt(await recoverPartition(options), start);
  reportMissingStart(options, recovered, start);
  try {
    const segments = spansOf(recovered);
    const { endOffset } = recovered;
    const state = await recoverState({ ...options, segments, endOffset });
    const partition = new LogPartition(options, recovered, state, start);
    await partition.dropBefore(start);
    return partition;
  } catch (error) {
    await recovered.mark.close();
    for (const segment of recovered.segments) await segment.close();
    throw error;
  }
}

/** Rows that were truncated are never given out again, though the segments that had them are missing. */
function startingAt(recovered: RecoveredPartition, start: number): RecoveredPartition {
  return start > recovered.endOffset ? { ...recovered, endOffset: start, active: null } : recovered;
}

/** Only `start` makes rows go: what should be behind it was there. */
function reportMissingStart(
  { directory, report }: PartitionOptions,
  { segments: [first] }: RecoveredPartition,
  start: number,
): void {
  if (first === undefined || first.baseOffset <= start) return;
  const rows = `rows ${start} to ${first.baseOffset - 1}`;
  report(`${directory}: the first segment is missing, ${rows} are lost`);
}

function spansOf({ segments, endOffset }: RecoveredPartition): readonly SegmentSpan[] {
  return segments.map((segment, index) => ({
    segment,
    endOffset: segments[index + 1]?.baseOffset ?? endOffset,
  }));
}

/** A partition of a topic: its segments, the end of them in memory, its reader and its writer. */
export class LogPartition implements Partition {
  readonly index: number;
  /** Those who read it in order: compaction keeps tombstones that they have not passed. */
  readonly readers = new Set<ReaderPosition>();
  readonly #options: PartitionOptions;
  readonly #segments: SegmentList;
  readonly #tail: TailCache;
  readonly #state: PartitionState;
  readonly #writer: PartitionWriter;
  readonly #reader: PartitionReader;
  readonly #start: PartitionStart;
  readonly #bodies: BodyFormat;
  readonly #listeners = new Set<(endOffset: number) => void>();
  #endOffset: number;
  #closedSegment: () => void = () => {};
  /** Why nothing can be read any more. */
  #gone: SqlError | null = null;

  constructor(
    options: PartitionOptions,
    recovered: RecoveredPartition,
    state: PartitionState,
    start: number,
  ) {
    this.index = options.index;
    this.#options = options;
    this.#bodies = options.bodies;
    this.#segments = new SegmentList(recovered.segments);
    this.#start = new PartitionStart(options, this.#segments, start);
    this.#endOffset = recovered.endOffset;
    this.#tail = new TailCache(options.tails, tailBytesMax);
    this.#state = state;
    this.#reader = new PartitionReader(this.#segments, this.#tail, options.memory);
    this.#writer = new PartitionWriter(options, recovered, state, {
      rolled: (segment) => this.#rolled(segment),
      written: (written, endOffset) => this.#publish(written, endOffset),
    });
  }

  startOffset(): number {
    return this.#start.offset(this.#endOffset);
  }

  endOffset(): number {
    return this.#endOffset;
  }

  stableOffset(): number {
    return this.#state.transactions.stableOffset(this.#endOffset);
  }

  rows(): number {
    const offsets = this.#endOffset - this.startOffset();
    return Math.max(0, offsets - this.#state.transactions.hiddenOffsets());
  }

  bytes(): number {
    return this.#segments.bytes();
  }

  failure(): SqlError | null {
    return this.#writer.failure;
  }

  append(append: Append): Promise<AppendedRange> {
    return this.#writer.append(append);
  }

  appendRecords(records: readonly LogRecord[], producer?: ProducerStamp): Promise<AppendedRange> {
    return this.#writer.appendRecords(records, producer);
  }

  room(): Promise<void> {
    return this.#writer.room();
  }

  async read(offset: number, bytesMax: number, isolation?: Isolation): Promise<LogRead> {
    assert(offset >= 0, 'offsets count from 0');
    const from = Math.max(offset, this.startOffset());
    const isUncommitted = isolation === 'uncommitted';
    const end = isUncommitted ? this.#endOffset : this.stableOffset();
    const filter = isUncommitted ? everyBatch : this.#state.transactions.committed();
    return this.#whileHere(() => this.#reader.read(from, end, bytesMax, filter));
  }

  async offsetAt(timestampMs: number): Promise<TimedOffset | null> {
    const search = {
      offset: this.startOffset(),
      endOffset: this.stableOffset(),
      isVisible: this.#state.transactions.committed(),
    };
    return this.#whileHere(() => this.#reader.offsetAt(timestampMs, search, this.#bodies));
  }

  async truncateBefore(offset: number): Promise<number> {
    if (this.#gone !== null) throw this.#gone;
    await this.#moveStart(Math.min(offset, this.#endOffset));
    return this.startOffset();
  }

  /** Removes closed segments wholly before an offset. @throws SqlError 58030 */
  async dropBefore(offset: number): Promise<void> {
    await this.#start.dropBefore(offset);
    this.#state.transactions.forgetBefore(this.startOffset());
  }

  rescan(): Promise<void> {
    return this.#writer.rescan();
  }

  /** All producers that are known here have ids below this. */
  producerIdsBelow(): number {
    let below = 0;
    for (const { producerId } of this.#state.producers.all()) {
      below = Math.max(below, producerId + 1);
    }
    return below;
  }

  openTransactions(): readonly OpenTransaction[] {
    return this.#state.transactions.open();
  }

  endTransaction(
    { producerId, epoch }: { readonly producerId: number; readonly epoch: number },
    outcome: TransactionOutcome,
  ): Promise<void> {
    return this.#writer.endTransaction(producerId, epoch, outcome, () => this.#tell());
  }

  onAppend(listener: (endOffset: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Heeds settings of the topic that were changed. */
  setLimits(limits: WriterLimits): void {
    this.#writer.setLimits(limits);
  }

  /** Closes the last segment when it is as old as it may become, though nothing is appended. */
  rollAged(): Promise<void> {
    return this.#writer.rollAged();
  }

  /** What cleaning needs of it; `closed` is called when a segment was closed. */
  cleaned(settings: () => CleaningSettings, closed: () => void): CleanedPartition {
    const { disk, clock, directory, salt, schema, bodies, memory, report } = this.#options;
    this.#closedSegment = closed;
    return {
      ...{ disk, clock, directory, salt, schema, bodies, memory, report, settings },
      segments: this.#segments,
      state: this.#state,
      readers: this.readers,
      // Put down first, so that rows which went never come back.
      dropBefore: (offset) => this.#moveStart(offset),
      compactedBefore: (offset) => this.#forgetAborted(offset),
      rollAged: () => this.rollAged(),
    };
  }

  /** Finishes what is queued and closes all files. */
  close(): Promise<void> {
    return this.#close(closedError());
  }

  /**
   * Closes all files of a topic that is deleted: everybody is told so from now on. Nothing is
   * written that only the next start would read.
   */
  drop(topic: string): Promise<void> {
    const error = new SqlError(sqlState.undefinedObject, `topic "${topic}" was deleted`);
    return this.#close(error, false);
  }

  async #moveStart(offset: number): Promise<void> {
    await this.#start.moveTo(offset);
    this.#state.transactions.forgetBefore(this.startOffset());
  }

  /** Rows that were aborted are no more, neither on the disk nor in memory. */
  #forgetAborted(offset: number): void {
    this.#tail.giveUpBefore(offset);
    this.#state.transactions.forgetBefore(offset);
  }

  async #whileHere<T>(work: () => Promise<T>): Promise<T> {
    if (this.#gone !== null) throw this.#gone;
    try {
      return await work();
    } catch (error) {
      throw this.#gone ?? error;
    }
  }

  #rolled(segment: Segment): void {
    this.#segments.last?.seal(segment.baseOffset);
    this.#segments.push(segment);
    this.#closedSegment();
  }

  async #close(reason: SqlError, isKept = true): Promise<void> {
    this.#gone = reason;
    await this.#writer.close(reason, isKept);
    await this.#start.settled();
    if (isKept && this.#writer.failure === null)
      await this.#segments.last?.storeIndex(this.#endOffset);
    this.#tell();
    this.#listeners.clear();
    this.#tail.close();
    await this.#segments.close(reason);
  }

  #publish({ group, position: from }: WrittenGroup, endOffset: number): void {
    const segment = this.#segments.last;
    assert(segment, 'a group is in a segment');
    let position = from;
    group.heads.forEach((head, index) => {
      segment.add(position, head);
      position += batchBytes(head.bodyBytes);
      this.#tail.add(head, group.bodies[index] as Uint8Array);
    });
    this.#endOffset = endOffset;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.#endOffset);
  }
}

function closedError(): SqlError {
  return new SqlError(sqlState.objectNotInPrerequisiteState, 'the log is closed');
}
