import type { Clock, Timer } from '../common/clock.ts';
import type { SqlError } from '../common/sql-error.ts';
import type { Batch } from '../data/batch.ts';
import type { TimeFormat } from '../data/json-cell.ts';
import { formatTimestamp } from '../data/text-output.ts';
import type { Subscription, SubscriptionSink } from '../engine/api.ts';
import type { ChangelogWords, OpenInfo } from './changelog-words.ts';
import { asSqlError, errorBody, type Log } from './error-text.ts';
import type { Lane, Outflow } from './outflow.ts';
import { partCount, plainRows, type RowTexts } from './row-texts.ts';

/** What a changelog needs to leave over a connection. */
export type ChangelogOptions = {
  readonly outflow: Outflow;
  readonly words: ChangelogWords;
  readonly texts: RowTexts;
  readonly clock: Clock;
  readonly log: Log;
  readonly time: TimeFormat;
  /** Epochs a second at most; null for no limit. */
  readonly maxRate: number | null;
  /** Whether changes may be merged while the connection is full; if not, a slow peer is given up. */
  readonly conflate: boolean;
  /** Called once when `done` or `error` has been sent. */
  readonly ended: () => void;
};

/**
 * The sink of one subscription: turns what the engine tells into frames in a lane of the
 * connection. None of its methods throws.
 */
export class ChangelogLane implements SubscriptionSink {
  readonly #options: ChangelogOptions;
  readonly #lane: Lane;
  #subscription: Subscription | null = null;
  #closed = false;
  #parts = 0;
  #seq = 0;
  /** Whether the snapshot is whole. */
  #isLive = false;
  /** Whether the connection took no more since readers were last told that all is well. */
  #wasFull = false;
  /** Progress that waits behind other frames: only the newest is sent, and none before older changes. */
  #progress: { frame: string | null } = { frame: null };
  #nextChangesAtMs = 0;
  #rateTimer: Timer | null = null;

  constructor(options: ChangelogOptions) {
    this.#options = options;
    this.#lane = options.outflow.openLane({
      drained: () => this.#drained(),
      ended: () => this.#ended(),
      failed: (error) => this.#failed(error),
    });
  }

  /** Ties the subscription to this sink; one that arrives after the end is closed at once. */
  attach(subscription: Subscription): void {
    this.#subscription = subscription;
    if (this.#closed) subscription.close();
  }

  /** Ends it without a word: nothing is sent and nothing taken afterwards. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#rateTimer?.cancel();
    this.#lane.close();
    this.#subscription?.close();
  }

  open(info: OpenInfo): void {
    this.#say(this.#options.words.open(info));
  }

  snapshot(batch: Batch): void {
    this.#lane.put(this.#snapshotFrames(batch));
  }

  snapshotEnd(epoch: number, rows: number): void {
    this.#isLive = true;
    this.#lane.put(this.#snapshotEndFrame(epoch, rows));
  }

  changes(epoch: number, batch: Batch, last = true): void {
    this.#progress.frame = null;
    this.#progress = { frame: null };
    const { maxRate, clock } = this.#options;
    if (maxRate !== null) this.#nextChangesAtMs = clock.monotonicMs() + 1000 / maxRate;
    this.#lane.put(this.#changesFrames(epoch, batch, last));
  }

  progress(epoch: number, watermarkMicros: number | null, waitingFor: string | null): void {
    const watermark = watermarkMicros === null ? null : watermarkText(watermarkMicros);
    const waits = this.#progress.frame !== null;
    this.#progress.frame = this.#options.words.progress({ epoch, watermark, waitingFor });
    if (!waits) this.#lane.put(progressFrame(this.#progress));
  }

  reset(reason: 'slow'): void {
    this.#isLive = false;
    this.#say(this.#options.words.reset(reason));
  }

  /** Told only when the connection was full: merging for the sake of `maxRate` was asked for. */
  lag(state: 'live' | 'conflating', skipped: number): void {
    if (this.#wasFull) this.#say(this.#options.words.lag(state, skipped));
    if (state === 'live') this.#wasFull = false;
  }

  error(error: SqlError): void {
    this.#lane.end(this.#options.words.error(errorBody(error)));
  }

  done(): void {
    this.#lane.end(this.#options.words.done());
  }

  accepts(): boolean {
    if (this.#closed) return false;
    if (this.#waitsForRate()) return false;
    // A snapshot waits for the peer in any case: that merges nothing.
    const mustTake = this.#isLive && !this.#options.conflate;
    if (mustTake || this.#lane.accepts()) return true;
    this.#wasFull = true;
    return false;
  }

  #waitsForRate(): boolean {
    const { maxRate, clock } = this.#options;
    if (maxRate === null) return false;
    const waitMs = this.#nextChangesAtMs - clock.monotonicMs();
    if (waitMs <= 0) return false;
    this.#rateTimer ??= clock.after(waitMs, () => {
      this.#rateTimer = null;
      this.#drained();
    });
    return true;
  }

  #say(frame: string): void {
    this.#lane.put([frame]);
  }

  *#snapshotFrames(batch: Batch): Iterable<string> {
    const { words, texts, time } = this.#options;
    const rows = plainRows(batch);
    for (let part = 0; part < partCount(rows); part += 1) {
      yield words.snapshot(this.#parts, texts.part(rows, part, time));
      this.#parts += 1;
    }
  }

  *#snapshotEndFrame(epoch: number, rows: number): Iterable<string> {
    this.#parts = 0;
    yield this.#options.words.snapshotEnd(epoch, rows);
  }

  *#changesFrames(epoch: number, batch: Batch, last: boolean): Iterable<string> {
    const { words, texts, time } = this.#options;
    const parts = partCount(batch);
    for (let part = 0; part < parts; part += 1) {
      this.#seq += 1;
      const isLast = last && part === parts - 1;
      yield words.changes(this.#seq, epoch, texts.part(batch, part, time), isLast);
    }
  }

  #drained(): void {
    if (!this.#closed) this.#subscription?.drained();
  }

  #ended(): void {
    this.close();
    this.#options.ended();
  }

  #failed(error: unknown): void {
    const { outflow, words, log } = this.#options;
    outflow.send(words.error(errorBody(asSqlError(error, log))));
    this.#ended();
  }
}

function* progressFrame(progress: { frame: string | null }): Iterable<string> {
  const { frame } = progress;
  progress.frame = null;
  if (frame !== null) yield frame;
}

/** A watermark in ISO 8601; 'infinity' when the input has ended. */
function watermarkText(micros: number): string {
  if (!Number.isFinite(micros)) return micros > 0 ? 'infinity' : '-infinity';
  return formatTimestamp(BigInt(Math.trunc(micros))).replace(' ', 'T');
}
