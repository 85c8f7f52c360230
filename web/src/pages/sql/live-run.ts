import type { LiveConnection, LiveSubscription } from '../../../../src/client/live-connection.ts';
import type { Clock } from '../../../../src/common/clock.ts';
import type { ErrorBody, Notice } from '../../../../src/protocol/messages.ts';
import { GridStore } from '../../grid/grid-store.ts';
import { PictureLoop } from '../../grid/picture-loop.ts';
import { Signal } from '../../ui/signal.ts';
import { type Failure, failureOfBody, type SentText } from './failure.ts';

/** Where a live result stands; `stopped`: by the person, `ended`: by the server. */
export type LivePhase = 'opening' | 'loading' | 'live' | 'reconnecting' | 'stopped' | 'ended';

/** What the footer says about a live result. */
export type LiveFacts = {
  readonly watermark: string | null;
  readonly waitingFor: string | null;
  /** Epochs that were folded together because this page was slower than the stream. */
  readonly skipped: number;
  readonly conflating: boolean;
  /** When the server last confirmed that all up to then is here; monotonic ms, null before. */
  readonly confirmedAtMs: number | null;
  /** How long the result had gone unconfirmed before that, in milliseconds. */
  readonly unconfirmedMs: number;
};

export type LiveRunOptions = {
  readonly sent: SentText;
  readonly from: 'snapshot' | 'latest';
  readonly earlierRows: number;
  readonly connection: LiveConnection;
  readonly clock: Clock;
  readonly onFailure: (failure: Failure) => void;
};

const factsAtFirst: LiveFacts = {
  watermark: null,
  waitingFor: null,
  skipped: 0,
  conflating: false,
  confirmedAtMs: null,
  unconfirmedMs: 0,
};

/** A continuous query while it runs: its rows, how it goes, and how to end it. */
export class LiveRun {
  readonly phase = new Signal<LivePhase>('opening');
  readonly grid = new Signal<GridStore | null>(null);
  readonly facts = new Signal<LiveFacts>(factsAtFirst);
  readonly notices = new Signal<readonly Notice[]>([]);
  readonly sent: SentText;
  readonly from: 'snapshot' | 'latest';
  /** Rows of the stream that are not shown, because the query began with new rows only. */
  readonly earlierRows: number;
  readonly #clock: Clock;
  readonly #loop: PictureLoop;
  readonly #onFailure: (failure: Failure) => void;
  readonly #subscription: LiveSubscription;
  readonly #unlisten: () => void;

  constructor(options: LiveRunOptions) {
    this.sent = options.sent;
    this.from = options.from;
    this.earlierRows = options.earlierRows;
    this.#clock = options.clock;
    this.#onFailure = options.onFailure;
    this.#loop = new PictureLoop(options.clock);
    this.#unlisten = options.connection.onState((state) => {
      if (state !== 'open') this.#interrupted();
    });
    this.#subscription = this.#subscribe(options.connection);
  }

  /** Ends the query; its last rows stay. */
  stop(): void {
    this.#end('stopped');
  }

  #subscribe(connection: LiveConnection): LiveSubscription {
    const request = { sql: this.sent.text, from: this.from, progressMs: 500, maxRate: 10 } as const;
    return connection.subscribe(request, {
      open: ({ schema, key, notices }) => {
        this.notices.set(notices);
        this.#opened(new GridStore({ columns: schema, key }));
      },
      snapshot: (rows) => this.grid.get()?.addSnapshot(rows),
      snapshotEnd: () => {
        this.grid.get()?.endSnapshot();
        this.#confirmed();
      },
      changes: (_epoch, rows, last) => {
        this.grid.get()?.addChanges(rows, last, this.#clock.monotonicMs());
        if (last) this.#confirmed();
      },
      progress: (_epoch, watermark, waitingFor) => this.#confirmed({ watermark, waitingFor }),
      lag: (state, skipped) => this.#note({ skipped, conflating: state === 'conflating' }),
      reset: () => this.#began(),
      error: (body) => this.#failed(body),
      done: () => this.#end('ended'),
    });
  }

  /** A reconnect opens the same result again: then the old rows stay until the new ones are here. */
  #opened(next: GridStore): void {
    const before = this.grid.get();
    if (before === null || !sameShape(before, next)) {
      this.grid.set(next);
      this.#loop.show(next);
    }
    this.phase.set('loading');
    if (this.from === 'latest') this.#confirmed();
  }

  #began(): void {
    this.grid.get()?.reset();
    this.phase.set('loading');
  }

  #interrupted(): void {
    if (this.phase.get() === 'live' || this.phase.get() === 'loading')
      this.phase.set('reconnecting');
  }

  #confirmed(news: Partial<LiveFacts> = {}): void {
    const confirmedAtMs = this.#clock.monotonicMs();
    const unconfirmedMs = confirmedAtMs - (this.facts.get().confirmedAtMs ?? confirmedAtMs);
    this.#note({ ...news, confirmedAtMs, unconfirmedMs });
    const grid = this.grid.get();
    if (grid === null || (this.from === 'snapshot' && grid.arriving)) return;
    this.phase.set('live');
    this.#loop.wake();
  }

  #note(news: Partial<LiveFacts>): void {
    this.facts.set({ ...this.facts.get(), ...news });
  }

  #failed(body: ErrorBody): void {
    this.#end('ended');
    this.#onFailure(failureOfBody(body, this.sent));
  }

  #end(phase: LivePhase): void {
    this.#subscription.unsubscribe();
    this.#unlisten();
    this.phase.set(phase);
    this.#loop.wake();
  }
}

function sameShape(a: GridStore, b: GridStore): boolean {
  return JSON.stringify([a.columns, a.key]) === JSON.stringify([b.columns, b.key]);
}
