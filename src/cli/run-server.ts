import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { systemClock } from '../common/clock.ts';
import { SqlError } from '../common/sql-error.ts';
import type { Engine } from '../engine/api.ts';
import { openEngine } from '../engine/open-engine.ts';
import { systemDisk } from '../log/disk/system-disk.ts';
import { type PostgresPort, type RunningServer, startServer } from '../server/start-server.ts';

/** What `serve` and `demo` were asked for. */
export type ServerSettings = {
  readonly dataDirectory: string;
  readonly filesDirectory: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly insecure: boolean;
  /** The port for PostgreSQL's clients; null for none. */
  readonly postgres: PostgresPort | null;
};

/** What a command adds to the plain server. */
export type ServerExtras = {
  /** Called once the server listens, before it is called ready. */
  readonly prepare: (engine: Engine) => Promise<void>;
  /** What to try next, for people. */
  readonly invitation: string;
};

const failed = 1;

/**
 * Runs the server until SIGINT or SIGTERM; a second signal leaves at once. Answers the exit code:
 * 0 when it was stopped, 1 when it could not start, having said why.
 */
export async function runServer(settings: ServerSettings, extras: ServerExtras): Promise<number> {
  tuneMemory();
  const stop = stopSignal();
  // Whoever read what the server says may leave; the server stays.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  try {
    const engine = await openEngine({
      dataDirectory: resolve(settings.dataDirectory),
      filesDirectory: resolve(settings.filesDirectory),
      disk: systemDisk,
      clock: systemClock,
      report: log,
    });
    try {
      await serveUntil(stop, engine, settings, extras);
    } finally {
      await engine.close();
    }
    return 0;
  } catch (error) {
    log(errorText(error));
    return failed;
  }
}

/**
 * Little lives on the heap of a server, and most of what passes through lies outside: pieces of
 * bodies, batches. V8 counts both as one and on a busy machine would look through the heap for every
 * 20 MB of them. Now the heap may always grow by the factor 4, V8's own bound.
 */
function tuneMemory(): void {
  setFlagsFromString('--heap-growing-percent=300');
}

async function serveUntil(
  stop: Promise<void>,
  engine: Engine,
  settings: ServerSettings,
  extras: ServerExtras,
): Promise<void> {
  const { host, port, insecure, postgres } = settings;
  const server = await startServer({
    engine,
    clock: systemClock,
    host,
    port,
    postgres,
    insecure,
    webDirectory: fileURLToPath(new URL('../../dist/web', import.meta.url)),
    log,
  });
  try {
    await extras.prepare(engine);
    say(readyText(server, engine, settings, extras));
    // The grammar is built with the first statement, which nobody shall wait for.
    await engine.execute('SELECT 1');
    await stop;
    say('Stopping …\n');
  } finally {
    await server.close();
  }
}

/** The monotonic clock begins with the process. */
function readyText(
  { url, postgresUrl }: RunningServer,
  engine: Engine,
  { dataDirectory }: ServerSettings,
  { invitation }: ServerExtras,
): string {
  const seconds = (systemClock.monotonicMs() / 1000).toFixed(1);
  const { waitingFor } = engine.readiness();
  const rest = waitingFor.length === 0 ? '' : `Still to come: ${waitingFor.join(', ')}\n`;
  const postgres = postgresUrl === null ? '' : `PostgreSQL clients: psql ${postgresUrl}\n`;
  return `Millrace is ready at ${url} (${seconds} s)\n${postgres}${rest}Data is kept in ${resolve(dataDirectory)}\n${invitation}`;
}

/** Resolves at the first SIGINT or SIGTERM; the second ends the process. */
function stopSignal(): Promise<void> {
  return new Promise((stop) => {
    let asked = false;
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(signal === 'SIGINT' ? 130 : 143);
      asked = true;
      stop();
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}

/** What people can do something about is told in a few lines; anything else is a fault of ours. */
function errorText(error: unknown): string {
  if (error instanceof SqlError) {
    const { message, detail, hint } = error;
    return [message, detail, hint].filter((line) => line !== undefined).join('\n  ');
  }
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return `cannot start: ${error.message}`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function say(text: string): void {
  process.stdout.write(text);
}

function log(line: string): void {
  process.stderr.write(`millrace: ${line}\n`);
}
