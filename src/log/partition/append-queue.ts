import type { SqlError } from '../../common/sql-error.ts';
import type { AppendedRange, LogRecord } from '../api.ts';
import { RecordBatchBuilder } from '../format/record-batch-builder.ts';
import { type BatchPlan, batchRowsMax } from './group.ts';

/** What is written and synced together is at most about so many bytes. */
const groupBytesMax = 32 * 1024 * 1024;
/** Records of several appends are gathered in batches of about so many bytes. */
export const gatheredBytesMax = 1024 * 1024;
/** What an append that waits costs beside its body, roughly. */
const overheadBytes = 128;

type Resolve = (range: AppendedRange) => void;
type Reject = (error: SqlError) => void;

/** Appends taken from the queue: what is to be written, in order, and who waits for it. */
export type QueuedGroup = {
  readonly appends: readonly BatchPlan[];
  readonly entries: readonly QueueEntry[];
  /** Bytes by which the queue counts them. */
  readonly bytes: number;
};

/** One piece of the queue. */
export type QueueEntry = SingleAppend | GatheredRecords;

/** What waits to be written by a partition, in the order of the calls. */
export class AppendQueue {
  #entries: QueueEntry[] = [];
  /** Takes further records while it is the last entry. */
  #gathering: GatheredRecords | null = null;

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Adds an append of its own; answers the bytes that it counts. */
  add(append: BatchPlan, resolve: Resolve, reject: Reject): number {
    this.#gathering = null;
    const entry = new SingleAppend(append, resolve, reject);
    this.#entries.push(entry);
    return entry.bytes;
  }

  /** Where records of one append of so many rows and about so many bytes are to be put. */
  gather(rows: number, bytes: number, firstTimestampMs: number): GatheredRecords {
    if (this.#gathering?.takes(rows, bytes)) return this.#gathering;
    this.#gathering = new GatheredRecords(firstTimestampMs);
    this.#entries.push(this.#gathering);
    return this.#gathering;
  }

  /** Takes what is written next: at least one piece, up to about 32 MiB. */
  takeGroup(): QueuedGroup {
    let [count, bytes] = [0, 0];
    for (const entry of this.#entries) {
      if (count > 0 && bytes + entry.bytes > groupBytesMax) break;
      bytes += entry.bytes;
      count += 1;
    }
    const entries = this.#take(count);
    return { appends: entries.map((entry) => entry.plan()), entries, bytes };
  }

  /** Puts what was taken back to the front. */
  putBack(entries: readonly QueueEntry[]): void {
    this.#entries.unshift(...entries);
  }

  /** Takes all that is left. */
  takeAll(): readonly QueueEntry[] {
    return this.#take(this.#entries.length);
  }

  #take(count: number): readonly QueueEntry[] {
    this.#gathering = count === this.#entries.length ? null : this.#gathering;
    if (count < this.#entries.length) return this.#entries.splice(0, count);
    const all = this.#entries;
    this.#entries = [];
    return all;
  }
}

/** One append, or a marker, that is a batch or becomes a part of one. */
export class SingleAppend {
  readonly append: BatchPlan;
  readonly bytes: number;
  readonly resolve: Resolve;
  readonly reject: Reject;

  constructor(append: BatchPlan, resolve: Resolve, reject: Reject) {
    this.append = append;
    this.bytes = append.body.length + overheadBytes;
    this.resolve = resolve;
    this.reject = reject;
  }

  plan(): BatchPlan {
    return this.append;
  }

  /** Tells that it is written from an offset on; answers the offset after it. */
  acknowledge(first: number): number {
    const end = first + this.append.rows;
    this.resolve({ first, last: end - 1 });
    return end;
  }

  fail(error: SqlError): void {
    this.reject(error);
  }
}

/** Records of several appends, encoded as they come, that become one batch. */
export class GatheredRecords {
  readonly #builder: RecordBatchBuilder;
  readonly #firstTimestampMs: number;
  readonly #rows: number[] = [];
  readonly #resolves: Resolve[] = [];
  readonly #rejects: Reject[] = [];
  /** One function for all promises: none is made per append. */
  readonly #enlist = (resolve: Resolve, reject: Reject): void => {
    this.#resolves.push(resolve);
    this.#rejects.push(reject);
  };

  constructor(firstTimestampMs: number) {
    this.#builder = new RecordBatchBuilder(firstTimestampMs);
    this.#firstTimestampMs = firstTimestampMs;
  }

  get bytes(): number {
    return this.#builder.bytes + this.#rows.length * overheadBytes;
  }

  /** Whether an append of so many rows and about so many bytes has its place here. */
  takes(rows: number, bytes: number): boolean {
    return (
      this.#builder.rows + rows <= batchRowsMax && this.#builder.bytes + bytes <= gatheredBytesMax
    );
  }

  /** Encodes the records of one append; resolves when they are acknowledged. */
  add(records: readonly LogRecord[]): Promise<AppendedRange> {
    for (let i = 0; i < records.length; i += 1) this.#builder.add(records[i] as LogRecord);
    this.#rows.push(records.length);
    return new Promise(this.#enlist);
  }

  /** What is to be written; nothing is added afterwards. */
  plan(): BatchPlan {
    return {
      kind: 'records',
      rows: this.#builder.rows,
      body: this.#builder.body(),
      firstTimestampMs: this.#firstTimestampMs,
      maxTimestampMs: this.#builder.maxTimestampMs,
    };
  }

  /** Tells that they are written from an offset on; answers the offset after them. */
  acknowledge(from: number): number {
    let first = from;
    for (let i = 0; i < this.#rows.length; i += 1) {
      const end = first + (this.#rows[i] as number);
      (this.#resolves[i] as Resolve)({ first, last: end - 1 });
      first = end;
    }
    return first;
  }

  fail(error: SqlError): void {
    for (const reject of this.#rejects) reject(error);
  }
}
