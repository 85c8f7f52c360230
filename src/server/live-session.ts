import { unreachable } from '../common/assert.ts';
import type { Clock } from '../common/clock.ts';
import type { Connection } from '../common/net.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Engine, Session, SubscribeRequest } from '../engine/api.ts';
import { closeCode } from '../protocol/messages.ts';
import { ChangelogLane } from './changelog-lane.ts';
import { frameWords } from './changelog-words.ts';
import { asSqlError, errorBody, type Log } from './error-text.ts';
import { type LiveFrame, type LiveMessage, readFrame } from './live-frame.ts';
import { LiveQuery } from './live-query.ts';
import { Outflow } from './outflow.ts';
import type { RowTexts } from './row-texts.ts';
import { TokenBucket } from './token-bucket.ts';

/** Bytes of a frame from the client at most. */
export const frameBytesMax = 64 * 1024;
/** Subscriptions and queries of one connection at a time. */
const conversationsMax = 256;
const framesPerSecond = 50;
const framesBurst = 200;

export type LiveSessionOptions = {
  readonly connection: Connection;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly texts: RowTexts;
  readonly log: Log;
  /** The name of this session. */
  readonly session: string;
  /** What the epochs of this server belong to. */
  readonly history: string;
};

/** A subscription or a query under way. */
type Conversation = ChangelogLane | LiveQuery;

/**
 * The server's side of one live connection. It knows the connection only as a `Connection`: whoever
 * owns the socket calls `receive`, `drained` and `closed`.
 */
export class LiveSession {
  readonly #options: LiveSessionOptions;
  readonly #outflow: Outflow;
  readonly #bucket: TokenBucket;
  readonly #conversations = new Map<number, Conversation>();
  /** What goes on between its statements; opened by the first. */
  #session: Session | null = null;
  #closed = false;

  constructor(options: LiveSessionOptions) {
    const { connection, clock, session } = options;
    this.#options = options;
    this.#bucket = new TokenBucket(clock, framesPerSecond, framesBurst);
    this.#outflow = new Outflow(connection, clock, () =>
      this.#hangUp(closeCode.slow, 'the client does not keep up'),
    );
    const limits = { frameBytesMax };
    connection.send(JSON.stringify({ t: 'ready', protocol: 1, session, limits }));
  }

  /** Takes one text frame from the client. Never throws. */
  receive(text: string): void {
    if (this.#closed) return;
    if (!this.#bucket.take()) {
      this.#hangUp(closeCode.rateLimited, 'too many frames a second');
      return;
    }
    this.#answer(readFrame(text));
  }

  /** The connection has handed what it held to the network. */
  drained(): void {
    if (!this.#closed) this.#outflow.pump();
  }

  /** The connection is gone: ends every subscription and cancels every query. */
  closed(): void {
    this.#closed = true;
    this.#outflow.close();
    for (const conversation of this.#conversations.values()) conversation.close();
    this.#conversations.clear();
    this.#session?.close();
  }

  /** Says goodbye because the server stops; the client may come back after `retryMs`. */
  dismiss(retryMs: number): void {
    if (this.#closed) return;
    const code = closeCode.draining;
    this.#options.connection.send(JSON.stringify({ t: 'bye', code, retryMs }));
    this.#hangUp(code, 'the server is shutting down');
  }

  #answer(frame: LiveFrame): void {
    switch (frame.kind) {
      case 'message':
        this.#obey(frame.message);
        break;
      case 'refused':
        this.#sendError(frame.id, frame.error);
        break;
      case 'bad':
        this.#hangUp(closeCode.badFrame, frame.reason);
        break;
      default:
        unreachable(frame);
    }
  }

  #obey(message: LiveMessage): void {
    switch (message.t) {
      case 'subscribe':
        if (this.#hasRoom(message.id)) this.#subscribe(message);
        break;
      case 'query':
        if (this.#hasRoom(message.id)) this.#query(message);
        break;
      case 'unsubscribe':
        this.#unsubscribe(message.id);
        break;
      case 'cancel':
        this.#cancel(message.id);
        break;
      case 'ping':
        this.#options.connection.send(JSON.stringify({ t: 'pong', n: message.n }));
        break;
      default:
        unreachable(message);
    }
  }

  #hasRoom(id: number): boolean {
    if (this.#conversations.has(id)) {
      this.#hangUp(closeCode.duplicateId, `the id ${id} is in use`);
      return false;
    }
    if (this.#conversations.size < conversationsMax) return true;
    const error = new SqlError(
      sqlState.configurationLimitExceeded,
      `a connection carries at most ${conversationsMax} subscriptions and queries`,
    );
    this.#sendError(id, error);
    return false;
  }

  #subscribe(message: LiveMessage & { readonly t: 'subscribe' }): void {
    const { texts, clock, log, history } = this.#options;
    const { id, request, time, maxRate, conflate } = message;
    const lane = new ChangelogLane({
      outflow: this.#outflow,
      words: frameWords(id, history),
      texts,
      clock,
      log,
      time,
      maxRate,
      conflate,
      ended: () => this.#forget(id, lane),
    });
    this.#conversations.set(id, lane);
    void this.#follow(lane, request);
  }

  /** Never rejects: what goes wrong is said in the lane. */
  async #follow(lane: ChangelogLane, request: SubscribeRequest): Promise<void> {
    const { engine, log } = this.#options;
    try {
      const session = this.#session ?? undefined;
      lane.attach(await engine.subscribe({ ...request, session }, lane));
    } catch (error) {
      lane.error(asSqlError(error, log));
    }
  }

  #query(message: LiveMessage & { readonly t: 'query' }): void {
    const { engine, texts, log } = this.#options;
    const { id, sql, parameters } = message;
    const query = new LiveQuery({
      id,
      outflow: this.#outflow,
      texts,
      log,
      ended: () => this.#forget(id, query),
    });
    this.#conversations.set(id, query);
    this.#session ??= engine.openSession();
    const { signal, working: progress } = query;
    const options = { parameters, session: this.#session, signal, progress };
    void query.run(() => engine.execute(sql, options));
  }

  /** An id that is not known has just ended by itself: the client knows already. */
  #unsubscribe(id: number): void {
    const conversation = this.#conversations.get(id);
    if (conversation === undefined) return;
    conversation.close();
    this.#conversations.delete(id);
    this.#options.connection.send(JSON.stringify({ t: 'done', id }));
  }

  #cancel(id: number): void {
    const conversation = this.#conversations.get(id);
    if (conversation instanceof LiveQuery) conversation.cancel();
    else this.#unsubscribe(id);
  }

  #forget(id: number, conversation: Conversation): void {
    if (this.#conversations.get(id) === conversation) this.#conversations.delete(id);
  }

  #sendError(id: number | null, error: SqlError): void {
    this.#options.connection.send(JSON.stringify({ t: 'error', id, ...errorBody(error) }));
  }

  #hangUp(code: number, reason: string): void {
    this.closed();
    this.#options.connection.close(code, reason);
  }
}
