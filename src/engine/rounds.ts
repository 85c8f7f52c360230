import { type Clock, sleep } from '../common/clock.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Cut, PartitionEnds } from './cut.ts';
import { covers } from './cut.ts';
import { shuttingDown } from './ended.ts';
import type { EpochLog } from './epoch-log.ts';
import type { RunningQuery } from './running-query.ts';
import type { StoredRelation } from './stored-relation.ts';

/** Cuts come at least so far apart; an idle server cuts at once. */
const cutIntervalMs = 2;

/** So many rows of a partition go into one epoch, unless they were written as one: nobody waits long for somebody else's load. */
const cutRowsMax = 262_144;

/** Timers take no longer times. */
const restMsMax = 2 ** 31 - 1;

/** Cuts that cannot be written are tried again after so long. */
const retryMs = 1000;

/** A round gives way to the event loop when it has worked for so long. */
const sliceMs = 5;

export type RoundsOptions = {
  readonly clock: Clock;
  readonly epochLog: EpochLog;
  readonly stores: () => Iterable<StoredRelation>;
  readonly report: (line: string) => void;
};

/**
 * The heartbeat: cuts the input into epochs and takes all live queries through each of them. One
 * round is one epoch: every query runs to the cut in the order in which they read each other, and
 * then, in one synchronous stretch, all results are published. So whoever looks, whenever it is,
 * sees the results of all live queries at the same epoch exactly.
 */
export class Rounds {
  readonly #options: RoundsOptions;
  readonly #queries = new Set<RunningQuery>();
  readonly #waiters = new Set<() => void>();
  readonly #between: (() => void | Promise<void>)[] = [];
  /** Ends of writes to several relations that no cut has passed yet. */
  #together: ReadonlyMap<string, PartitionEnds>[] = [];
  #cut: Cut;
  #wake: (() => void) | null = null;
  #dirty = true;
  #closed = false;
  #over = false;
  #trouble: SqlError | null = null;
  #nextCutMs = Number.NEGATIVE_INFINITY;
  #loop: Promise<void> | null = null;

  constructor(options: RoundsOptions) {
    this.#options = options;
    this.#cut = {
      epoch: options.epochLog.firstEpoch,
      nowMicros: options.clock.nowMicros(),
      ends: new Map(),
      ended: new Set(),
      written: Promise.resolve(),
    };
  }

  /** The epoch that all live queries have finished and published. */
  get cut(): Cut {
    return this.#cut;
  }

  /** Why cuts cannot be written at the moment: results stand still; null when all is well. */
  get trouble(): SqlError | null {
    return this.#trouble;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** There is new input, or a query that wants to be looked at. */
  touch(): void {
    this.#dirty = true;
    this.#wake?.();
  }

  /**
   * Runs `job` between two rounds, when no query is on its way. Resolves when it has run. A job
   * that is asynchronous holds up the next round. @throws SqlError 57P01 when the rounds are over.
   */
  between<Result>(job: () => Result | Promise<Result>): Promise<Result> {
    if (this.#over) return Promise.reject(shuttingDown());
    return new Promise((resolve, reject) => {
      this.#between.push(async () => {
        try {
          resolve(await job());
        } catch (error) {
          reject(error);
        }
      });
      this.#wake?.();
    });
  }

  /** Takes a query that stands at `cut` into the rounds; only from within a `between` job. */
  add(query: RunningQuery): void {
    this.#queries.add(query);
  }

  remove(query: RunningQuery): void {
    this.#queries.delete(query);
  }

  /** Resolves with true when everything acknowledged before the call is published, or with false after `timeoutMs` or once aborted. */
  async settled(timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    const wanted = [...this.#options.stores()].map((store) => ({ store, ends: store.visibleEnds }));
    const deadline = this.#options.clock.monotonicMs() + timeoutMs;
    while (!this.#closed) {
      const there = wanted.filter(({ store }) => !store.isDropped);
      if (there.every(({ store, ends }) => covers(this.#cut, store.id, ends))) return true;
      const left = deadline - this.#options.clock.monotonicMs();
      if (left <= 0 || signal?.aborted === true) return false;
      await this.#nextRound(left, signal);
    }
    return true;
  }

  /**
   * Says that what relations hold up to these ends was written as one: no cut goes through it. Told
   * in the turn in which it became visible.
   */
  keepTogether(ends: ReadonlyMap<string, PartitionEnds>): void {
    this.#together.push(ends);
  }

  /** Ends the loop after the round under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    await this.#loop;
    for (const waiter of this.#waiters) waiter();
  }

  #nextRound(timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        timer.cancel();
        signal?.removeEventListener('abort', done);
        this.#waiters.delete(done);
        resolve();
      };
      const timer = this.#options.clock.after(Math.max(timeoutMs, 1), done);
      this.#waiters.add(done);
      signal?.addEventListener('abort', done);
      this.touch();
    });
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      await this.#runJobs();
      const waitMs = this.#nextCutMs - this.#options.clock.monotonicMs();
      if (!this.#dirty) await this.#rest();
      else if (waitMs > 0) await this.#sleep(waitMs);
      else await this.#tryRound();
    }
    await this.#runJobs();
    this.#over = true;
  }

  async #runJobs(): Promise<void> {
    for (let job = this.#between.shift(); job !== undefined; job = this.#between.shift()) {
      await job();
    }
  }

  /** Until there is something new, or until the clock alone brings a query news. */
  async #rest(): Promise<void> {
    let due = Number.POSITIVE_INFINITY;
    for (const query of this.#queries) due = Math.min(due, query.dueMicros());
    if (due === Number.POSITIVE_INFINITY) return await this.#sleep(null);
    const { clock } = this.#options;
    const ms = Math.ceil((due - clock.nowMicros()) / 1000);
    await this.#sleep(Math.min(Math.max(ms, 1), restMsMax));
    if (clock.nowMicros() >= due) this.#dirty = true;
  }

  /** Until woken, or for `ms` at most. */
  #sleep(ms: number | null): Promise<void> {
    if (this.#between.length > 0 || this.#closed || (ms === null && this.#dirty)) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = ms === null ? null : this.#options.clock.after(ms, () => wake());
      const wake = (): void => {
        timer?.cancel();
        this.#wake = null;
        resolve();
      };
      this.#wake = wake;
    });
  }

  async #tryRound(): Promise<void> {
    const startMs = this.#options.clock.monotonicMs();
    this.#nextCutMs = startMs + cutIntervalMs;
    this.#dirty = false;
    try {
      await this.#round(startMs + sliceMs);
      if (this.#trouble !== null) this.#options.report('epochs are written again, queries go on');
      this.#trouble = null;
    } catch (error) {
      this.#dirty = true;
      this.#nextCutMs = this.#options.clock.monotonicMs() + retryMs;
      if (this.#trouble !== null) return;
      this.#trouble = unwritten(error);
      this.#options.report(`queries stand still: ${this.#trouble.message}`);
    }
  }

  /**
   * @throws when the cut cannot be written: no result may leave without it. What queries have
   * computed by then is shown with a later cut; until one is written they go no further.
   */
  async #round(sliceEndMs: number): Promise<void> {
    const cut = this.#makeCut();
    if (this.#trouble !== null) await cut.written;
    let sliceEnd = sliceEndMs;
    for (const query of this.#queries) {
      if (!query.needsStep(cut)) continue;
      await query.advance(cut);
      if (this.#options.clock.monotonicMs() < sliceEnd) continue;
      await sleep(this.#options.clock, 0);
      sliceEnd = this.#options.clock.monotonicMs() + sliceMs;
    }
    await cut.written;
    this.#publish(cut);
  }

  #publish(cut: Cut): void {
    this.#cut = cut;
    for (const query of this.#queries) query.publish(cut);
    for (const waiter of [...this.#waiters]) waiter();
  }

  /** How far the next cut goes in each relation: to the end of all where it would part what belongs together. */
  #reach(): ReadonlyMap<string, PartitionEnds> {
    const reached = new Map<string, PartitionEnds>();
    const stores = [...this.#options.stores()];
    for (const store of stores) {
      const before = this.#cut.ends.get(store.id) ?? [];
      reached.set(store.id, store.endsAfter(before, rowsMax(before)));
    }
    this.#together = this.#together.filter((together) =>
      [...together].some(([id, ends]) => reached.has(id) && !covers(this.#cut, id, ends)),
    );
    if (this.#together.some((ends) => isTorn(ends, reached))) {
      for (const store of stores) reached.set(store.id, store.visibleEnds);
    }
    return reached;
  }

  #makeCut(): Cut {
    const { clock, epochLog } = this.#options;
    // One that could not be written is made again: nobody has seen it.
    const epoch = this.#cut.epoch + 1;
    const nowMicros = clock.nowMicros();
    const ends = new Map<string, PartitionEnds>();
    const moved = new Map<string, PartitionEnds>();
    const ended = new Set<string>();
    const reachedBy = this.#reach();
    for (const store of this.#options.stores()) {
      const before = this.#cut.ends.get(store.id) ?? [];
      const reached = reachedBy.get(store.id) ?? before;
      ends.set(store.id, reached);
      const complete = reached.every((end, partition) => end === store.visibleEnds[partition]);
      if (!complete) this.#dirty = true;
      if (complete && store.ended) ended.add(store.id);
      if (reached.some((end, partition) => end !== before[partition])) moved.set(store.id, reached);
    }
    const written = epochLog.write(epoch, nowMicros, moved);
    written.catch(() => undefined);
    return { epoch, nowMicros, ends, ended, written };
  }
}

/** Whether a cut has some of what belongs together and not all. */
function isTorn(
  together: ReadonlyMap<string, PartitionEnds>,
  reached: ReadonlyMap<string, PartitionEnds>,
): boolean {
  const passed = [...together].filter(([id]) => reached.has(id));
  const whole = passed.filter(([id, ends]) => isPassed(ends, reached.get(id)));
  return whole.length > 0 && whole.length < passed.length;
}

function isPassed(ends: PartitionEnds, reached: PartitionEnds | undefined): boolean {
  return ends.every((end, partition) => end <= (reached?.[partition] ?? 0));
}

/** What was there before the first cut is no news: those who want it catch up by themselves. */
function rowsMax(before: PartitionEnds): number {
  return before.length === 0 ? Number.POSITIVE_INFINITY : cutRowsMax;
}

function unwritten(error: unknown): SqlError {
  const { code, message } =
    error instanceof SqlError ? error : { code: sqlState.ioError, message: String(error) };
  const hint =
    code === sqlState.diskFull
      ? 'Free some space.'
      : 'Start the server again when the disk is well.';
  return new SqlError(code, `epochs cannot be written: ${message}`, { hint });
}
