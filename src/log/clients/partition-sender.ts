import type { AppendedRange, LogRecord } from '../api.ts';

const batchRowsMax = 65_536;

/** What is sent as one append, and those who wait for it. */
export class RecordBatch {
  readonly records: LogRecord[] = [];
  readonly #sent: Sent[] = [];
  bytes = 0;

  /** Takes a record; resolves with its offset. */
  add(record: LogRecord, bytes: number): Promise<number> {
    this.records.push(record);
    this.bytes += bytes;
    return new Promise((resolve, reject) => {
      this.#sent.push({ resolve, reject });
    });
  }

  resolve({ first }: AppendedRange): void {
    for (let index = 0; index < this.#sent.length; index += 1) {
      (this.#sent[index] as Sent).resolve(first + index);
    }
  }

  reject(error: unknown): void {
    for (const { reject } of this.#sent) reject(error);
  }
}

type Sent = {
  readonly resolve: (offset: number) => void;
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
  readonly #target: BatchTarget;
  readonly #waiting: RecordBatch[] = [];
  #underWay = 0;
  #draining: Promise<void> | null = null;
  #idle: (() => void)[] = [];

  constructor(target: BatchTarget) {
    this.#target = target;
  }

  /** Resolves with the offset of the record. */
  send(record: LogRecord, bytes: number): Promise<number> {
    let batch = this.#waiting.at(-1);
    if (batch === undefined || this.#isFull(batch, bytes)) {
      batch = new RecordBatch();
      this.#waiting.push(batch);
    }
    const sent = batch.add(record, bytes);
    this.#draining ??= this.#drain();
    return sent;
  }

  /** Resolves when nothing waits or is under way. */
  idle(): Promise<void> {
    if (this.#draining === null && this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
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
