import { type Clock, sleep } from '../common/clock.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { RejectedRows, SourceReader } from '../connectors/source-reader.ts';
import { type Batch, sliceBatch } from '../data/batch.ts';
import { concatBatches } from '../data/concat-batches.ts';
import type { PartitionEnds } from './cut.ts';
import { type PartitionRows, partitionByKey, partitionByRowNumber } from './partitioner.ts';
import type { SourcePositions } from './source-positions.ts';
import type { StoredRelation } from './stored-relation.ts';

/** Rows that a source hands out at once, between which others have their turn. */
const portionRowsMax = 8192;
/** Rows of one write of a source without a pace: large batches are read faster ever after. */
const writeRowsMax = 65_536;
/** Writes of one source under way at a time: the next rows are made while these are synced. */
const writesMax = 4;
/** How often a source with a pace is asked for what is due; each time makes a batch in the log. */
const tickMs = 100;
/** How often the position is kept; what lies behind it is made again after a restart and left out. */
const saveMs = 5000;
/** How long a source waits for space on a full disk before it tries again. */
const retryMs = 1000;
/** A source waits while so many of its rows are still to be worked on. */
const aheadRowsMax = 1_048_576;

export type SourceRunnerOptions = {
  readonly store: StoredRelation;
  readonly reader: SourceReader;
  readonly positions: SourcePositions;
  /** When the source was started for the first time. */
  readonly startMicros: number;
  readonly clock: Clock;
  readonly report: (line: string) => void;
  /** The ends that all queries have worked off. */
  readonly workedOff: () => PartitionEnds;
};

/**
 * Moves the rows of a source into the log of its stream, each exactly once: the log itself says
 * how many rows are there, and after a restart the source is taken back to a kept position and
 * what the log already has is left out.
 */
export class SourceRunner {
  readonly #options: SourceRunnerOptions;
  readonly #writes = new Set<Promise<void>>();
  /** The first write that failed: nothing is written behind it. */
  #fallen: { readonly error: unknown } | null = null;
  #isWaitingForSpace = false;
  /** Rows of each partition that the log has already. */
  #skip: number[] = [];
  #closed = false;
  #error: SqlError | null = null;
  #wake: (() => void) | null = null;
  #savedAtMs = 0;
  readonly done: Promise<void>;

  constructor(options: SourceRunnerOptions) {
    this.#options = options;
    this.done = this.#run().catch((error: unknown) => this.#fell(error));
  }

  /** Why it has stopped, if it has. */
  get error(): SqlError | null {
    return this.#error;
  }

  /** Records that were left out; null where that cannot be. */
  get rejected(): RejectedRows | null {
    return this.#options.reader.rejected?.() ?? null;
  }

  /** Rows handed out so far. */
  get rowsRead(): number {
    return this.#options.reader.rowsRead();
  }

  /** Stops after the rows under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    await this.done;
  }

  async #run(): Promise<void> {
    const { reader, clock } = this.#options;
    try {
      while (!(await this.#goOn()) && !this.#closed) await this.#sleep(clock, retryMs);
    } finally {
      reader.close();
    }
  }

  /** From the kept position to the end, or until closed; false when the disk is full. */
  async #goOn(): Promise<boolean> {
    const { store, clock } = this.#options;
    try {
      if (this.#takeBack()) store.end();
      else {
        this.#savedAtMs = clock.monotonicMs();
        await this.#moveAll();
      }
      return true;
    } catch (error) {
      await Promise.all(this.#writes);
      if (!(error instanceof SqlError) || error.code !== sqlState.diskFull) throw error;
      this.#waitForSpace(error);
      return false;
    }
  }

  async #moveAll(): Promise<void> {
    const { store, reader, clock } = this.#options;
    while (!this.#closed) {
      const due = Math.min(reader.rowsDue(clock.nowMicros()) - reader.rowsRead(), writeRowsMax);
      if (due <= 0 || this.#isAhead()) {
        await this.#sleep(clock, tickMs);
        continue;
      }
      const firstRow = reader.rowsRead();
      const batches = await this.#read(due);
      if (batches.length === 0) {
        await this.#save(true);
        return store.end();
      }
      await this.#write(concatBatches(batches), firstRow);
      if (clock.monotonicMs() - this.#savedAtMs >= saveMs) await this.#save(false);
    }
    await this.#save(false);
  }

  /** The next rows, `rowsMax` at most; none when the source has ended. */
  async #read(rowsMax: number): Promise<readonly Batch[]> {
    const { reader } = this.#options;
    const batches: Batch[] = [];
    for (let rows = 0; rows < rowsMax && !this.#closed; ) {
      const next = reader.next(Math.min(rowsMax - rows, portionRowsMax));
      const batch = next instanceof Promise ? await next : next;
      if (batch === null) break;
      batches.push(batch);
      rows += batch.rowCount;
      if (rows < rowsMax) await sleep(this.#options.clock, 0);
    }
    return batches;
  }

  /** Goes back to the kept position; whether the source had ended there. */
  #takeBack(): boolean {
    const { store, reader, positions } = this.#options;
    const saved = positions.get(store.id);
    if (saved !== null) reader.restore(saved.position);
    this.#fallen = null;
    this.#skip = this.#ends().map((end, partition) => end - (saved?.ends[partition] ?? 0));
    return saved?.ended ?? false;
  }

  /** The ends of what is in the log, visible or not. */
  #ends(): PartitionEnds {
    return this.#options.store.topic.partitions.map((partition) => partition.endOffset());
  }

  async #write(batch: Batch, firstRow: number): Promise<void> {
    const parts = this.#split(batch, firstRow).flatMap((part) => this.#withoutKnown(part));
    this.#raiseFallen();
    if (parts.length === 0) return;
    const write: Promise<void> = this.#options.store
      .appendParts(parts)
      .then(
        () => {
          this.#isWaitingForSpace = false;
        },
        (error: unknown) => {
          this.#fallen ??= { error };
        },
      )
      .finally(() => this.#writes.delete(write));
    this.#writes.add(write);
    if (this.#writes.size >= writesMax) await Promise.race(this.#writes);
    else await sleep(this.#options.clock, 0);
  }

  #raiseFallen(): void {
    if (this.#fallen !== null) throw this.#fallen.error;
  }

  /** The partitions of rows: a function of the rows and their numbers alone. */
  #split(batch: Batch, firstRow: number): readonly PartitionRows[] {
    const { definition, topic } = this.#options.store;
    const partitions = topic.partitions.length;
    if (partitions === 1) return [{ partition: 0, batch }];
    const keys = definition.kind === 'stream' ? definition.partitionBy : [];
    if (keys.length > 0) return partitionByKey(batch, keys, partitions);
    return partitionByRowNumber(batch, firstRow, partitions);
  }

  #withoutKnown({ partition, batch }: PartitionRows): readonly PartitionRows[] {
    const skip = Math.min(this.#skip[partition] ?? 0, batch.rowCount);
    if (skip === 0) return [{ partition, batch }];
    this.#skip[partition] = (this.#skip[partition] as number) - skip;
    if (skip === batch.rowCount) return [];
    return [{ partition, batch: sliceBatch(batch, skip, batch.rowCount) }];
  }

  /** Keeps the position when everything handed out is durable. */
  async #save(ended: boolean): Promise<void> {
    const { store, reader, positions, startMicros, clock } = this.#options;
    await Promise.all(this.#writes);
    this.#raiseFallen();
    this.#savedAtMs = clock.monotonicMs();
    if (this.#skip.some((rows) => rows > 0)) return;
    await positions.save(store.id, {
      position: reader.position(),
      ends: this.#ends(),
      ended,
      startMicros,
    });
  }

  #isAhead(): boolean {
    const workedOff = this.#options.workedOff();
    const ahead = this.#options.store.visibleEnds.reduce(
      (sum, end, partition) => sum + end - (workedOff[partition] ?? 0),
      0,
    );
    return ahead > aheadRowsMax;
  }

  #waitForSpace({ message }: SqlError): void {
    const { store, report } = this.#options;
    if (this.#isWaitingForSpace) return;
    this.#isWaitingForSpace = true;
    report(`the source of ${store.definition.name} waits for space: ${message}`);
  }

  #sleep(clock: Clock, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        timer.cancel();
        this.#wake = null;
        resolve();
      };
      const timer = clock.after(ms, wake);
      this.#wake = wake;
    });
  }

  #fell(error: unknown): void {
    const { store, report } = this.#options;
    const { name } = store.definition;
    this.#error =
      error instanceof SqlError ? error : new SqlError('XX000', `internal error: ${String(error)}`);
    report(`the source of ${name} has stopped: ${this.#error.message}`);
  }
}
