import type { SubscribeRequest, Subscription, SubscriptionSink } from '../../src/engine/api.ts';
import { RecordingSink, type SinkEvent } from './recording-sink.ts';
import type { TestEngine } from './test-engine.ts';

/** A subscriber that is full after every batch, until it is told to take more. */
export class SlowReader {
  readonly #server: TestEngine;
  readonly #sink: RecordingSink;
  #subscription: Subscription | null = null;
  #hasRoom = false;

  constructor(server: TestEngine) {
    this.#server = server;
    this.#sink = new RecordingSink(() => this.#hasRoom);
  }

  async subscribe(request: Partial<SubscribeRequest>): Promise<void> {
    const defaults = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;
    const all = { ...defaults, ...request };
    this.#subscription = await this.#server.subscribe(all, this.#fillingSink());
    await this.#server.clock.quiet();
  }

  /** What has come since the last time. */
  seen(): readonly SinkEvent[] {
    return this.#sink.take();
  }

  /** Makes room for one batch, or for all there is. */
  async makeRoom(batches: 'one' | 'all' = 'one'): Promise<void> {
    do {
      this.#hasRoom = true;
      this.#subscription?.drained();
      await this.#server.clock.quiet();
    } while (batches === 'all' && !this.#hasRoom && !this.#sink.isOver);
  }

  close(): void {
    this.#subscription?.close();
  }

  #fillingSink(): SubscriptionSink {
    const { snapshot, changes } = this.#sink;
    const filled = (tell: () => void): void => {
      this.#hasRoom = false;
      tell();
    };
    return {
      ...this.#sink,
      snapshot: (...args) => filled(() => snapshot(...args)),
      changes: (...args) => filled(() => changes(...args)),
    };
  }
}
