import { beforeEach, expect, test } from 'vitest';
import { LiveConnection } from '../../../../src/client/live-connection.ts';
import { Random } from '../../../../src/common/random.ts';
import type { ServerMessage } from '../../../../src/protocol/messages.ts';
import { Keyboard } from '../../../../src/shell/editor/keyboard.ts';
import { type LiveEnd, LiveView } from '../../../../src/shell/live/live-view.ts';
import { styleOf } from '../../../../src/shell/style.ts';
import { FakeInput } from '../../../support/fake-shell-world.ts';
import { type FakeSocket, fakeSockets } from '../../../support/fake-socket.ts';
import { FakeTerminal } from '../../../support/fake-terminal.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

let terminal: FakeTerminal;
let input: FakeInput;
let clock: ManualClock;
let made: FakeSocket[];
let stop: AbortController;
let end: Promise<LiveEnd>;
let view: LiveView;

const say = (...messages: ServerMessage[]): void => {
  made.at(-1)?.say(...messages);
  clock.advance(200);
};
const opening: ServerMessage = {
  t: 'open',
  id: 1,
  schema: [
    { name: 'window_start', type: 'timestamp without time zone', nullable: false },
    { name: 'page', type: 'text', nullable: false },
    { name: 'clicks', type: 'bigint', nullable: false },
  ],
  key: [0, 1],
  history: 'h',
  resumed: false,
};
const snapshot: readonly ServerMessage[] = [
  opening,
  {
    t: 'snapshot',
    id: 1,
    part: 0,
    rows: [
      ['2026-01-01T00:00:00', '/', '5'],
      ['2026-01-01T00:01:00', '/cart', '7'],
    ],
  },
  { t: 'snapshotEnd', id: 1, epoch: '1', rows: 2 },
];

function begin(colored: boolean): void {
  terminal = new FakeTerminal(80, 12);
  input = new FakeInput(true);
  clock = new ManualClock();
  const sockets = fakeSockets();
  made = sockets.made;
  const { WebSocket } = sockets;
  const keyboard = new Keyboard(input, clock);
  keyboard.start();
  stop = new AbortController();
  view = new LiveView({
    sql: 'SELECT 1 EMIT CHANGES',
    connection: new LiveConnection({ url: 'ws://h', WebSocket, clock, random: new Random(1n) }),
    keyboard,
    output: terminal,
    clock,
    style: styleOf(colored),
    onResize: () => () => undefined,
    notice: ({ message }) => terminal.write(`${message}\r\n`),
  });
  end = view.run(stop.signal);
}

beforeEach(() => {
  begin(false);
  made[0]?.ready();
});

const table = (...rows: string[]): string =>
  [
    '┌─────────────────────┬───────┬────────┐',
    '│ window_start        │ page  │ clicks │',
    '├─────────────────────┼───────┼────────┤',
    ...rows,
    '└─────────────────────┴───────┴────────┘',
  ].join('\n');
const cart = (clicks: number): string =>
  `│ 2026-01-01 00:01:00 │ /cart │ ${String(clicks).padStart(6)} │`;
const home = '│ 2026-01-01 00:00:00 │ /     │      5 │';

test('shows the snapshot, newest window first, and changes in place', async () => {
  expect(terminal.screen).toContain('○ loading');
  say(...snapshot);
  expect(terminal.screen).toContain(table(cart(7), home));
  say({
    t: 'changes',
    id: 1,
    seq: 1,
    epoch: '2',
    d: [
      [-1, '2026-01-01T00:01:00', '/cart', '7'],
      [1, '2026-01-01T00:01:00', '/cart', '8'],
    ],
    last: true,
  });
  say({ t: 'progress', id: 1, epoch: '3', watermark: '2026-01-01T00:01:30.123456' });
  expect(terminal.screen).toBe(`\
${table(cart(8), home)}
● live  2 rows · 2 updates/s · watermark 2026-01-01 00:01:30.123
q quit · p pause · c table or changes`);
  input.type('q');
  expect(await end).toEqual({ kind: 'quit' });
  expect(terminal.screen).toBe(table(cart(8), home));
  expect(view.summary).toBe('2 rows, 1 updates in 0.6 s');
  expect(made[0]?.frames).toEqual([
    { t: 'subscribe', id: 1, sql: 'SELECT 1 EMIT CHANGES' },
    { t: 'unsubscribe', id: 1 },
  ]);
});

test('says what is waited for, and does not draw what has not changed', () => {
  say(...snapshot);
  say({ t: 'progress', id: 1, epoch: '3', watermark: null, waitingFor: 'no rows of "bid" yet' });
  expect(terminal.screen).toContain('0 updates/s\nno rows of "bid" yet\nq quit');
  const before = terminal.written.length;
  clock.advance(2000);
  expect(terminal.written.length).toBe(before);
});

test('p stands still until p is pressed again; nothing is lost meanwhile', () => {
  say(...snapshot);
  input.type('p');
  expect(terminal.screen).toContain('⏸ paused  2 rows');
  say({
    t: 'changes',
    id: 1,
    seq: 1,
    epoch: '2',
    d: [[-1, '2026-01-01T00:00:00', '/', '5']],
    last: true,
  });
  expect(terminal.screen).toContain(home);
  input.type('p');
  expect(terminal.screen).toContain(table(cart(7)));
});

test('c prints changes one below the other, and c comes back to the table', () => {
  say(...snapshot);
  input.type('c');
  say({
    t: 'changes',
    id: 1,
    seq: 1,
    epoch: '2',
    d: [
      [-1, '2026-01-01T00:01:00', '/cart', '7'],
      [3, '2026-01-01T00:01:00', '/cart', '1234567'],
    ],
    last: true,
  });
  expect(terminal.screen).toMatch(
    /^ {4}window_start.*\n- {3}2026-01-01 00:01:00 {2}\/cart {8}7\n\+3 {2}2026-01-01 00:01:00 {2}\/cart {2}1234567\n● live/,
  );
  input.type('c');
  expect(terminal.screen).toMatch(/\/cart {2}1234567\n┌─/);
});

test('more rows than fit are counted', () => {
  const rows = Array.from({ length: 50 }, (_, n) => ['2026-01-01T00:00:00', `/${n}`, '1']);
  say(
    opening,
    { t: 'snapshot', id: 1, part: 0, rows },
    { t: 'snapshotEnd', id: 1, epoch: '1', rows: 50 },
  );
  expect(terminal.screen.split('\n')).toHaveLength(10);
  expect(terminal.screen).toContain('4 of 50 rows');
});

test('a lost connection is said, and the table is there again after it', () => {
  say(...snapshot);
  made[0]?.drop();
  expect(terminal.screen).toContain('○ connection lost, trying again  2 rows');
  expect(terminal.screen).toContain(home);
  clock.advance(250);
  made[1]?.ready();
  say(opening, { t: 'snapshotEnd', id: 1, epoch: '9', rows: 0 });
  expect(terminal.screen).toContain('● live  0 rows');
});

test.each<[string, () => void, LiveEnd]>([
  ['Ctrl-C', () => input.type('\x03'), { kind: 'interrupt' }],
  ['the server', () => say({ t: 'done', id: 1 }), { kind: 'done' }],
  ['a time limit', () => stop.abort('timeout'), { kind: 'aborted' }],
  [
    'an error',
    () => say({ t: 'error', id: 1, code: '42P01', message: 'no' }),
    { kind: 'error', error: { code: '42P01', message: 'no' } },
  ],
])('%s ends it, and leaves no timer', async (_, cause, expected) => {
  say(...snapshot);
  const before = clock.pending;
  cause();
  expect(await end).toEqual(expected);
  expect(clock.pending).toBeLessThan(before);
  const { written } = terminal;
  clock.advance(5000);
  expect(terminal.written).toBe(written);
});

test('a server that is not there is told, and nothing is drawn', async () => {
  begin(false);
  made[0]?.drop();
  expect(await end).toEqual({ kind: 'unreachable' });
  expect(terminal.screen).toBe('');
});

test('what went up is green for a moment, what went down red', () => {
  begin(true);
  made[0]?.ready();
  say(...snapshot);
  const change = (from: string, to: string): ServerMessage => ({
    t: 'changes',
    id: 1,
    seq: 1,
    epoch: '2',
    d: [
      [-1, '2026-01-01T00:00:00', '/', from],
      [1, '2026-01-01T00:00:00', '/', to],
    ],
    last: true,
  });
  const drawn = (run: () => void): string => {
    const from = terminal.written.length;
    run();
    return terminal.written.slice(from);
  };
  const [green, red] = ['\x1b[32m     9', '\x1b[31m     3'];
  expect(drawn(() => say(change('5', '9')))).toContain(green);
  expect(drawn(() => say(change('9', '3')))).toContain(red);
  expect(
    drawn(() => clock.advance(1500))
      .split('\x1b[J')
      .at(-1),
  ).not.toContain(red);
});
