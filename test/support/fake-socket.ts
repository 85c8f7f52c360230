import type { Socket, SocketEvent, WebSocketConstructor } from '../../src/client/transport.ts';
import type { ServerMessage } from '../../src/protocol/messages.ts';

type EventType = 'open' | 'message' | 'close' | 'error';

/** A WebSocket whose other end is the test. */
export class FakeSocket implements Socket {
  readonly url: string;
  readonly protocols: string | string[] | undefined;
  readonly sent: string[] = [];
  closedWith: number | null = null;
  readonly #listeners: { type: EventType; listener: (event: SocketEvent) => void }[] = [];

  constructor(url: string, protocols?: string | string[]) {
    this.url = url;
    this.protocols = protocols;
  }

  addEventListener(type: EventType, listener: (event: SocketEvent) => void): void {
    this.#listeners.push({ type, listener });
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(code = 1005): void {
    this.closedWith = code;
  }

  /** What was sent, as objects. */
  get frames(): unknown[] {
    return this.sent.map((text) => JSON.parse(text));
  }

  /** The server says something. */
  say(...messages: readonly ServerMessage[]): void {
    for (const message of messages) this.emit('message', { data: JSON.stringify(message) });
  }

  /** The server opens its side. */
  ready(frameBytesMax = 65_536): void {
    this.emit('open', {});
    this.say({ t: 'ready', protocol: 1, session: 's', limits: { frameBytesMax } });
  }

  /** The connection breaks. */
  drop(code = 1006): void {
    this.emit('close', { code });
  }

  emit(type: EventType, event: Omit<SocketEvent, 'type'>): void {
    for (const each of this.#listeners) if (each.type === type) each.listener({ type, ...event });
  }
}

/** A constructor of fake sockets, and those it made. */
export function fakeSockets(): { made: FakeSocket[]; WebSocket: WebSocketConstructor } {
  const made: FakeSocket[] = [];
  class Recorded extends FakeSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      made.push(this);
    }
  }
  return { made, WebSocket: Recorded };
}
