import type { Client } from '../../../src/client/client.ts';
import { ClientError } from '../../../src/client/client-error.ts';
import type { Clock, Timer } from '../../../src/common/clock.ts';
import type { ObjectInfo } from '../../../src/protocol/messages.ts';
import { Signal } from '../ui/signal.ts';

/** How the server is, as far as the page knows. */
export type ServerState =
  | { readonly kind: 'connecting' }
  /** `waitingFor`: what does not answer yet after a start, in words; empty when all does. */
  | { readonly kind: 'up'; readonly waitingFor: readonly string[] }
  /** `reason` is a sentence; `nextTryAtMs` on the clock's monotonic scale, null while trying. */
  | { readonly kind: 'gone'; readonly reason: string; readonly nextTryAtMs: number | null };

/** What there is to query. */
export type CatalogState = {
  readonly objects: readonly ObjectInfo[];
  /** Rows per second by object name, over the last few seconds. */
  readonly rates: ReadonlyMap<string, number>;
  /** The server has said once what there is. */
  readonly isKnown: boolean;
};

const pollMs = 3_000;
const retriesMs = [1_000, 2_000, 4_000, 5_000];
const patienceMs = 8_000;
/** Rates over less than this would jump. */
const measureMs = 2_000;

/**
 * Asks the server what there is, again and again while the page is visible, and so knows whether
 * it is there. One that does not answer is tried at growing distances.
 */
export class ServerWatch {
  readonly state = new Signal<ServerState>({ kind: 'connecting' });
  readonly catalog = new Signal<CatalogState>({ objects: [], rates: new Map(), isKnown: false });
  readonly #client: Client;
  readonly #clock: Clock;
  readonly #isVisible: () => boolean;
  #timer: Timer | null = null;
  #asking = false;
  #askAgain = false;
  #failures = 0;
  /** What rates are measured from. */
  #measured: readonly ObjectInfo[] = [];
  #measuredAtMs = Number.NEGATIVE_INFINITY;
  #isReady = false;

  constructor(client: Client, clock: Clock, isVisible: () => boolean) {
    this.#client = client;
    this.#clock = clock;
    this.#isVisible = isVisible;
  }

  /** Begins to watch. */
  start(): void {
    this.#client.live().onState((state) => {
      if (state === 'waiting') this.#lostConnection();
    });
    this.askNow();
  }

  /** Asks now instead of when its time has come. */
  askNow(): void {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#timer?.cancel();
    this.#client.live().retryNow();
    void this.#ask();
  }

  /** A lost live connection is often the first sign; whoever is gone already has a next try set. */
  #lostConnection(): void {
    this.#isReady = false;
    if (this.state.get().kind !== 'gone') this.#askSoon(50);
  }

  #askSoon(delayMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(delayMs, () => {
      if (this.#isVisible()) void this.#ask();
      else this.#askSoon(pollMs);
    });
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    const before = this.state.get();
    if (before.kind === 'gone') this.state.set({ ...before, nextTryAtMs: null });
    const abort = new AbortController();
    const patience = this.#clock.after(patienceMs, () => abort.abort());
    try {
      const waitingFor = await this.#readiness(abort.signal);
      this.#learn(await this.#client.objects(abort.signal));
      this.#answered(waitingFor);
    } catch (error) {
      this.#failed(reasonOf(error));
    } finally {
      patience.cancel();
      this.#asking = false;
      if (this.#askAgain) this.#askSoon(1);
      this.#askAgain = false;
    }
  }

  async #readiness(signal: AbortSignal): Promise<readonly string[]> {
    if (this.#isReady) return [];
    const { ready, waitingFor } = await this.#client.ready(signal);
    this.#isReady = ready;
    return ready || waitingFor.length > 0 ? waitingFor : ['the server'];
  }

  #answered(waitingFor: readonly string[]): void {
    if (this.#failures > 0) this.#client.live().retryNow();
    this.#failures = 0;
    this.state.set({ kind: 'up', waitingFor });
    this.#askSoon(waitingFor.length > 0 ? 500 : pollMs);
  }

  #failed(reason: string): void {
    this.#isReady = false;
    this.catalog.set({ ...this.catalog.get(), rates: new Map() });
    const delayMs = retriesMs[Math.min(this.#failures, retriesMs.length - 1)] as number;
    this.#failures += 1;
    this.state.set({ kind: 'gone', reason, nextTryAtMs: this.#clock.monotonicMs() + delayMs });
    this.#askSoon(delayMs);
  }

  #learn(objects: readonly ObjectInfo[]): void {
    const nowMs = this.#clock.monotonicMs();
    const seconds = (nowMs - this.#measuredAtMs) / 1000;
    let { rates } = this.catalog.get();
    if (seconds * 1000 >= measureMs) {
      rates = ratesBetween(this.#measured, objects, seconds);
      this.#measured = objects;
      this.#measuredAtMs = nowMs;
    }
    this.catalog.set({ objects, rates, isKnown: true });
  }
}

/** A request that was given up by us is one without an answer, whatever it was called. */
function reasonOf(error: unknown): string {
  const isStranger = error instanceof ClientError && error.kind === 'protocol';
  return isStranger ? 'What answers is not a Millrace server.' : 'The server does not answer.';
}

function ratesBetween(
  before: readonly ObjectInfo[],
  now: readonly ObjectInfo[],
  seconds: number,
): ReadonlyMap<string, number> {
  const rowsBefore = new Map(before.map(({ name, rows }) => [name, rows]));
  const rates = new Map<string, number>();
  for (const { name, kind, rows } of now) {
    const earlier = rowsBefore.get(name);
    if (kind !== 'stream' || earlier === undefined || rows <= earlier) continue;
    rates.set(name, (rows - earlier) / seconds);
  }
  return rates;
}
