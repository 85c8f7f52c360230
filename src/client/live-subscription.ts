import type { ServerMessage, SubscribeMessage } from '../protocol/messages.ts';
import type { LiveHandlers } from './live-handlers.ts';

/** What to subscribe to: the frame without what the connection adds. */
export type SubscribeRequest = Omit<SubscribeMessage, 't' | 'id'>;

/** A frame of the server about one subscription. */
export type SubscriptionFrame = Extract<ServerMessage, { readonly id: number }>;

/** A subscription as its connection keeps it: it outlives the sockets that carry it. */
export class SubscriptionRecord {
  readonly id: number;
  readonly request: SubscribeRequest;
  readonly #handlers: LiveHandlers;
  #opened = false;

  constructor(id: number, request: SubscribeRequest, handlers: LiveHandlers) {
    this.id = id;
    this.request = request;
    this.#handlers = handlers;
  }

  /** The frame that begins it. */
  get frame(): string {
    return JSON.stringify({ t: 'subscribe', id: this.id, ...this.request });
  }

  /** Hands a frame to its handler; answers whether the subscription goes on. */
  take(frame: SubscriptionFrame): boolean {
    const handlers = this.#handlers;
    switch (frame.t) {
      case 'open':
        if (this.#opened) handlers.reset('connection');
        this.#opened = true;
        handlers.open({ schema: frame.schema, key: frame.key, notices: frame.notices ?? [] });
        return true;
      case 'snapshot':
        handlers.snapshot(frame.rows);
        return true;
      case 'snapshotEnd':
        handlers.snapshotEnd(frame.epoch, frame.rows);
        return true;
      case 'changes':
        handlers.changes(frame.epoch, frame.d, frame.last);
        return true;
      case 'progress':
        handlers.progress(frame.epoch, frame.watermark, frame.waitingFor ?? null);
        return true;
      case 'lag':
        handlers.lag?.(frame.state, frame.skipped);
        return true;
      case 'reset':
        handlers.reset(frame.reason);
        return true;
      case 'done':
        handlers.done();
        return false;
      case 'result':
        return true;
      default:
        // A kind of frame that this version does not know: later servers may say more.
        return true;
    }
  }

  /** Ends it with what went wrong. */
  fail(body: Parameters<LiveHandlers['error']>[0]): void {
    this.#handlers.error(body);
  }
}
