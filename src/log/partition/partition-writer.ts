import { assert } from '../../common/assert.ts';
import type { Timer } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Append, AppendedRange, BodyFormat, LogRecord, ProducerStamp } from '../api.ts';
import { diskError } from '../disk/disk-error.ts';
import { encodeControlRecord, type TransactionOutcome } from '../format/control-record.ts';
import { RecordBatchBuilder, recordBytesMax } from '../format/record-batch-builder.ts';
import type { Segment } from '../segment/segment.ts';
import { atMultipleOf8 } from '../segment/stored-batch.ts';
import {
  AppendQueue,
  gatheredBytesMax,
  type QueuedGroup,
  type QueueEntry,
  SingleAppend,
} from './append-queue.ts';
import { type BatchPlan, batchRowsMax, planBatches } from './group.ts';
import type { PartitionState } from './partition-state.ts';
import type { RecoveredPartition } from './recover-partition.ts';
import {
  SegmentAppender,
  type SegmentAppenderOptions,
  type SegmentLimits,
  type WrittenGroup,
} from './segment-appender.ts';
import { WaitingBudget, WaitingRoom } from './waiting-budget.ts';

/** So many bytes of a partition may wait. */
const waitingBytesMax = 64 * 1024 * 1024;
/** The first pause before a partition that failed is rescanned by itself; it doubles up to the second. */
const rescanDelayMsMin = 1000;
const rescanDelayMsMax = 30_000;

/** What a writer tells its partition. */
export type WriterEvents = {
  /** Further batches go to a new segment. */
  readonly rolled: (segment: Segment) => void;
  /** A group is acknowledged: it is at this place of the last segment. */
  readonly written: (written: WrittenGroup, endOffset: number) => void;
};

/** The settings of a topic that a writer heeds. */
export type WriterLimits = SegmentLimits & {
  /** One append has at most so many bytes of body. */
  readonly batchBytesMax: number;
};

export type WriterOptions = SegmentAppenderOptions & {
  readonly bodies: BodyFormat;
  readonly limits: WriterLimits;
  /** The bound on what all partitions of the log let wait. */
  readonly waiting: WaitingBudget;
};

/**
 * The one writer of a partition. One group is under way at a time; what is appended meanwhile
 * becomes the next one.
 */
export class PartitionWriter {
  readonly #options: WriterOptions;
  readonly #events: WriterEvents;
  readonly #state: PartitionState;
  readonly #appender: SegmentAppender;
  readonly #queue = new AppendQueue();
  readonly #waiting = new WaitingBudget(waitingBytesMax);
  readonly #room: WaitingRoom;
  #limits: WriterLimits;
  #draining: Promise<void> | null = null;
  /** What is done between two groups, such as a rescan. */
  readonly #between: (() => Promise<void>)[] = [];
  /** Why nothing is taken any more, for good. */
  #closed: SqlError | null = null;
  #retry: Timer | null = null;
  #retryDelayMs = rescanDelayMsMin;

  constructor(
    options: WriterOptions,
    recovered: RecoveredPartition,
    state: PartitionState,
    events: WriterEvents,
  ) {
    this.#options = options;
    this.#limits = options.limits;
    this.#events = events;
    this.#state = state;
    this.#room = new WaitingRoom([this.#waiting, options.waiting]);
    this.#appender = new SegmentAppender(options, options.limits, recovered, {
      rolling: (baseOffset) => state.save(baseOffset),
      rolled: events.rolled,
      failed: () => this.#retryLater(),
    });
  }

  /** Why nothing can be written; null when something can. */
  get failure(): SqlError | null {
    return this.#appender.failure;
  }

  /** Settings of the topic that were changed. */
  setLimits(limits: WriterLimits): void {
    this.#limits = limits;
    this.#appender.setLimits(limits);
  }

  /** See `Partition.append`. */
  append(append: Append): Promise<AppendedRange> {
    const { rows, body, producer } = append;
    assert(rows >= 1 && rows <= batchRowsMax && Number.isInteger(rows), 'rows of an append');
    if (producer !== undefined) {
      const answer = this.#answerOf(producer, rows);
      if (answer !== null) return answer;
    }
    const refusal = this.#refusal(body.length) ?? this.#tooLarge(body.length);
    if (refusal !== null) return Promise.reject(refusal);
    return this.#enqueue({ ...append, body: atMultipleOf8(body) });
  }

  /** See `Partition.appendRecords`. */
  appendRecords(records: readonly LogRecord[], producer?: ProducerStamp): Promise<AppendedRange> {
    const rows = records.length;
    assert(rows >= 1 && rows <= batchRowsMax, 'rows of an append');
    try {
      return this.#appendSized(records, recordsBytes(records), producer);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #appendSized(
    records: readonly LogRecord[],
    bytes: number,
    producer: ProducerStamp | undefined,
  ): Promise<AppendedRange> {
    const rows = records.length;
    const alone = producer !== undefined || bytes > this.#gatheredBytesMax;
    if (alone) return this.append(encodeRecords(records, bytes, producer));
    const refusal = this.#refusal(bytes);
    if (refusal !== null) return Promise.reject(refusal);
    const gathered = this.#queue.gather(rows, bytes, (records[0] as LogRecord).timestampMs);
    const before = gathered.bytes;
    const appended = gathered.add(records);
    this.#count(gathered.bytes - before);
    this.#draining ??= this.#drain();
    return appended;
  }

  /** See `Partition.room`. */
  room(): Promise<void> {
    return this.#room.enter();
  }

  /** See `Partition.endTransaction`; `decided` is called when the decision is known to readers. */
  endTransaction(
    producerId: number,
    epoch: number,
    outcome: TransactionOutcome,
    decided: () => void,
  ): Promise<void> {
    const transaction = this.#state.transactions.get(producerId, epoch);
    if (transaction === null) return Promise.resolve();
    if (transaction.marked !== null) return transaction.marked;
    if (this.#closed !== null) return Promise.reject(this.#closed);
    this.#state.decide(transaction, outcome);
    const nowMs = Math.floor(this.#options.clock.nowMicros() / 1000);
    const marker: BatchPlan = {
      kind: 'records',
      control: true,
      rows: 1,
      body: encodeControlRecord(outcome, nowMs),
      firstTimestampMs: nowMs,
      maxTimestampMs: nowMs,
      producer: { producerId, epoch, sequence: -1, transactional: true },
    };
    const marked = this.#push(marker).then(() => undefined);
    marked.catch(() => undefined);
    transaction.marked = marked;
    decided();
    return marked;
  }

  /** See `Partition.rescan`. */
  rescan(): Promise<void> {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    return this.#runBetween(async () => {
      if (this.#appender.failure === null) return;
      await this.#appender.rescan();
      this.#retry?.cancel();
      this.#retry = null;
      this.#retryDelayMs = rescanDelayMsMin;
      this.#options.report(`${this.#options.directory}: takes rows again`);
    });
  }

  /** Closes the last segment when it has rows and is as old as the topic's segments may become. */
  rollAged(): Promise<void> {
    if (this.#closed !== null) return Promise.resolve();
    return this.#runBetween(async () => {
      if (this.#appender.isAged && this.#appender.failure === null) await this.#appender.roll();
    });
  }

  /** Writes what is queued, syncs and marks it, closes the files of the writer; nothing is taken any more, for this reason. */
  async close(reason: SqlError, isKept = true): Promise<void> {
    this.#closed = reason;
    while (this.#draining !== null) await this.#draining;
    this.#retry?.cancel();
    this.#failAll(this.#queue.takeAll(), reason);
    this.#room.close();
    await this.#appender.close(isKept);
    if (isKept && this.#appender.isDurable) await this.#state.save(this.#appender.endOffset);
  }

  get #gatheredBytesMax(): number {
    return Math.min(gatheredBytesMax, this.#limits.batchBytesMax);
  }

  /** Null when a producer's append is in its turn. */
  #answerOf(stamp: ProducerStamp, rows: number): Promise<AppendedRange> | null {
    const verdict = this.#state.check(stamp, rows);
    switch (verdict.kind) {
      case 'duplicate':
        return Promise.resolve(verdict.range);
      case 'inFlight':
        return verdict.appended;
      case 'refused':
        return Promise.reject(verdict.error);
      case 'new':
        return null;
    }
  }

  #refusal(bytes: number): SqlError | null {
    const refused = this.#appender.failure ?? this.#closed;
    if (refused !== null) return refused;
    if (this.#waiting.admits(bytes) && this.#options.waiting.admits(bytes)) return null;
    return tooMuchWaits();
  }

  #tooLarge(bytes: number): SqlError | null {
    const { batchBytesMax } = this.#limits;
    return bytes > batchBytesMax ? tooLarge(bytes, batchBytesMax) : null;
  }

  #enqueue(append: BatchPlan): Promise<AppendedRange> {
    const appended = this.#push(append);
    if (append.producer !== undefined) {
      this.#state.enqueued(append.producer, append.rows, appended);
    }
    return appended;
  }

  #push(append: BatchPlan): Promise<AppendedRange> {
    return new Promise((resolve, reject) => {
      this.#count(this.#queue.add(append, resolve, reject));
      this.#draining ??= this.#drain();
    });
  }

  #count(bytes: number): void {
    this.#waiting.count(bytes);
    this.#options.waiting.count(bytes);
  }

  #runBetween(work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#between.push(() =>
        work().then(resolve, (error) => reject(diskError(error, 'rescan the log'))),
      );
      this.#draining ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // What is appended in this same turn goes with it.
    await Promise.resolve();
    let goesOn = true;
    while (this.#between.length > 0 || (goesOn && !this.#queue.isEmpty)) {
      const work = this.#between.shift();
      if (work !== undefined) await work();
      else goesOn = await this.#writeGroup(this.#queue.takeGroup());
    }
    this.#draining = null;
  }

  /** False when it failed. */
  async #writeGroup(group: QueuedGroup): Promise<boolean> {
    try {
      const batches = planBatches(group.appends, this.#options.bodies);
      this.#acknowledge(group, await this.#appender.write(batches));
      return true;
    } catch (error) {
      this.#reject(group.entries, diskError(error, 'write the log'));
      return false;
    }
  }

  #acknowledge({ entries, bytes }: QueuedGroup, written: WrittenGroup): void {
    let offset = written.firstOffset;
    for (const entry of entries) offset = entry.acknowledge(offset);
    this.#appender.acknowledge(written);
    this.#state.acknowledge(written.group.heads);
    this.#events.written(written, this.#appender.endOffset);
    this.#retryDelayMs = rescanDelayMsMin;
    this.#count(-bytes);
  }

  /**
   * What waits behind a group that failed fails with it: a writer's rows never overtake each other.
   * Only ends of transactions are kept and tried again, for they are decided.
   */
  #reject(group: readonly QueueEntry[], error: SqlError): void {
    this.#state.rollBack();
    const failed: QueueEntry[] = [];
    const kept: QueueEntry[] = [];
    for (const entry of [...group, ...this.#queue.takeAll()]) {
      (this.#isDecided(entry) ? kept : failed).push(entry);
    }
    this.#failAll(failed, error);
    if (kept.length === 0) return;
    this.#queue.putBack(kept);
    this.#retryLater();
  }

  /** Whether an entry is the end of a transaction that has rows. */
  #isDecided(entry: QueueEntry): boolean {
    if (!(entry instanceof SingleAppend)) return false;
    const { control, producer } = entry.append;
    if (!control || producer === undefined) return false;
    const { producerId, epoch } = producer;
    return this.#state.transactions.get(producerId, epoch) !== null;
  }

  #failAll(entries: readonly QueueEntry[], error: SqlError): void {
    for (const entry of entries) {
      this.#count(-entry.bytes);
      entry.fail(error);
    }
  }

  #retryLater(): void {
    if (this.#closed !== null || this.#retry !== null) return;
    this.#retry = this.#options.clock.after(this.#retryDelayMs, () => void this.#tryAgain());
    this.#retryDelayMs = Math.min(rescanDelayMsMax, this.#retryDelayMs * 2);
  }

  async #tryAgain(): Promise<void> {
    this.#retry = null;
    await this.rescan().catch(() => this.#retryLater());
  }
}

function recordsBytes(records: readonly LogRecord[]): number {
  let bytes = 0;
  for (let i = 0; i < records.length; i += 1) bytes += recordBytesMax(records[i] as LogRecord);
  return bytes;
}

/** `bytes` are those of the body at most. */
function encodeRecords(
  records: readonly LogRecord[],
  bytes: number,
  producer: ProducerStamp | undefined,
): Append {
  const firstTimestampMs = (records[0] as LogRecord).timestampMs;
  const builder = new RecordBatchBuilder(firstTimestampMs, bytes);
  for (const record of records) builder.add(record);
  const { rows, maxTimestampMs } = builder;
  return {
    kind: 'records',
    rows,
    body: builder.body(),
    firstTimestampMs,
    maxTimestampMs,
    producer,
  };
}

function tooMuchWaits(): SqlError {
  return new SqlError(sqlState.configurationLimitExceeded, 'too many bytes wait to be written', {
    detail: 'The disk does not keep up with what is appended.',
    hint: 'Wait until there is room, then append again.',
  });
}

function tooLarge(bytes: number, batchBytesMax: number): SqlError {
  return new SqlError(sqlState.programLimitExceeded, 'too much data in one batch', {
    detail: `The batch has ${bytes} bytes; at most ${batchBytesMax} are possible.`,
    hint: 'Write fewer rows at once.',
  });
}
