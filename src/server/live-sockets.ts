import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Timer } from '../common/clock.ts';
import type { Connection } from '../common/net.ts';
import { closeCode, liveSubprotocol } from '../protocol/messages.ts';
import { frameBytesMax, LiveSession } from './live-session.ts';
import { isOurHost, isOurOrigin } from './origin-guard.ts';
import type { ServerContext } from './server-context.ts';

const connectionsMax = 20_000;
/** A peer that has answered nothing between two pings is gone. */
const pingMs = 20_000;
/** How long a peer has to answer a close before its socket is destroyed. */
const closeMs = 2_000;
/** When clients may come back after the server said goodbye. */
const retryMs = 2_000;

/** The live WebSockets of a server: upgrades them, keeps an eye on them, and sees them off. */
export class LiveSockets {
  readonly #context: ServerContext;
  readonly #server = new WebSocketServer({
    noServer: true,
    WebSocket: LiveWebSocket,
    maxPayload: frameBytesMax,
    perMessageDeflate: false,
    clientTracking: false,
    handleProtocols: (offered) => (offered.has(liveSubprotocol) ? liveSubprotocol : false),
  });
  /** Each socket with its session. */
  readonly #sessions = new Map<LiveWebSocket, LiveSession>();
  readonly #history = randomUUID();
  #pinging: Timer | null = null;

  constructor(context: ServerContext) {
    this.#context = context;
  }

  /** Takes an HTTP upgrade of the server, or refuses it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const refusal = this.#refusalOf(request);
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#open(webSocket, socket));
  }

  /** Says goodbye to everyone and resolves when all are gone, after two seconds at most. */
  async close(): Promise<void> {
    this.#pinging?.cancel();
    const gone = [...this.#sessions.keys()].map(
      (webSocket) => new Promise((resolve) => webSocket.once('close', resolve)),
    );
    for (const session of this.#sessions.values()) session.dismiss(retryMs);
    await Promise.all(gone);
  }

  #refusalOf({ url = '', headers }: IncomingMessage): string | null {
    const { rules, isDraining } = this.#context;
    if (url.split('?')[0] !== '/v1/live') return '404 Not Found';
    if (!isOurHost(headers.host, rules)) return '403 Forbidden';
    if (!isOurOrigin(headers.origin, headers.host, rules)) return '403 Forbidden';
    const isFull = isDraining() || this.#sessions.size >= connectionsMax;
    return isFull ? '503 Service Unavailable' : null;
  }

  #open(webSocket: LiveWebSocket, socket: Duplex): void {
    const { engine, clock, texts, log } = this.#context;
    const session = new LiveSession({
      connection: this.#connection(webSocket),
      engine,
      clock,
      texts,
      log,
      session: randomUUID(),
      history: this.#history,
    });
    this.#sessions.set(webSocket, session);
    this.#pinging ??= clock.after(pingMs, () => this.#ping());
    webSocket.on('message', (data, isBinary) => {
      webSocket.answered = true;
      if (isBinary) webSocket.close(closeCode.badFrame, 'frames are text');
      else session.receive(String(data));
    });
    webSocket.on('pong', () => {
      webSocket.answered = true;
    });
    webSocket.on('error', () => session.closed());
    webSocket.on('close', () => {
      this.#sessions.delete(webSocket);
      session.closed();
    });
    socket.on('drain', () => session.drained());
  }

  #connection(webSocket: LiveWebSocket): Connection {
    return {
      send: (text) => {
        if (webSocket.readyState === WebSocket.OPEN) webSocket.send(text);
      },
      bufferedBytes: () => webSocket.bufferedAmount,
      close: (code, reason) => {
        webSocket.close(code, reason);
        const timer = this.#context.clock.after(closeMs, () => webSocket.terminate());
        webSocket.once('close', () => timer.cancel());
      },
    };
  }

  #ping(): void {
    for (const webSocket of this.#sessions.keys()) {
      if (webSocket.answered) webSocket.ping();
      else webSocket.terminate();
      webSocket.answered = false;
    }
    const isAlone = this.#sessions.size === 0;
    this.#pinging = isAlone ? null : this.#context.clock.after(pingMs, () => this.#ping());
  }
}

/** A WebSocket that says «too large» in the words of the protocol, and remembers signs of life. */
class LiveWebSocket extends WebSocket {
  /** Whether the peer has said anything since the last ping. */
  answered = true;

  override close(code?: number, data?: string | Buffer): void {
    if (code === tooLargeCode) super.close(closeCode.tooLarge, 'the frame is too large');
    else super.close(code, data);
  }
}

/** What ws closes with when a frame exceeds `maxPayload`: RFC 6455, section 7.4.1. */
const tooLargeCode = 1009;
