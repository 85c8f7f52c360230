import { type Clock, sleep } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { AppendedRange, Partition } from '../api.ts';
import type { BatchTarget, RecordBatch } from './partition-sender.ts';

const retryPauseMsMin = 50;
const retryPauseMsMax = 1000;
const sequenceEnd = 2 ** 31;

export type IdempotentTargetOptions = {
  readonly partition: Partition;
  readonly clock: Clock;
  /** How long what failed because of the disk is tried again. */
  readonly retryMs: number;
  readonly producerId: () => Promise<number>;
};

/**
 * Batches of a producer in one partition, numbered so that none is stored twice. When one fails those
 * behind it fail too; they are sent again in order, with the numbers that follow what is stored.
 */
export class IdempotentTarget implements BatchTarget {
  /** The log remembers five batches of a producer. */
  readonly batchesMax = 5;
  readonly batchBytesMax = 1024 * 1024;
  readonly #options: IdempotentTargetOptions;
  #epoch = 0;
  #sequence = 0;
  /** In the order in which they were sent; those that failed wait for the others. */
  readonly #underWay: Sending[] = [];
  #recovering = false;

  constructor(options: IdempotentTargetOptions) {
    this.#options = options;
  }

  room(): Promise<void> {
    return this.#options.partition.room();
  }

  send(batch: RecordBatch): Promise<void> {
    return new Promise((done) => {
      const startedMs = this.#options.clock.monotonicMs();
      const sending: Sending = { batch, startedMs, done, sequence: 0, error: null };
      this.#underWay.push(sending);
      // Behind a failure it waits to be sent again with the others.
      if (this.#underWay.some(({ error }) => error !== null)) this.#failed(sending, outOfTurn());
      else void this.#attempt(sending);
    });
  }

  async #attempt(sending: Sending): Promise<void> {
    const { batch } = sending;
    sending.sequence = this.#sequence;
    this.#sequence = (this.#sequence + batch.records.length) % sequenceEnd;
    const [epoch, { sequence }] = [this.#epoch, sending];
    try {
      const producerId = await this.#options.producerId();
      const stamp = { producerId, epoch, sequence, transactional: false };
      const range = await this.#options.partition.appendRecords(batch.records, stamp);
      this.#stored(sending, range);
    } catch (error) {
      this.#failed(sending, error);
    }
  }

  #stored(sending: Sending, range: AppendedRange): void {
    this.#underWay.splice(this.#underWay.indexOf(sending), 1);
    sending.batch.resolve(range);
    sending.done();
    this.#recoverWhenAllFailed();
  }

  #failed(sending: Sending, error: unknown): void {
    sending.error = error;
    this.#recoverWhenAllFailed();
  }

  #recoverWhenAllFailed(): void {
    const all = this.#underWay;
    if (this.#recovering || all.length === 0) return;
    if (all.every(({ error }) => error !== null)) void this.#recover();
  }

  /** All that was under way has failed: what is worth it is sent again, the rest is told. */
  async #recover(): Promise<void> {
    this.#recovering = true;
    const first = this.#underWay[0] as Sending;
    if (codeOf(first.error) === sqlState.sequenceGap) this.#beginAnew();
    else this.#sequence = first.sequence;
    for (const sending of [...this.#underWay]) {
      if (!this.#isRetried(sending)) this.#giveUp(sending);
    }
    if (this.#underWay.some(({ error }) => isOfTheDisk(error))) {
      await sleep(this.#options.clock, this.#pauseMs(first));
    }
    this.#recovering = false;
    for (const sending of this.#underWay) sending.error = null;
    for (const sending of [...this.#underWay]) void this.#attempt(sending);
  }

  /** The log has forgotten the producer: a new epoch counts from 0. */
  #beginAnew(): void {
    this.#epoch += 1;
    this.#sequence = 0;
  }

  #isRetried({ error, startedMs }: Sending): boolean {
    // It only stood behind one that failed.
    if (codeOf(error) === sqlState.sequenceGap) return true;
    const { clock, retryMs } = this.#options;
    return isOfTheDisk(error) && clock.monotonicMs() - startedMs < retryMs;
  }

  /** The longer it has been tried the longer the pause. */
  #pauseMs({ startedMs }: Sending): number {
    const triedMs = this.#options.clock.monotonicMs() - startedMs;
    return Math.min(Math.max(triedMs, retryPauseMsMin), retryPauseMsMax);
  }

  #giveUp(sending: Sending): void {
    this.#underWay.splice(this.#underWay.indexOf(sending), 1);
    sending.batch.reject(sending.error);
    sending.done();
  }
}

type Sending = {
  readonly batch: RecordBatch;
  readonly startedMs: number;
  readonly done: () => void;
  sequence: number;
  /** Why it was not stored; null while it is under way. */
  error: unknown;
};

function codeOf(error: unknown): string | null {
  return error instanceof SqlError ? error.code : null;
}

/** It may go away. */
function isOfTheDisk(error: unknown): boolean {
  const code = codeOf(error);
  return (
    code === sqlState.ioError ||
    code === sqlState.diskFull ||
    code === sqlState.configurationLimitExceeded
  );
}

function outOfTurn(): SqlError {
  return new SqlError(sqlState.sequenceGap, 'rows of the producer are missing');
}
