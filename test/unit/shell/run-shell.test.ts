import { beforeEach, describe, expect, test } from 'vitest';
import type { Fetch } from '../../../src/client/transport.ts';
import type { Problem, ServerMessage, StatementResult } from '../../../src/protocol/messages.ts';
import { runShell } from '../../../src/shell/run-shell.ts';
import type { ShellOptions, ShellScript } from '../../../src/shell/shell-options.ts';
import { type FakeWorld, fakeWorld } from '../../support/fake-shell-world.ts';
import { FakeTerminal } from '../../support/fake-terminal.ts';

let asked: string[];
let ready: { readonly status: string; readonly waitingFor?: readonly string[] };
/** Answers a statement: results, a problem, or never (until the request is given up). */
let answers: Record<string, readonly StatementResult[] | Problem | 'never' | 'unreachable'>;
let world: FakeWorld;

const selected = (...words: string[]): readonly StatementResult[] => [
  {
    command: 'SELECT',
    columns: [{ name: 'word', type: 'text', nullable: false }],
    rows: words.map((word) => [word]),
    rowCount: words.length,
    notices: [],
  },
];
const done = (command: string, rowCount = 0): readonly StatementResult[] => [
  { command, columns: [], rows: [], rowCount, notices: [] },
];
const problem: Problem = {
  type: 't',
  title: 't',
  status: 400,
  code: '42703',
  detail: 'column "boom" does not exist',
  position: { line: 1, column: 8, length: 4 },
  others: [{ code: '42601', message: 'another one' }],
};

const fetch: Fetch = async (url, { body, signal }) => {
  const reply = (status: number, value: unknown) => ({
    ok: status < 400,
    status,
    text: async () => JSON.stringify(value),
  });
  if (url.endsWith('/health/ready')) {
    if (ready.status === 'gone') throw new Error('ECONNREFUSED');
    return reply(200, ready);
  }
  if (url.endsWith('/v1/objects')) {
    const columns = selected()[0]?.columns;
    const orders = { name: 'orders', kind: 'stream', columns, key: null, rows: 12, sql: '' };
    return reply(200, { objects: [orders] });
  }
  const { sql } = JSON.parse(body ?? '') as { sql: string };
  asked.push(sql);
  const answer = answers[sql.replace(/;$/, '')] ?? done('OK');
  if (answer === 'unreachable') throw new Error('ECONNREFUSED');
  if (answer === 'never') {
    return await new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  }
  return 'status' in answer ? reply(answer.status, answer) : reply(200, { results: answer });
};

const baseOptions: ShellOptions = {
  url: 'http://127.0.0.1:7420',
  scripts: [],
  format: null,
  outputPath: null,
  timeoutMs: null,
  maxRows: null,
  quiet: false,
  color: true,
  version: '1.2.3',
};
const run = (options: Partial<ShellOptions> = {}): Promise<number> =>
  runShell({ ...baseOptions, ...options }, world);
const commands = (...sql: string[]): { scripts: ShellScript[] } => ({
  scripts: sql.map((text) => ({ kind: 'command', sql: text })),
});
const out = (): string => world.output.written;
const messages = (): string => world.messages.written;
/** Lets everything that is ready happen. */
const settle = async (): Promise<void> => {
  for (let n = 0; n < 300; n += 1) await Promise.resolve();
};

beforeEach(() => {
  asked = [];
  ready = { status: 'ready' };
  answers = {
    'SELECT a': selected('x', 'y, z'),
    'SELECT boom': problem,
    'SELECT slow': 'never',
    'SELECT gone': 'unreachable',
    'INSERT INTO t': done('INSERT', 3),
  };
  world = fakeWorld(fetch, { terminal: false });
});

describe('-c and -f', () => {
  test('data is csv on the output, everything else is a message', async () => {
    expect(await run(commands('INSERT INTO t; SELECT a', 'SELECT a'))).toBe(0);
    expect(out()).toBe('word\nx\n"y, z"\nword\nx\n"y, z"\n');
    expect(messages()).toBe('INSERT 3\n');
    expect(asked).toEqual(['INSERT INTO t;', 'SELECT a', 'SELECT a']);
  });

  test('an SQL error stops with 1 and shows every error', async () => {
    expect(await run(commands('SELECT boom', 'SELECT a'))).toBe(1);
    expect(messages()).toBe(`\
ERROR 42703: column "boom" does not exist
LINE 1: SELECT boom
               ^^^^
ERROR 42601: another one
`);
    expect(out()).toBe('');
  });

  test('what was answered before the error is printed', async () => {
    answers['SELECT boom'] = { ...problem, results: selected('before') };
    await run(commands('SELECT boom'));
    expect(out()).toBe('word\nbefore\n');
  });

  test('a file names itself and the line, and stops with 3', async () => {
    world.contents.set('a.sql', 'SELECT a;\n\nSELECT boom;\nSELECT a;');
    expect(await run({ scripts: [{ kind: 'file', path: 'a.sql' }] })).toBe(3);
    expect(messages()).toContain('a.sql:3: SELECT boom;\n         ');
    expect(asked).toHaveLength(2);
  });

  test('a file that is not there stops with 3 and says so', async () => {
    expect(await run({ scripts: [{ kind: 'file', path: 'b.sql' }] })).toBe(3);
    expect(messages()).toContain('cannot read b.sql: no such file or directory\n');
  });

  test('a server that is not there is 4, with what to do', async () => {
    expect(await run(commands('SELECT gone'))).toBe(4);
    expect(messages()).toContain('cannot reach the server at http://127.0.0.1:7420');
    expect(messages()).toContain('millrace demo');
  });

  test('a time limit is 124, Ctrl-C is 130', async () => {
    const slow = run({ ...commands('SELECT slow'), timeoutMs: 300 });
    await settle();
    world.clock.advance(300);
    expect(await slow).toBe(124);
    expect(messages()).toBe('the statement took longer than 0.3 s\n');
    const canceled = run(commands('SELECT slow'));
    await settle();
    world.interrupt();
    expect(await canceled).toBe(130);
  });

  test('a terminal shows so many rows at most, unless told otherwise', async () => {
    world = fakeWorld(fetch, { terminal: true });
    answers['SELECT a'] = selected(...Array.from({ length: 10_001 }, () => 'x'));
    expect(await run({ ...commands('SELECT a'), format: 'vertical' })).toBe(0);
    expect(messages()).toContain('(the first 10000 of 10001 rows; --max-rows or \\format csv for');
    world = fakeWorld(fetch, { terminal: false });
    await run(commands('SELECT a'));
    expect(out().split('\n')).toHaveLength(10_003);
  });

  test('options: format, file, most rows, quiet', async () => {
    const options = { format: 'ndjson', outputPath: 'out', maxRows: 1, quiet: true } as const;
    expect(await run({ ...commands('INSERT INTO t; SELECT a'), ...options })).toBe(0);
    expect(world.contents.get('out')).toBe('{"word":"x"}\n');
    expect([out(), messages()]).toEqual(['', '']);
    expect(await run({ ...commands('SELECT a'), maxRows: 1 })).toBe(0);
    expect(messages()).toBe('(the first 1 of 2 rows)\n');
  });

  test('files may include files, but not for ever', async () => {
    world.contents.set('a.sql', '\\i b.sql\n\\x\nSELECT a');
    world.contents.set('b.sql', 'INSERT INTO t;');
    expect(await run({ scripts: [{ kind: 'file', path: 'a.sql' }] })).toBe(0);
    expect(out()).toContain('── row 1');
    world.contents.set('a.sql', '\\i a.sql');
    expect(await run({ scripts: [{ kind: 'file', path: 'a.sql' }] })).toBe(3);
  });
});

describe('the standard input', () => {
  test('runs statements as they come, the last one without its end too', async () => {
    const code = run();
    world.input.type('SELECT a;\nINSERT');
    await settle();
    expect(asked).toEqual(['SELECT a;']);
    world.input.type(' INTO t');
    world.input.end();
    expect(await code).toBe(0);
    expect(asked).toEqual(['SELECT a;', 'INSERT INTO t']);
  });

  test('stops at an error, with the line it stands in', async () => {
    answers['-- why\n\nSELECT boom'] = { ...problem, position: { line: 3, column: 8, length: 4 } };
    const code = run();
    world.input.type('SELECT a;\n-- why\n');
    world.input.type('\nSELECT boom;\nSELECT a;');
    expect(await code).toBe(1);
    expect(messages()).toContain('LINE 4: SELECT boom;');
    expect(asked).toHaveLength(2);
  });
});

describe('a continuous query that is not for eyes', () => {
  const live: readonly ServerMessage[] = [
    {
      t: 'open',
      id: 1,
      schema: [{ name: 'n', type: 'bigint', nullable: false }],
      key: null,
      history: 'h',
      resumed: false,
      notices: [{ severity: 'NOTICE', message: 'its state grows' }],
    },
    { t: 'snapshot', id: 1, part: 0, rows: [['7']] },
    { t: 'snapshotEnd', id: 1, epoch: '5', rows: 1 },
    { t: 'changes', id: 1, seq: 1, epoch: '6', d: [[-1, '7']], last: false },
    { t: 'changes', id: 1, seq: 2, epoch: '6', d: [[1, '8']], last: true },
  ];
  const begun = async (options: Partial<ShellOptions> = {}): Promise<Promise<number>[]> => {
    const code = run({ ...commands('SELECT n FROM s EMIT CHANGES;'), ...options });
    await settle();
    world.sockets[0]?.ready();
    world.sockets[0]?.say(...live);
    return [code];
  };

  test('is lines of JSON with epoch and weight, until the query ends', async () => {
    const [code] = await begun();
    world.sockets[0]?.say({ t: 'done', id: 1 });
    expect(await code).toBe(0);
    expect(messages()).toBe('NOTICE: its state grows\n');
    expect(out()).toBe(`\
{"_epoch":"5","_weight":1,"n":"7"}
{"_epoch":"6","_weight":-1,"n":"7"}
{"_epoch":"6","_weight":1,"n":"8"}
`);
    expect(world.sockets[0]?.frames[0]).toEqual({
      t: 'subscribe',
      id: 1,
      sql: 'SELECT n FROM s EMIT CHANGES',
    });
  });

  test('may be csv, and end after so many rows', async () => {
    const [code] = await begun({ format: 'csv', maxRows: 2 });
    expect(await code).toBe(0);
    expect(out()).toBe('_epoch,_weight,n\n5,1,7\n6,-1,7\n');
  });

  test('ends with Ctrl-C, with its time, with an error and with its connection', async () => {
    let [code] = await begun();
    world.interrupt();
    expect(await code).toBe(130);
    world = fakeWorld(fetch, { terminal: false });
    [code] = await begun({ timeoutMs: 1000 });
    world.clock.advance(1000);
    expect(await code).toBe(124);
    world = fakeWorld(fetch, { terminal: false });
    [code] = await begun();
    world.sockets[0]?.say({ t: 'error', id: 1, code: '22012', message: 'division by zero' });
    expect(await code).toBe(1);
    world = fakeWorld(fetch, { terminal: false });
    [code] = await begun();
    world.sockets[0]?.drop();
    expect(await code).toBe(4);
    expect(messages()).toContain('the connection to the server was lost');
  });
});

describe('on a terminal', () => {
  beforeEach(() => {
    world = fakeWorld(fetch, { terminal: true });
  });
  const screen = (): string => (world.output instanceof FakeTerminal ? world.output.screen : '');
  const type = async (text: string): Promise<void> => {
    world.input.type(text);
    await settle();
  };

  test('greets, runs statements, keeps them, and leaves with Ctrl-D', async () => {
    const code = run();
    await settle();
    await type('SELECT a;\r');
    await type('SELECT boom;\r');
    expect(screen()).toBe(`\
Millrace 1.2.3 at http://127.0.0.1:7420
\\? for help, \\d for what there is, Ctrl-D to leave
millrace> SELECT a;
┌──────┐
│ word │
├──────┤
│ x    │
│ y, z │
└──────┘
(2 rows)
millrace> SELECT boom;
ERROR 42703: column "boom" does not exist
LINE 1: SELECT boom;
               ^^^^
ERROR 42601: another one
millrace>`);
    await type('\x04');
    expect(await code).toBe(0);
    expect(world.input.raw).toBe(false);
    expect(world.contents.get('/home/.millrace/history')).toBe('SELECT a;\nSELECT boom;\n');
  });

  test('Ctrl-C cancels what runs, and the prompt is back', async () => {
    const code = run();
    await settle();
    await type('SELECT slow;\r');
    await type('SELECT a;');
    expect(screen()).toMatch(/SELECT slow;$/);
    await type('\x03');
    expect(screen()).toMatch(/SELECT slow;\ncanceled\nmillrace> SELECT a;$/);
    await type('\x15\x04');
    expect(await code).toBe(0);
  });

  test('a server that has gone is said, and asked again at the next statement', async () => {
    const code = run();
    await settle();
    await type('SELECT gone;\r');
    expect(screen()).toContain('ERROR: cannot reach the server');
    answers['SELECT gone'] = selected('back');
    await type('SELECT gone;\r\\q\r');
    expect(screen()).toContain('│ back │');
    expect(await code).toBe(0);
  });

  test('without a server it does not begin', async () => {
    ready = { status: 'gone' };
    expect(await run()).toBe(4);
  });

  test('a server that is still starting is said', async () => {
    ready = { status: 'starting', waitingFor: ['view v (40 %)'] };
    void run();
    await settle();
    expect(screen()).toContain('The server is still starting: view v (40 %)');
  });

  test('a continuous query is a table until q; an unknown server ends it at once', async () => {
    const code = run();
    await settle();
    await type('SELECT n FROM s EMIT CHANGES;\r');
    expect(screen()).toContain('○ loading');
    world.sockets[0]?.ready();
    await type('q');
    expect(screen()).toMatch(/EMIT CHANGES;\n\(0 rows, 0 updates in 0\.0 s\)\nmillrace>$/);
    world.sockets[0]?.drop();
    await type('SELECT n FROM s EMIT CHANGES;\r');
    world.sockets[1]?.drop();
    await settle();
    expect(screen()).toMatch(/ERROR: cannot reach the server.*\nHINT: .*\nmillrace>/s);
    await type('\x04');
    expect(await code).toBe(0);
  });

  test('backslash commands', async () => {
    const code = run();
    await settle();
    await type('\\d\r');
    expect(screen()).toContain('│ orders │ stream │       1 │   12 │ NULL   │ NULL   │');
    await type('\\d orders\r\\ds\r\\dt;\r\\timin\r\\timing\r\\format markdown\rSELECT a;\r');
    expect(asked).toEqual(['DESCRIBE orders', 'SHOW STREAMS', 'SHOW TABLES', 'SELECT a;']);
    expect(screen()).toContain('there is no command \\timin\nHINT: Did you mean \\timing?');
    expect(screen()).toContain('Timing is on.');
    expect(screen()).toContain('| word |\n| --- |\n| x |');
    expect(screen()).toContain('Time: 0.0 ms');
    await type('\\format nope\r\\h describe\r\\?\r\\q\r');
    expect(screen()).toContain('Formats are table, box');
    expect(screen()).toContain('DESCRIBE [EXTENDED] name');
    expect(await code).toBe(0);
  });

  test('-c shows a continuous query live, and gives the terminal back', async () => {
    const code = run(commands('SELECT n FROM s EMIT CHANGES'));
    await settle();
    world.sockets[0]?.ready();
    expect(world.input.raw).toBe(true);
    await type('\x03');
    expect(await code).toBe(130);
    expect(world.input.raw).toBe(false);
  });

  test('a dumb terminal has lines and prompts only', async () => {
    world = fakeWorld(fetch, { terminal: true, env: { TERM: 'dumb' } });
    const code = run();
    await settle();
    await type('SELECT\n');
    world.interrupt();
    await settle();
    await type('SELECT a;\n');
    world.input.end();
    expect(await code).toBe(0);
    expect(asked).toEqual(['SELECT a;']);
    expect(world.output.written).not.toContain('\x1b');
    expect(screen()).toMatch(/^millrace> {8}->\nmillrace> ┌/);
  });
});

test('a file for the output that cannot be written is a usage error', async () => {
  const failing = {
    ...world,
    files: {
      ...world.files,
      openOutput: () => {
        throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      },
    },
  };
  expect(await runShell({ ...baseOptions, outputPath: '/x' }, failing)).toBe(2);
});
