import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../common/clock.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Engine } from '../engine/api.ts';
import type { Log } from './error-text.ts';
import { openHttpApp } from './http-app.ts';
import { LiveSockets } from './live-sockets.ts';
import { isLoopback } from './origin-guard.ts';
import { PostgresServer, portError } from './postgres/postgres-server.ts';
import { RowTexts } from './row-texts.ts';
import type { ServerContext } from './server-context.ts';

export type ServerOptions = {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Name or address to listen on. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The port for PostgreSQL's clients; null for none. */
  readonly postgres?: PostgresPort | null | undefined;
  /** Allows an address that others reach, though nobody is asked who they are. */
  readonly insecure: boolean;
  /** The built console; null or a missing folder serves a page that says how to build it. */
  readonly webDirectory: string | null;
  /** Origins of other pages that may use the server. */
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly log: Log;
};

/** Where PostgreSQL's clients connect. */
export type PostgresPort = {
  /** 0 takes any free port. */
  readonly port: number;
  /** Whether the server does without it when the port is taken: the operator is told. */
  readonly optional: boolean;
};

/** A server that answers. */
export type RunningServer = {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:7420` */
  readonly url: string;
  /** `postgresql://127.0.0.1:7432/millrace`; null when PostgreSQL's clients are not served. */
  readonly postgresUrl: string | null;
  /** Lets what is under way finish for 5 s at most. The engine stays open. */
  readonly close: () => Promise<void>;
};

/** Requests under way may take so long when the server stops: all in all, with the engine, that is to be 10 s at most. */
const drainMs = 5_000;

/**
 * Serves HTTP, live WebSockets and PostgreSQL's clients.
 * @throws SqlError 42501 for an address that others reach without `insecure`, 55006 when the port
 * is taken, 08006 when it cannot be listened on.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { engine, clock, host, port, insecure, webDirectory, log } = options;
  if (!insecure && !isLoopback(host)) throw openToOthers(host);
  let draining = false;
  const context: ServerContext = {
    engine,
    clock,
    log,
    texts: new RowTexts(),
    rules: { boundHost: host, allowedOrigins: options.allowedOrigins ?? [] },
    openAnswers: new Set(),
    isDraining: () => draining,
  };
  const app = await openHttpApp(context, webDirectory);
  const sockets = new LiveSockets(context);
  app.server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  await listen(app, host, port);
  const postgres = await listenForPostgres(options, () => app.close());
  const { port: bound } = app.server.address() as AddressInfo;
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return {
    host,
    port: bound,
    url: `http://${shownHost}:${bound}`,
    postgresUrl: postgres === null ? null : `postgresql://${shownHost}:${postgres.port}/millrace`,
    close: async () => {
      draining = true;
      for (const stop of context.openAnswers) stop();
      await Promise.all([sockets.close(), closeWithin(app, clock, drainMs), postgres?.close()]);
    },
  };
}

/** @throws SqlError 55006 when the port was asked for and is taken */
async function listenForPostgres(
  { engine, clock, log, host, postgres = null }: ServerOptions,
  giveUp: () => Promise<void>,
): Promise<PostgresServer | null> {
  if (postgres === null) return null;
  const { port, optional } = postgres;
  try {
    return await PostgresServer.listen({ engine, clock, log, host, port });
  } catch (error) {
    const reason = portError(error, port);
    if (optional && reason instanceof SqlError) {
      log(`${reason.message}; PostgreSQL clients are not served`);
      return null;
    }
    await giveUp();
    throw reason;
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    await app.close();
    throw listenError(error, host, port);
  }
}

async function closeWithin(app: FastifyInstance, clock: Clock, ms: number): Promise<void> {
  const timer = clock.after(ms, () => app.server.closeAllConnections());
  await app.close();
  timer.cancel();
}

function openToOthers(host: string): SqlError {
  return new SqlError(
    '42501',
    `refusing to listen on ${host} without authentication: add --insecure to do it anyway`,
  );
}

function listenError(error: unknown, host: string, port: number): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'EADDRINUSE':
      return new SqlError(
        sqlState.objectInUse,
        `port ${port} is already in use: stop what listens there, or use --port`,
      );
    case 'EACCES':
      return new SqlError('42501', `no permission to listen on port ${port}: use --port`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new SqlError(
        sqlState.connectionFailure,
        `${host} is not an address of this machine: use --host`,
      );
    default:
      return error;
  }
}
