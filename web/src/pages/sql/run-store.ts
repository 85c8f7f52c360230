import type { Client } from '../../../../src/client/client.ts';
import { ClientError } from '../../../../src/client/client-error.ts';
import type { Clock } from '../../../../src/common/clock.ts';
import type {
  ObjectInfo,
  StatementResult,
  WorkProgress,
} from '../../../../src/protocol/messages.ts';
import type { StatementPart } from '../../editor/split-statements.ts';
import { Signal } from '../../ui/signal.ts';
import { type Failure, failureOf, type SentText } from './failure.ts';
import { LiveRun } from './live-run.ts';
import { beginOf, planRun } from './run-plan.ts';

/** What the pane below the editor shows. */
export type Outcome =
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'running';
      readonly sinceMs: number;
      /** How far it is, once it has taken a while. */
      readonly progress: WorkProgress | null;
    }
  | { readonly kind: 'canceled' }
  | {
      readonly kind: 'answered';
      readonly results: readonly StatementResult[];
      readonly tookMs: number;
    }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** What the statements before the failed one answered. */
      readonly results: readonly StatementResult[];
      /** The live result that failed on its way; its last rows stay in sight. */
      readonly live: LiveRun | null;
    }
  | {
      readonly kind: 'live';
      readonly live: LiveRun;
      readonly results: readonly StatementResult[];
      readonly leftOut: number;
    };

export type RunStoreOptions = {
  readonly client: Client;
  readonly clock: Clock;
  readonly objects: () => readonly ObjectInfo[];
  /** Called when statements have run, which may have made or dropped something. */
  readonly onAnswered: () => void;
  /** Names the session that keeps SET, PREPARE and transactions between runs. */
  readonly session: string;
};

/** Runs what is in the editor, one run at a time. */
export class RunStore {
  readonly outcome = new Signal<Outcome>({ kind: 'nothing' });
  readonly #options: RunStoreOptions;
  #abort: AbortController | null = null;
  #live: LiveRun | null = null;

  constructor(options: RunStoreOptions) {
    this.#options = options;
  }

  /** Runs a piece of the editor's text; what ran before is stopped. */
  async run(sent: SentText): Promise<void> {
    this.#endCurrent();
    const plan = planRun(sent);
    let results: readonly StatementResult[] = [];
    if (plan.ending !== null) {
      const answer = await this.#request(plan.ending);
      if (answer === null) return;
      results = answer.results;
      if (plan.live === null) this.outcome.set({ kind: 'answered', ...answer });
    }
    if (plan.live !== null) this.#goLive(plan.live, results, plan.leftOut, null);
  }

  /** Runs the live query again, from all that is there. */
  restartWhole(live: LiveRun): void {
    this.#endCurrent();
    const part = planRun(live.sent).live;
    if (part !== null) this.#goLive(part, [], 0, 'snapshot');
  }

  /** Stops what runs: a live query keeps its last rows, a statement is cancelled at the server. */
  stop(): void {
    if (this.#abort === null) {
      this.#live?.stop();
      return;
    }
    this.#endCurrent();
    this.outcome.set({ kind: 'canceled' });
  }

  #endCurrent(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#live?.stop();
    this.#live = null;
  }

  /** The answer; null when the run failed or another one took its place. */
  async #request(
    sent: SentText,
  ): Promise<{ results: readonly StatementResult[]; tookMs: number } | null> {
    const { client, clock, onAnswered, session } = this.#options;
    const abort = new AbortController();
    const sinceMs = clock.monotonicMs();
    this.#abort = abort;
    this.outcome.set({ kind: 'running', sinceMs, progress: null });
    try {
      const results = await client.sql(sent.text, {
        signal: abort.signal,
        session,
        progress: (progress) => {
          if (this.#abort === abort) this.outcome.set({ kind: 'running', sinceMs, progress });
        },
      });
      if (this.#abort !== abort) return null;
      this.#abort = null;
      return { results, tookMs: clock.monotonicMs() - sinceMs };
    } catch (error) {
      if (this.#abort !== abort) return null;
      this.#abort = null;
      const results = error instanceof ClientError ? error.results : [];
      this.outcome.set({ kind: 'failed', failure: failureOf(error, sent), results, live: null });
      return null;
    } finally {
      onAnswered();
    }
  }

  #goLive(
    part: StatementPart & SentText,
    results: readonly StatementResult[],
    leftOut: number,
    from: 'snapshot' | null,
  ): void {
    const { client, clock, objects } = this.#options;
    const begin = from === null ? beginOf(part, objects()) : { from, earlierRows: 0 };
    const live: LiveRun = new LiveRun({
      ...begin,
      sent: part,
      connection: client.live(),
      clock,
      onFailure: (failure) => {
        if (this.#live !== live) return;
        const kept = live.grid.get() === null ? null : live;
        this.outcome.set({ kind: 'failed', failure, results, live: kept });
      },
    });
    this.#live = live;
    this.outcome.set({ kind: 'live', live, results, leftOut });
  }
}
