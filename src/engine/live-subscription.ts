import type { Clock, Timer } from '../common/clock.ts';
import type { SqlError } from '../common/sql-error.ts';
import type { Batch } from '../data/batch.ts';
import { consolidate } from '../runtime/state/row-set.ts';
import type { Subscription, SubscriptionSink } from './api.ts';
import type { Cut } from './cut.ts';
import type { ResultListener, RunningQuery } from './running-query.ts';

/** Merged changes that wait for a slow reader: past so many rows the reader starts again from a snapshot. */
const waitingRowsMax = 262_144;

/** Batches that wait are added up when there are so many. */
const waitingBatchesMax = 32;

export type LiveSubscriptionOptions = {
  readonly sink: SubscriptionSink;
  readonly clock: Clock;
  readonly progressMs: number;
  /** The same changes with weights: made once for all subscriptions. */
  readonly weighted: (changes: Batch) => Batch;
  /**
   * For a query of the subscription's own: takes it out of the rounds while the reader is full, and
   * lets it work off what came meanwhile, `part` by part, when there is room again. Null for a
   * query that others read too.
   */
  readonly pace: {
    readonly pause: () => void;
    readonly resume: (part: (changes: Batch, epoch: number) => Promise<void>) => void;
  } | null;
  /** Called once when the subscription is over. */
  readonly ended: () => void;
};

/** A part of an epoch that waits for the next one, or for the end of the epoch. */
type Held = { readonly epoch: number; readonly changes: Batch };

/**
 * One reader of a running query. First the result of the moment, then its changes as epochs are
 * published. While the reader is full, changes are added up; what it gets then is the net change.
 */
export class LiveSubscription implements ResultListener, Subscription {
  readonly #options: LiveSubscriptionOptions;
  readonly #waiting: Batch[] = [];
  #waitingRows = 0;
  #waitingEpoch = 0;
  #epochsSkipped = 0;
  #needsSnapshot = false;
  /** What is in the last snapshot is not told again: room for it may be found while its epoch is published. */
  #snapshotEpoch = 0;
  #paused = false;
  #held: Held | null = null;
  #query: RunningQuery | null = null;
  #snapshotRows = 0;
  #live = false;
  #closed = false;
  #room: (() => void) | null = null;
  #progress: Timer | null = null;

  constructor(options: LiveSubscriptionOptions) {
    this.#options = options;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** Follows a query whose result is kept, from the last epoch published on. */
  follow(query: RunningQuery, from: 'snapshot' | 'latest'): void {
    if (this.#closed) return;
    this.#query = query;
    if (from === 'snapshot') this.#sendSnapshot(query);
    else this.#options.sink.snapshotEnd(query.epoch, 0);
    this.#goLive(query);
    if (query.isFinished) this.finished();
  }

  /** Follows a query of its own whose result is not kept, before it has read anything. */
  followFromStart(query: RunningQuery): void {
    this.#query = query;
    query.addListener(this);
  }

  /** Takes a part of what the past brought; resolves when there is room for more. */
  async past(changes: Batch): Promise<void> {
    if (this.#closed) return;
    this.#snapshotRows += changes.rowCount;
    this.#options.sink.snapshot(changes);
    await this.#waitForRoom();
  }

  async #waitForRoom(): Promise<void> {
    while (!this.#closed && !this.#options.sink.accepts()) {
      await new Promise<void>((resolve) => {
        this.#room = resolve;
      });
    }
  }

  published(cut: Cut, changes: Batch | null): void {
    if (this.#closed) return;
    if (cut.epoch <= this.#snapshotEpoch) return;
    if (!this.#live) this.#endPast(cut, changes);
    else if (this.#paused) this.#endPause(cut, changes);
    else if (changes !== null) this.#deliver(cut.epoch, changes);
  }

  failed(error: SqlError): void {
    if (this.#closed) return;
    this.#options.sink.error(error);
    this.close();
  }

  finished(): void {
    if (this.#closed) return;
    if (this.#needsSnapshot && this.#query !== null) this.#startAgain(this.#query);
    else this.#flush();
    this.#options.sink.done();
    this.close();
  }

  drained(): void {
    this.#room?.();
    this.#room = null;
    if (this.#closed || this.#query === null) return;
    if (this.#needsSnapshot) this.#startAgain(this.#query);
    else if (this.#live && this.#waiting.length > 0) {
      this.#flush();
      if (this.#paused) this.#options.pace?.resume((...part) => this.#takePart(...part));
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#room?.();
    this.#progress?.cancel();
    this.#query?.removeListener(this);
    this.#options.ended();
  }

  /** The first published epoch ends the snapshot of a query whose past was told in parts. */
  #endPast(cut: Cut, changes: Batch | null): void {
    const { sink } = this.#options;
    if (changes !== null) {
      this.#snapshotRows += changes.rowCount;
      sink.snapshot(changes);
    }
    sink.snapshotEnd(cut.epoch, this.#snapshotRows);
    this.#live = true;
    this.#tellProgress();
  }

  #goLive(query: RunningQuery): void {
    this.#live = true;
    query.addListener(this);
    this.#tellProgress();
  }

  #sendSnapshot(query: RunningQuery): void {
    const { sink } = this.#options;
    const batch = query.result?.batch() ?? null;
    this.#snapshotEpoch = query.epoch;
    if (batch !== null) sink.snapshot(batch);
    sink.snapshotEnd(query.epoch, batch === null ? 0 : rowsOf(batch));
  }

  #deliver(epoch: number, changes: Batch): void {
    const { sink, weighted } = this.#options;
    if (this.#needsSnapshot) return;
    if (this.#waiting.length === 0 && sink.accepts()) {
      sink.changes(epoch, weighted(changes));
      return;
    }
    if (this.#epochsSkipped === 0) sink.lag('conflating', 0);
    this.#epochsSkipped += 1;
    this.#waiting.push(changes);
    this.#waitingRows += changes.rowCount;
    this.#waitingEpoch = epoch;
    if (this.#waiting.length > waitingBatchesMax) this.#addUp();
    if (this.#waitingRows > waitingRowsMax) this.#fallBehind();
  }

  #addUp(): void {
    const schema = this.#query?.schema;
    if (schema === undefined) return;
    const sum = consolidate(schema, this.#waiting);
    this.#waiting.length = 0;
    if (sum !== null) this.#waiting.push(sum);
    this.#waitingRows = sum?.rowCount ?? 0;
  }

  /** Too much has come together: the query waits, or the reader starts again from its result. */
  #fallBehind(): void {
    const { pace } = this.#options;
    if (pace !== null) {
      this.#paused = true;
      pace.pause();
      return;
    }
    this.#waiting.length = 0;
    this.#waitingRows = 0;
    this.#needsSnapshot = true;
  }

  /** One part of what came while the query was paused. */
  async #takePart(changes: Batch, epoch: number): Promise<void> {
    // What another cut brings begins another epoch.
    if (this.#held !== null) this.#sendHeld(this.#held, this.#held.epoch !== epoch);
    this.#held = { epoch, changes };
    await this.#waitForRoom();
  }

  /** The query has come back to the rounds at a cut. */
  #endPause(cut: Cut, changes: Batch | null): void {
    const held = this.#held;
    this.#held = null;
    this.#paused = false;
    if (held !== null) this.#sendHeld(held, changes === null || held.epoch !== cut.epoch);
    if (changes !== null) this.#deliver(cut.epoch, changes);
  }

  #sendHeld({ epoch, changes }: Held, last: boolean): void {
    this.#options.sink.changes(epoch, this.#options.weighted(changes), last);
  }

  #startAgain(query: RunningQuery): void {
    this.#needsSnapshot = false;
    this.#options.sink.reset('slow');
    this.#sendSnapshot(query);
    this.#caughtUp();
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    this.#addUp();
    const [changes] = this.#waiting;
    this.#waiting.length = 0;
    this.#waitingRows = 0;
    if (changes !== undefined) {
      this.#options.sink.changes(this.#waitingEpoch, this.#options.weighted(changes));
    }
    this.#caughtUp();
  }

  #caughtUp(): void {
    if (this.#epochsSkipped > 0) this.#options.sink.lag('live', this.#epochsSkipped);
    this.#epochsSkipped = 0;
  }

  #tellProgress(): void {
    const { clock, sink, progressMs } = this.#options;
    const query = this.#query;
    if (this.#closed || query === null) return;
    this.#progress = clock.after(progressMs, () => this.#tellProgress());
    if (this.#waiting.length === 0 && !this.#needsSnapshot && !this.#paused) {
      const { watermarkMicros } = query;
      const watermark = watermarkMicros === Number.NEGATIVE_INFINITY ? null : watermarkMicros;
      sink.progress(query.epoch, watermark, query.waitingFor());
    }
  }
}

/** Rows of a result, those that stand more than once counted as often. */
function rowsOf(batch: Batch): number {
  if (batch.weights === null) return batch.rowCount;
  let rows = 0;
  for (const weight of batch.weights) rows += weight;
  return rows;
}
