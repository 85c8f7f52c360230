import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../common/clock.ts';
import { SqlError, sqlState } from '../common/sql-error.ts';
import type { Engine } from '../engine/api.ts';
import type { Log } from './error-text.ts';
import { openHttpApp } from './http-app.ts';
import { LiveSockets } from './live-sockets.ts';
import { isLoopback } from './origin-guard.ts';
import { RowTexts } from './row-texts.ts';
import type { ServerContext } from './server-context.ts';

export type ServerOptions = {
  readonly engine: Engine;
  readonly clock: Clock;
  /** Name or address to listen on. */
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Allows an address that others reach, though nobody is asked who they are. */
  readonly insecure: boolean;
  /** The built console; null or a missing folder serves a page that says how to build it. */
  readonly webDirectory: string | null;
  /** Origins of other pages that may use the server. */
  readonly allowedOrigins?: readonly string[] | undefined;
  readonly log: Log;
};

/** A server that answers. */
export type RunningServer = {
  readonly host: string;
  readonly port: number;
  /** `http://127.0.0.1:7420` */
  readonly url: string;
  /** Lets what is under way finish for 5 s at most. The engine stays open. */
  readonly close: () => Promise<void>;
};

/** Requests under way may take so long when the server stops: all in all, with the engine, that is to be 10 s at most. */
const drainMs = 5_000;

/**
 * Serves HTTP and live WebSockets.
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
  const { port: bound } = app.server.address() as AddressInfo;
  return {
    host,
    port: bound,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: async () => {
      draining = true;
      for (const stop of context.openAnswers) stop();
      await Promise.all([sockets.close(), closeWithin(app, clock, drainMs)]);
    },
  };
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
