import { LiveSession } from '../../src/server/live-session.ts';
import { RowTexts } from '../../src/server/row-texts.ts';
import { FakeConnection, type SentFrame } from './fake-connection.ts';
import { FakeEngine, type FakeSubscription } from './fake-engine.ts';
import { ManualClock } from './manual-clock.ts';

/** A live session on a fake connection over a fake engine, with the clock in hand. */
export class LiveBench {
  readonly engine = new FakeEngine();
  readonly clock = new ManualClock();
  readonly connection = new FakeConnection();
  readonly logged: string[] = [];
  readonly session = new LiveSession({
    connection: this.connection,
    engine: this.engine,
    clock: this.clock,
    texts: new RowTexts(),
    log: (line) => this.logged.push(line),
    session: 's',
    history: 'h',
  });

  /** The client sends a message. */
  say(message: object): void {
    this.session.receive(JSON.stringify(message));
  }

  /** All frames since the last call. */
  frames(): readonly SentFrame[] {
    return this.connection.taken();
  }

  /** Subscribes and forgets the frames so far. */
  async subscribe(options: object = {}): Promise<FakeSubscription> {
    this.say({ t: 'subscribe', id: 7, view: 'v', ...options });
    await settle();
    this.frames();
    const subscription = this.engine.subscriptions.at(-1);
    if (subscription === undefined) throw new Error('the engine was not asked');
    return subscription;
  }
}

/** Lets promises that are settled tell their followers. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
