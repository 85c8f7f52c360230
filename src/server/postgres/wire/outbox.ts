import type { PostgresConnection } from '../postgres-connection.ts';
import { MessageWriter } from './message-writer.ts';

/** Bytes that are put together before they are sent. */
const pieceBytes = 32 * 1024;

/** What goes out over a connection, no faster than the client reads. */
export class Outbox {
  readonly writer = new MessageWriter();
  readonly #connection: Pick<PostgresConnection, 'send' | 'writable'>;

  constructor(connection: Pick<PostgresConnection, 'send' | 'writable'>) {
    this.#connection = connection;
  }

  /** Hands over what has been written, without waiting. */
  send(): void {
    if (this.writer.bytes > 0) this.#connection.send(this.writer.take());
  }

  /** Hands over what has been written; resolves when there is room for more. */
  async flush(): Promise<void> {
    this.send();
    await this.#connection.writable();
  }

  /** The same once enough has come together. */
  async flushWhenFull(): Promise<void> {
    if (this.writer.bytes >= pieceBytes) await this.flush();
  }
}
