import { type Clock, sleep } from '../common/clock.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Batch } from '../data/batch.ts';
import type { PhysicalPlan } from '../planner/physical/physical-plan.ts';
import type { StatementProgress } from './api.ts';
import { batchBytes } from './batch-bytes.ts';
import { abortError, timedOut } from './ended.ts';
import { mebibytes, whatHolds } from './held-memory.ts';

/** A statement works so long before others have their turn, and reads so many rows. */
const sliceMs = 8;
const sliceRows = 262_144;

/** How often it is told how far a statement is. */
const progressMs = 250;

/**
 * Rows that are given to a plan at once: few at first, for a row may make any number of others, and
 * fewer where every row meets all of another input.
 */
const portionRows = { first: 4096, least: 4096, most: 65_536 };
const crossedRows = { first: 16, least: 1 };

/** A portion is no smaller than a quarter of the one before: one may take long for other reasons. */
const shrinkMax = 4;

/** A dataflow, as far as its memory is concerned. */
export type WatchedDataflow = {
  readonly plan: PhysicalPlan;
  readonly stateSizes: () => readonly { readonly bytes: number }[];
};

export type WatchOptions = {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Bytes that it may hold; 0 is no limit. */
  readonly memoryBytesMax: number;
  /** How long it may run, milliseconds; 0 is no limit. For what goes on without a pause. */
  readonly timeoutMs: number;
  readonly progress?: ((progress: StatementProgress) => void) | undefined;
};

/**
 * Watches a statement at work: it makes room for others every few milliseconds, can be cancelled
 * there, tells how far it is, and may hold only so much memory.
 */
export class StatementWatch {
  readonly #options: WatchOptions;
  readonly #startMs: number;
  #sliceEndMs: number;
  #progressAtMs: number;
  #dataflow: WatchedDataflow | null = null;
  #rowsRead = 0;
  #rowsToRead = 0;
  #rowsOfSlice = 0;
  /** Of the answer: what has come out since it was collected last, and what was collected. */
  #outBytes = 0;
  #answerBytes = 0;
  #delivered = 0;
  #portionRows = portionRows.first;
  #portionRowsMin = portionRows.least;
  #portionStartMs = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
    const nowMs = options.clock.monotonicMs();
    this.#startMs = nowMs;
    this.#sliceEndMs = nowMs + sliceMs;
    this.#progressAtMs = nowMs + progressMs;
  }

  /** A dataflow begins to work. */
  begin(dataflow: WatchedDataflow, rowsToRead: number): void {
    this.#dataflow = dataflow;
    this.#rowsToRead = rowsToRead;
    const { nodes } = dataflow.plan;
    if (nodes.some((node) => node.kind === 'join' && node.leftKeys.length === 0)) {
      this.#portionRows = crossedRows.first;
      this.#portionRowsMin = crossedRows.least;
    }
  }

  /** Rows to read next. */
  nextPortion(): number {
    this.#portionStartMs = this.#options.clock.monotonicMs();
    return this.#portionRows;
  }

  /** The rows of a portion have been worked on: the next is of a size that takes a fair time. */
  read(rows: number): void {
    this.#rowsRead += rows;
    this.#rowsOfSlice += rows;
    const tookMs = this.#options.clock.monotonicMs() - this.#portionStartMs;
    if (tookMs > sliceMs) {
      const size = this.#portionRows / Math.min(shrinkMax, (2 * tookMs) / sliceMs);
      this.#portionRows = Math.max(this.#portionRowsMin, Math.ceil(size));
    } else if (tookMs < sliceMs / 2 && rows >= this.#portionRows) {
      this.#portionRows = Math.min(portionRows.most, this.#portionRows * 2);
    }
  }

  /** So many bytes of the answer are kept; what came out is among them. */
  collected(bytes: number): void {
    this.#answerBytes = bytes;
    this.#outBytes = 0;
  }

  /**
   * For every batch between two operators; `out` is one of the answer. There is no pause in here,
   * but an end. @throws SqlError 53200, 57014
   */
  readonly passed = (out: Batch | null): void => {
    if (out !== null) this.#outBytes += batchBytes(out);
    this.#delivered += 1;
    if (this.#delivered % 16 !== 0) return;
    const { clock, timeoutMs } = this.#options;
    if (timeoutMs > 0 && clock.monotonicMs() - this.#startMs > timeoutMs) throw timedOut();
    this.#checkMemory();
  };

  /** Lets others have their turn when it is time. @throws SqlError 57014, 53200 */
  async pause(): Promise<void> {
    const { clock } = this.#options;
    this.#checkAborted();
    const nowMs = clock.monotonicMs();
    if (nowMs < this.#sliceEndMs && this.#rowsOfSlice < sliceRows) return;
    this.#rowsOfSlice = 0;
    this.#checkMemory();
    this.#tell(nowMs);
    await sleep(clock, 0);
    this.#checkAborted();
    this.#sliceEndMs = clock.monotonicMs() + sliceMs;
  }

  #checkAborted(): void {
    const { signal } = this.#options;
    if (signal?.aborted === true) throw abortError(signal);
  }

  #checkMemory(): void {
    const { memoryBytesMax } = this.#options;
    if (memoryBytesMax === 0 || this.#bytesHeld() <= memoryBytesMax) return;
    const held = whatHolds(this.#dataflow, this.#answerBytes + this.#outBytes);
    throw new SqlError(sqlState.outOfMemory, 'out of memory', {
      detail: `The statement holds more than the ${mebibytes(memoryBytesMax)} that it may: ${held}.`,
      hint: 'Let it read or answer less, or give it more with SET millrace.statement_memory.',
    });
  }

  #bytesHeld(): number {
    const sizes = this.#dataflow?.stateSizes() ?? [];
    return sizes.reduce((sum, { bytes }) => sum + bytes, this.#answerBytes + this.#outBytes);
  }

  #tell(nowMs: number): void {
    const { progress } = this.#options;
    if (progress === undefined || nowMs < this.#progressAtMs) return;
    this.#progressAtMs = nowMs + progressMs;
    progress({
      rowsRead: this.#rowsRead,
      rowsToRead: Math.max(this.#rowsRead, this.#rowsToRead),
      bytesHeld: this.#bytesHeld(),
      elapsedMs: Math.round(nowMs - this.#startMs),
    });
  }
}
