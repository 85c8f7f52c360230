import { beforeEach, describe, expect, test } from 'vitest';
import { LiveConnection } from '../../../src/client/live-connection.ts';
import type { LiveHandlers } from '../../../src/client/live-handlers.ts';
import { Random } from '../../../src/common/random.ts';
import { type FakeSocket, fakeSockets } from '../../support/fake-socket.ts';
import { ManualClock } from '../../support/manual-clock.ts';

let clock: ManualClock;
let made: FakeSocket[];
let connection: LiveConnection;
let said: unknown[][];
let states: string[];

const handlers: LiveHandlers = {
  open: (info) => said.push(['open', info.schema.length]),
  snapshot: (rows) => said.push(['snapshot', rows]),
  snapshotEnd: (epoch, rows) => said.push(['snapshotEnd', epoch, rows]),
  changes: (epoch, rows, last) => said.push(['changes', epoch, rows, last]),
  progress: (epoch, watermark, waitingFor) => said.push(['progress', epoch, watermark, waitingFor]),
  lag: (state, skipped) => said.push(['lag', state, skipped]),
  reset: (reason) => said.push(['reset', reason]),
  error: (body) => said.push(['error', body]),
  done: () => said.push(['done']),
};
const opening = {
  t: 'open',
  id: 1,
  schema: [{ name: 'n', type: 'bigint', nullable: false }],
  key: [0],
  history: 'h',
  resumed: false,
} as const;
const socket = (n = made.length - 1): FakeSocket => made[n] as FakeSocket;

beforeEach(() => {
  clock = new ManualClock();
  const sockets = fakeSockets();
  made = sockets.made;
  said = [];
  states = [];
  const { WebSocket } = sockets;
  connection = new LiveConnection({
    url: 'ws://h/v1/live',
    WebSocket,
    clock,
    random: new Random(7n),
  });
  connection.onState((state) => states.push(state));
});

describe('subscriptions', () => {
  test('wait for the connection, then hand on every frame', () => {
    connection.subscribe({ view: 'v', maxRate: 5 }, handlers);
    expect(socket().protocols).toBe('millrace.v1');
    expect(socket().sent).toEqual([]);
    socket().ready();
    expect(socket().frames).toEqual([{ t: 'subscribe', id: 1, view: 'v', maxRate: 5 }]);
    socket().say(
      opening,
      { t: 'snapshot', id: 1, part: 0, rows: [['1']] },
      { t: 'snapshotEnd', id: 1, epoch: '3', rows: 1 },
      { t: 'changes', id: 1, seq: 1, epoch: '4', d: [[-1, '1']], last: true },
      { t: 'progress', id: 1, epoch: '5', watermark: null, waitingFor: 'rows of "s"' },
      { t: 'lag', id: 1, state: 'conflating', skipped: 2 },
      { t: 'done', id: 1 },
      { t: 'done', id: 1 },
    );
    expect(said).toEqual([
      ['open', 1],
      ['snapshot', [['1']]],
      ['snapshotEnd', '3', 1],
      ['changes', '4', [[-1, '1']], true],
      ['progress', '5', null, 'rows of "s"'],
      ['lag', 'conflating', 2],
      ['done'],
    ]);
  });

  test('tell an error once and are over', () => {
    connection.subscribe({ sql: 'SELECT' }, handlers);
    socket().ready();
    socket().say({ t: 'error', id: 1, code: '42601', message: 'syntax error', hint: 'H.' });
    socket().say({ t: 'error', id: 1, code: '42601', message: 'again' });
    expect(said).toEqual([['error', { code: '42601', message: 'syntax error', hint: 'H.' }]]);
  });

  test('hear nothing after they are given up', () => {
    const subscription = connection.subscribe({ view: 'v' }, handlers);
    socket().ready();
    subscription.unsubscribe();
    subscription.unsubscribe();
    socket().say(opening);
    expect(said).toEqual([]);
    expect(socket().frames.slice(1)).toEqual([{ t: 'unsubscribe', id: 1 }]);
  });

  test('longer than a frame are refused here, not by the server', () => {
    connection.subscribe({ sql: `SELECT '${'ä'.repeat(40)}'` }, handlers);
    socket().ready(100);
    expect(said).toEqual([
      ['error', { code: '54000', message: 'the query is longer than 100 bytes' }],
    ]);
    expect(socket().sent).toEqual([]);
  });
});

describe('a lost connection', () => {
  test('comes back and begins what was there again, after a reset', () => {
    connection.subscribe({ view: 'v' }, handlers);
    connection.subscribe({ view: 'gone' }, handlers).unsubscribe();
    socket().ready();
    socket().say(opening);
    socket().drop();
    socket().drop();
    expect(made).toHaveLength(1);
    clock.advance(250);
    expect(made).toHaveLength(2);
    expect(said).toEqual([['open', 1]]);
    socket().ready();
    expect(socket().frames).toEqual([{ t: 'subscribe', id: 1, view: 'v' }]);
    socket().say(opening);
    expect(said.slice(1)).toEqual([
      ['reset', 'connection'],
      ['open', 1],
    ]);
    expect(states).toEqual(['open', 'waiting', 'connecting', 'open']);
  });

  test('is waited for longer each time, up to five seconds', () => {
    const waits: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      socket().emit('error', {});
      const before = clock.monotonicMs();
      while (connection.state === 'waiting') clock.advance(25);
      waits.push(clock.monotonicMs() - before);
    }
    expect(waits[0]).toBeLessThanOrEqual(250);
    for (const [n, waitMs] of waits.entries()) {
      const fullMs = Math.min(5000, 250 * 2 ** n);
      expect(waitMs).toBeGreaterThanOrEqual(fullMs / 2);
      expect(waitMs).toBeLessThanOrEqual(fullMs + 25);
    }
  });

  test('counts as the first failure again when it held', () => {
    for (let n = 0; n < 4; n += 1) {
      socket().drop();
      clock.advance(5000);
    }
    socket().ready();
    clock.advance(6000);
    socket().drop();
    clock.advance(250);
    expect(connection.state).toBe('connecting');
  });

  test('waits as long as a stopping server asks, unless told to try now', () => {
    socket().ready();
    socket().say({ t: 'bye', code: 4503, retryMs: 2000 });
    socket().drop(4503);
    clock.advance(1999);
    expect(made).toHaveLength(1);
    connection.retryNow();
    expect(made).toHaveLength(2);
    clock.advance(1);
    expect(made).toHaveLength(2);
  });

  test('is noticed by its silence', () => {
    socket().ready();
    clock.advance(20_000);
    expect(socket().frames).toEqual([{ t: 'ping', n: 0 }]);
    socket().say({ t: 'pong', n: 0 });
    clock.advance(20_000);
    expect(socket().frames).toHaveLength(2);
    clock.advance(10_000);
    expect(states).toEqual(['open', 'waiting']);
    expect(socket(0).closedWith).not.toBeNull();
  });

  test('never opened is given up as well', () => {
    clock.advance(20_250);
    expect(made.length).toBeGreaterThan(1);
  });

  test('follows a frame that cannot be read', () => {
    socket().ready();
    socket().emit('message', { data: 'what?' });
    expect(connection.state).toBe('waiting');
  });
});

test('a closed connection stays closed, and keeps no timer', () => {
  connection.subscribe({ view: 'v' }, handlers);
  socket().ready();
  connection.close();
  socket().say(opening);
  socket().drop();
  clock.advance(60_000);
  expect([made.length, said, clock.pending]).toEqual([1, [], 0]);
  expect(socket().closedWith).toBe(1000);
  expect(connection.state).toBe('closed');
});
