import { WebSocket } from 'ws';
import type { ClientMessage, ServerMessage } from '../../src/protocol/messages.ts';

type Kind = ServerMessage['t'];
type Message<K extends Kind> = Extract<ServerMessage, { t: K }>;

const patienceMs = 20_000;

function idOf(message: ServerMessage): number | null {
  return 'id' in message ? message.id : null;
}

/** A live connection that keeps what it is sent until it is asked for it. */
export class LiveClient {
  readonly socket: WebSocket;
  #waiting: ServerMessage[] = [];
  readonly #closed: Promise<{ readonly code: number; readonly reason: string }>;
  #look: (() => void) | null = null;

  private constructor(url: string, hear: (text: string) => void) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/v1/live`, 'millrace.v1');
    this.socket.on('message', (data) => {
      hear(String(data));
      this.#waiting.push(JSON.parse(String(data)));
      this.#look?.();
    });
    this.#closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }));
    });
  }

  /** Connects and waits for `ready`; `hear` is told every frame. */
  static async connect(
    url: string,
    hear: (text: string) => void = () => undefined,
  ): Promise<LiveClient> {
    const client = new LiveClient(url, hear);
    await client.next('ready');
    return client;
  }

  send(message: ClientMessage): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.socket.send(text);
  }

  /** The next message of a kind, of one conversation if an id is given; earlier ones of the same are forgotten. */
  async next<K extends Kind>(kind: K, id?: number): Promise<Message<K>> {
    const isIt = (message: ServerMessage): message is Message<K> =>
      message.t === kind && (id === undefined || ('id' in message && message.id === id));
    return await this.#within(`"${kind}"`, async () => {
      for (;;) {
        const at = this.#waiting.findIndex(isIt);
        const found = this.#waiting[at];
        if (found !== undefined && isIt(found)) {
          this.#waiting = this.#waiting.filter((m, i) => i > at || idOf(m) !== idOf(found));
          return found;
        }
        await new Promise<void>((resolve) => {
          this.#look = resolve;
        });
      }
    });
  }

  /** All that has come and was not asked for. */
  take(): readonly ServerMessage[] {
    return this.#waiting.splice(0);
  }

  /** How the server closes the connection. */
  closed(): Promise<{ readonly code: number; readonly reason: string }> {
    return this.#within('the end', () => this.#closed);
  }

  async close(): Promise<void> {
    this.socket.terminate();
    await this.#closed;
  }

  async #within<T>(what: string, work: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      const complaint = (): Error =>
        new Error(`${what} did not come, but ${JSON.stringify(this.#waiting).slice(0, 2000)}`);
      timer = setTimeout(() => reject(complaint()), patienceMs);
    });
    return await Promise.race([work(), late]).finally(() => clearTimeout(timer));
  }
}
