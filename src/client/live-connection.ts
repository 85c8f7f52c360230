import type { Clock, Timer } from '../common/clock.ts';
import type { Random } from '../common/random.ts';
import { type ClientMessage, liveSubprotocol, type ServerMessage } from '../protocol/messages.ts';
import type { LiveHandlers } from './live-handlers.ts';
import { type SubscribeRequest, SubscriptionRecord } from './live-subscription.ts';
import { reconnectDelayMs } from './reconnect-delay.ts';
import type { Socket, WebSocketConstructor } from './transport.ts';

/** `waiting`: there is no connection, and the next attempt is set. `closed`: by us, for good. */
export type ConnectionState = 'connecting' | 'open' | 'waiting' | 'closed';

export type LiveConnectionOptions = {
  /** `ws://127.0.0.1:7420/v1/live` */
  readonly url: string;
  readonly WebSocket: WebSocketConstructor;
  readonly clock: Clock;
  readonly random: Random;
};

export type LiveSubscription = {
  /** Ends it; no handler is called afterwards. Doing it twice does nothing. */
  readonly unsubscribe: () => void;
};

/** A server that says nothing for so long is asked; one that does not answer either is gone. */
const silenceMs = 10_000;
/** A connection that held for so long was a good one: the next failure is the first again. */
const steadyMs = 5_000;
const frameBytesDefault = 64 * 1024;

/**
 * One WebSocket with many subscriptions. It opens at once, comes back by itself when it is lost,
 * and then subscribes everything again.
 */
export class LiveConnection {
  readonly #options: LiveConnectionOptions;
  readonly #subscriptions = new Map<number, SubscriptionRecord>();
  readonly #listeners = new Set<(state: ConnectionState) => void>();
  #state: ConnectionState = 'waiting';
  #socket: Socket | null = null;
  #timer: Timer | null = null;
  #nextId = 1;
  #failures = 0;
  #openedAtMs = 0;
  #frameBytesMax = frameBytesDefault;
  #retryMs = 0;
  /** Nothing has been heard since the last look; `asked` once a ping is under way. */
  #silence: 'heard' | 'silent' | 'asked' = 'heard';

  constructor(options: LiveConnectionOptions) {
    this.#options = options;
    this.#connect();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Tells every change of state from now on; answers how to stop. */
  onState(listener: (state: ConnectionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Follows a query or an object. Before the connection is open the request waits for it. */
  subscribe(request: SubscribeRequest, handlers: LiveHandlers): LiveSubscription {
    const id = this.#nextId;
    this.#nextId += 1;
    const record = new SubscriptionRecord(id, request, handlers);
    this.#subscriptions.set(id, record);
    if (this.#state === 'open') this.#begin(record);
    return {
      unsubscribe: () => {
        if (!this.#subscriptions.delete(id) || this.#state !== 'open') return;
        this.#send({ t: 'unsubscribe', id });
      },
    };
  }

  /** Tries to connect now instead of when the wait is over. */
  retryNow(): void {
    if (this.#state === 'waiting') this.#connect();
  }

  /** Closes for good; no handler is called afterwards. */
  close(): void {
    this.#subscriptions.clear();
    this.#timer?.cancel();
    const socket = this.#socket;
    this.#socket = null;
    this.#become('closed');
    this.#listeners.clear();
    socket?.close(1000, 'bye');
  }

  #connect(): void {
    const { WebSocket, url } = this.#options;
    this.#timer?.cancel();
    this.#become('connecting');
    const socket = new WebSocket(url, liveSubprotocol);
    this.#socket = socket;
    const ifCurrent = (run: () => void): void => {
      if (this.#socket === socket) run();
    };
    socket.addEventListener('message', (event) => ifCurrent(() => this.#receive(event.data)));
    socket.addEventListener('error', () => ifCurrent(() => this.#lost()));
    socket.addEventListener('close', () => ifCurrent(() => this.#lost()));
    this.#watch(socket);
  }

  /** Gives up a connection that is silent, while it opens or later. */
  #watch(socket: Socket): void {
    this.#silence = 'heard';
    const look = (): void => {
      if (this.#socket !== socket) return;
      if (this.#silence === 'asked' || (this.#silence === 'silent' && this.#state !== 'open')) {
        this.#lost();
        return;
      }
      if (this.#silence === 'silent') {
        this.#send({ t: 'ping', n: 0 });
        this.#silence = 'asked';
      } else this.#silence = 'silent';
      this.#timer = this.#options.clock.after(silenceMs, look);
    };
    this.#timer = this.#options.clock.after(silenceMs, look);
  }

  #lost(): void {
    const { clock, random } = this.#options;
    const wasSteady = this.#state === 'open' && clock.monotonicMs() - this.#openedAtMs >= steadyMs;
    if (wasSteady) this.#failures = 0;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#timer?.cancel();
    const delayMs = Math.max(this.#retryMs, reconnectDelayMs(this.#failures, random));
    this.#failures += 1;
    this.#retryMs = 0;
    this.#timer = clock.after(delayMs, () => this.#connect());
    this.#become('waiting');
  }

  #receive(data: unknown): void {
    this.#silence = 'heard';
    const message = readMessage(data);
    if (message === null) {
      this.#lost();
      return;
    }
    switch (message.t) {
      case 'ready':
        this.#ready(message.limits.frameBytesMax);
        break;
      case 'bye':
        this.#retryMs = message.retryMs;
        break;
      case 'pong':
        break;
      case 'error':
        this.#fail(message);
        break;
      default:
        this.#hand(message);
    }
  }

  #ready(frameBytesMax: number): void {
    this.#frameBytesMax = frameBytesMax;
    this.#openedAtMs = this.#options.clock.monotonicMs();
    this.#become('open');
    for (const record of [...this.#subscriptions.values()]) this.#begin(record);
  }

  #begin(record: SubscriptionRecord): void {
    const { frame } = record;
    if (new TextEncoder().encode(frame).length <= this.#frameBytesMax) {
      this.#socket?.send(frame);
      return;
    }
    this.#subscriptions.delete(record.id);
    const message = `the query is longer than ${this.#frameBytesMax} bytes`;
    record.fail({ code: '54000', message });
  }

  #hand(message: Exclude<ServerMessage, { t: 'ready' | 'bye' | 'pong' | 'error' }>): void {
    const record = this.#subscriptions.get(message.id);
    if (record !== undefined && !record.take(message)) this.#subscriptions.delete(message.id);
  }

  #fail({ id, t: _, ...body }: Extract<ServerMessage, { t: 'error' }>): void {
    const record = id === null ? undefined : this.#subscriptions.get(id);
    if (record === undefined) return;
    this.#subscriptions.delete(record.id);
    record.fail(body);
  }

  #send(message: ClientMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #become(state: ConnectionState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}

/** A frame of the server; null for what is not one. */
function readMessage(data: unknown): ServerMessage | null {
  try {
    const value: unknown = JSON.parse(String(data));
    return typeof value === 'object' && value !== null && 't' in value
      ? (value as ServerMessage)
      : null;
  } catch {
    return null;
  }
}
