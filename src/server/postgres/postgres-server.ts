import { randomInt } from 'node:crypto';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Engine } from '../../engine/api.ts';
import type { Log } from '../error-text.ts';
import { PostgresSession } from './postgres-session.ts';
import type { CancelKey } from './session/start-session.ts';
import { openSocketConnection } from './socket-connection.ts';
import { MessageWriter } from './wire/message-writer.ts';
import { writeError } from './wire/report-message.ts';

/** Connections at a time; further ones are refused with 53300. */
const connectionsMax = 1000;

/** Sessions may take so long to say goodbye when the server stops. */
const drainMs = 2000;

export type PostgresServerOptions = {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly log: Log;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
};

/** The sessions under way, by the number that cancel requests name. */
type Sessions = Map<number, { readonly session: PostgresSession; readonly secret: number }>;

/** A server that speaks PostgreSQL's protocol. */
export class PostgresServer {
  readonly #server: Server;
  readonly #options: PostgresServerOptions;
  readonly #sessions: Sessions = new Map();
  readonly #sockets = new Set<Socket>();
  #lastProcess = 0;

  private constructor(options: PostgresServerOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true, keepAlive: true, allowHalfOpen: true }, (socket) =>
      this.#accept(socket),
    );
  }

  /** Listens. @throws Error with the code of the system when it cannot */
  static async listen(options: PostgresServerOptions): Promise<PostgresServer> {
    const postgres = new PostgresServer(options);
    const server = postgres.#server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, () => {
        server.off('error', reject);
        server.on('error', (error) => options.log(`PostgreSQL port: ${error.message}`));
        resolve();
      });
    });
    return postgres;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Says goodbye to every client; those who do not listen are cut off. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const { session } of this.#sessions.values()) session.dismiss();
    const timer = this.#options.clock.after(drainMs, () => {
      for (const socket of this.#sockets) socket.destroy();
    });
    await closed;
    timer.cancel();
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    if (this.#sessions.size >= connectionsMax) {
      refuse(socket);
      return;
    }
    const { engine, clock, log } = this.#options;
    const key = this.#newKey();
    const session = new PostgresSession({
      connection: openSocketConnection(socket, clock, {
        received: (bytes) => session.receive(bytes),
        finished: () => session.finished(),
        closed: () => session.closed(),
      }),
      engine,
      clock,
      log,
      key,
      cancelOther: (other) => this.#cancel(other),
    });
    this.#sessions.set(key.process, { session, secret: key.secret });
    void session.run().finally(() => this.#sessions.delete(key.process));
  }

  #newKey(): CancelKey {
    do this.#lastProcess = (this.#lastProcess % 0x7fff_ffff) + 1;
    while (this.#sessions.has(this.#lastProcess));
    return { process: this.#lastProcess, secret: randomInt(-(2 ** 31), 2 ** 31 - 1) };
  }

  #cancel({ process, secret }: CancelKey): void {
    const found = this.#sessions.get(process);
    if (found?.secret === secret) found.session.cancel();
  }
}

function refuse(socket: Socket): void {
  const writer = new MessageWriter();
  const error = new SqlError('53300', 'sorry, too many clients already', {
    detail: `There are ${connectionsMax} connections.`,
  });
  writeError(writer, error, 'FATAL', null);
  socket.on('error', () => socket.destroy());
  socket.end(writer.take());
}

/** Why the port cannot be had, in words for the operator; the error itself when it is something else. */
export function portError(error: unknown, port: number): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'EADDRINUSE') {
    return new SqlError(
      sqlState.objectInUse,
      `port ${port} for PostgreSQL clients is already in use: stop what listens there, or use --pg-port`,
    );
  }
  if (error.code === 'EACCES') {
    return new SqlError('42501', `no permission to listen on port ${port}: use --pg-port`);
  }
  return error;
}
