import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../../src/common/clock.ts';
import { SqlError } from '../../../../src/common/sql-error.ts';
import { type RunningServer, startServer } from '../../../../src/server/start-server.ts';
import { FakeEngine } from '../../../support/fake-engine.ts';
import { say, untyped } from '../../../support/postgres-wire.ts';

let engine: FakeEngine;
let logged: string[];
let servers: RunningServer[];
let sockets: Socket[];

beforeEach(() => {
  engine = new FakeEngine();
  [logged, servers, sockets] = [[], [], []];
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await Promise.all(servers.map((server) => server.close()));
});

async function start(port: number, optional = false): Promise<RunningServer> {
  const server = await startServer({
    engine,
    clock: systemClock,
    host: '127.0.0.1',
    port: 0,
    postgres: { port, optional },
    insecure: false,
    webDirectory: null,
    log: (line) => logged.push(line),
  });
  servers.push(server);
  return server;
}

const portOf = ({ postgresUrl }: RunningServer): number => Number(new URL(postgresUrl ?? '').port);

/** Connects and says something; what is answered so far can be looked at. */
function client(
  server: RunningServer,
  ...messages: readonly Buffer[]
): { socket: Socket; said: () => string } {
  let said = '';
  const socket = connect(portOf(server), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    said += bytes.toString('latin1');
  });
  for (const bytes of messages) socket.write(bytes);
  return { socket, said: () => said };
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 2000 && !holds(); i += 1) await new Promise((next) => setTimeout(next, 5));
  expect(holds()).toBe(true);
}

async function takenPort(): Promise<{ readonly port: number; readonly owner: Server }> {
  const owner = createServer();
  owner.listen(0, '127.0.0.1');
  await once(owner, 'listening');
  return { port: (owner.address() as { port: number }).port, owner };
}

test('a port that was asked for and is taken is an error, and nothing keeps listening', async () => {
  const { port, owner } = await takenPort();
  await expect(start(port)).rejects.toMatchObject({
    code: '55006',
    message: expect.stringContaining(`port ${port} for PostgreSQL clients is already in use`),
  });
  owner.close();
});

test('without the usual one the server goes on, and says so', async () => {
  const { port, owner } = await takenPort();
  const server = await start(port, true);
  expect(server.postgresUrl).toBeNull();
  expect(logged).toEqual([expect.stringContaining('PostgreSQL clients are not served')]);
  owner.close();
});

test('a statement is cancelled only by those who know its secret', async () => {
  const server = await start(0);
  let cancelled = false;
  engine.onExecute = (_sql, options) =>
    new Promise((resolve) => {
      options?.signal?.addEventListener('abort', () => {
        cancelled = true;
        resolve({ results: [], error: new SqlError('57014', 'x') });
      });
    });
  const { said } = client(server, say.startup(), say.query('SELECT 1'));
  await until(() => engine.executed.length === 1);
  await until(() => said().includes('Z\0\0\0\x05I'));
  const key = Buffer.from(said().slice(said().indexOf('K\0\0\0\x0c') + 5), 'latin1');
  const [process, secret] = [key.readInt32BE(0), key.readInt32BE(4)];
  const wrong = client(server, untyped(80_877_102, process, secret ^ 1));
  await once(wrong.socket, 'close');
  expect(cancelled).toBe(false);
  client(server, untyped(80_877_102, process, secret));
  await until(() => said().includes('canceling statement due to user request'));
});

test('a client that leaves takes its statement with it', async () => {
  const server = await start(0);
  let aborted = false;
  engine.onExecute = (_sql, options) =>
    new Promise((resolve) => {
      options?.signal?.addEventListener('abort', () => {
        aborted = true;
        resolve({ results: [], error: null });
      });
    });
  const { socket } = client(server, say.startup(), say.query('SELECT 1'));
  await until(() => engine.executed.length === 1);
  socket.destroy();
  await until(() => aborted);
});

test('a server that stops tells its clients, and is gone when they are', async () => {
  const server = await start(0);
  const { socket, said } = client(server, say.startup());
  await until(() => said().includes('Z\0\0\0\x05I'));
  const closed = once(socket, 'close');
  await Promise.all([server.close(), closed]);
  expect(said()).toContain('C57P01');
});
