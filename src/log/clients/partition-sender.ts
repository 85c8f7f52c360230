import type { AppendedRange, LogRecord, RecordPlace } from '../api.ts';
import { recordBytesMax } from '../format/record-batch-builder.ts';

const batchRowsMax = 65_536;

/** What is sent as one append, and those who wait for it. */
export class RecordBatch {
  readonly records: LogRecord[] = [];
  readonly #waiting: Waiting[] = [];
  bytes = 0;

  /** Takes a record. */
  add(record: LogRecord, bytes: number): void {
    this.records.push(record);
    this.bytes += bytes;
  }

  /** Resolves with the place of the last record that was added; the partition is told. */
  lastPlace(partition: number): Promise<RecordPlace> {
    const index = this.records.length - 1;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ index, partition, resolve, reject });
    });
  }

  resolve({ first }: AppendedRange): void {
    for (const { index, partition, resolve } of this.#waiting) {
      resolve({ partition, offset: first + index });
    }
  }

  reject(error: unknown): void {
    for (const { reject } of this.#waiting) reject(error);
  }
}

type Waiting = {
  readonly index: number;
  readonly partition: number;
  readonly resolve: (place: RecordPlace) => void;
  readonly reject: (error: unknown) => void;
};

/** How batches reach their partition. */
export type BatchTarget = {
  /** Resolves when there is room for one more. */
  readonly room: () => Promise<void>;
  /** Sends a batch and settles it; never rejects. Called in order, up to `batchesMax` at once. */
  readonly send: (batch: RecordBatch) => Promise<void>;
  readonly batchesMax: number;
  /** A batch takes about so many bytes. */
  readonly batchBytesMax: number;
};

/**
 * Gathers the records of a partition into batches: what comes in one turn of the event loop, or while
 * the batch before is under way, goes together.
 */
export class PartitionSender {
  readonly #partition: number;
  readonly #target: BatchTarget;
  readonly #waiting: RecordBatch[] = [];
  #underWay = 0;
  #draining: Promise<void> | null = null;
  #idle: (() => void)[] = [];

  /** `partition` is its index. */
  constructor(partition: number, target: BatchTarget) {
    this.#partition = partition;
    this.#target = target;
  }

  /** Resolves with the place of the record. */
  send(record: LogRecord, bytes: number): Promise<RecordPlace> {
    return this.#add(record, bytes).lastPlace(this.#partition);
  }

  /** Resolves with the offsets of the records. */
  async sendAll(records: readonly LogRecord[]): Promise<readonly number[]> {
    const runs: { readonly rows: number; readonly last: Promise<RecordPlace> }[] = [];
    let [batch, rows]: [RecordBatch | null, number] = [null, 0];
    for (const record of records) {
      const into = this.#add(record, recordBytesMax(record));
      if (batch !== null && into !== batch)
        runs.push({ rows, last: batch.lastPlace(this.#partition) });
      rows = into === batch ? rows + 1 : 1;
      batch = into;
    }
    if (batch !== null) runs.push({ rows, last: batch.lastPlace(this.#partition) });
    const lasts = await Promise.all(runs.map(({ last }) => last));
    return runs.flatMap(({ rows: count }, run) => {
      const first = (lasts[run] as RecordPlace).offset - count + 1;
      return Array.from({ length: count }, (_, index) => first + index);
    });
  }

  /** Resolves when nothing waits or is under way. */
  idle(): Promise<void> {
    if (this.#draining === null && this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }

  /** Answers the batch that it went to. */
  #add(record: LogRecord, bytes: number): RecordBatch {
    let batch = this.#waiting.at(-1);
    if (batch === undefined || this.#isFull(batch, bytes)) {
      batch = new RecordBatch();
      this.#waiting.push(batch);
    }
    batch.add(record, bytes);
    this.#draining ??= this.#drain();
    return batch;
  }

  #isFull(batch: RecordBatch, bytes: number): boolean {
    if (batch.records.length >= batchRowsMax) return true;
    return batch.bytes > 0 && batch.bytes + bytes > this.#target.batchBytesMax;
  }

  async #drain(): Promise<void> {
    // Whoever sends in this turn still goes along.
    await Promise.resolve();
    while (this.#waiting.length > 0 && this.#mayStart()) {
      await this.#target.room();
      const batch = this.#waiting.shift();
      if (batch !== undefined) this.#start(batch);
    }
    this.#draining = null;
  }

  /** A batch that is not full waits for the one before it. */
  #mayStart(): boolean {
    if (this.#underWay === 0) return true;
    return this.#waiting.length > 1 && this.#underWay < this.#target.batchesMax;
  }

  #start(batch: RecordBatch): void {
    this.#underWay += 1;
    void this.#target.send(batch).then(() => {
      this.#underWay -= 1;
      if (this.#waiting.length > 0) this.#draining ??= this.#drain();
      else if (this.#underWay === 0) this.#wakeIdle();
    });
  }

  #wakeIdle(): void {
    const idle = this.#idle;
    this.#idle = [];
    for (const wake of idle) wake();
  }
}
