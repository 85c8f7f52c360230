import { beforeEach, describe, expect, test } from 'vitest';
import { type CliWorld, runCli } from '../../../src/cli/run-cli.ts';
import { resultFormats } from '../../../src/shell/format/result-format.ts';

let out: string;
let err: string;
let called: unknown[];
let env: Record<string, string>;

const run = (...args: string[]): Promise<number> => {
  const answer =
    (name: string) =>
    async (options: unknown): Promise<number> => {
      called.push([name, options]);
      return 7;
    };
  const world: CliWorld = {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    env,
    serve: answer('serve'),
    demo: answer('demo'),
    sql: answer('sql'),
    log: answer('log'),
  };
  return runCli(args, world);
};

beforeEach(() => {
  out = '';
  err = '';
  called = [];
  env = {};
});

const defaults = {
  dataDirectory: 'millrace-data',
  filesDirectory: '.',
  host: '127.0.0.1',
  port: 7420,
  insecure: false,
  postgres: { port: 7432, optional: true },
};

test('serve and demo take the same options, and answer what became of them', async () => {
  expect(await run('serve')).toBe(7);
  const flags = ['--data', 'd', '--port', '0', '--host', '::1', '--insecure', '--files', 'f'];
  expect(await run('demo', ...flags)).toBe(7);
  expect(called).toEqual([
    ['serve', defaults],
    [
      'demo',
      {
        ...defaults,
        dataDirectory: 'd',
        filesDirectory: 'f',
        host: '::1',
        port: 0,
        insecure: true,
      },
    ],
  ]);
});

test('the port of PostgreSQL may be taken only if nobody asked for it', async () => {
  await run('serve', '--pg-port', '7432');
  await run('serve', '--pg-port', 'auto');
  await run('serve', '--pg-port', '0');
  expect(called).toMatchObject([
    ['serve', { postgres: { port: 7432, optional: false } }],
    ['serve', { postgres: { port: 0, optional: false } }],
    ['serve', { postgres: null }],
  ]);
});

describe('sql', () => {
  const shellDefaults = {
    url: 'http://127.0.0.1:7420',
    scripts: [],
    format: null,
    outputPath: null,
    timeoutMs: null,
    maxRows: null,
    quiet: false,
    color: true,
  };

  test('without options it is the shell at the usual place, or where MILLRACE_URL says', async () => {
    await run('sql');
    expect(called[0]).toMatchObject(['sql', shellDefaults]);
    env = { MILLRACE_URL: 'http://elsewhere:1' };
    await run('sql');
    expect(called[1]).toMatchObject(['sql', { url: 'http://elsewhere:1' }]);
  });

  test('takes scripts in their order, and everything else', async () => {
    const code = await run(
      ...['sql', '--url', 'localhost:99/', '-c', 'SELECT 1', '-f', 'a.sql', '-c', 'SELECT 2'],
      ...[
        '--format',
        'tsv',
        '-o',
        'out',
        '--timeout',
        '1.5s',
        '--max-rows',
        '9',
        '-q',
        '--no-color',
      ],
    );
    expect(code).toBe(7);
    expect(called[0]).toMatchObject([
      'sql',
      {
        url: 'http://localhost:99',
        scripts: [
          { kind: 'command', sql: 'SELECT 1' },
          { kind: 'file', path: 'a.sql' },
          { kind: 'command', sql: 'SELECT 2' },
        ],
        format: 'tsv',
        outputPath: 'out',
        timeoutMs: 1500,
        maxRows: 9,
        quiet: true,
        color: false,
      },
    ]);
  });

  test('every format of the shell can be asked for', async () => {
    for (const format of resultFormats) await run('sql', '--format', format);
    expect(called).toMatchObject(resultFormats.map((format) => ['sql', { format }]));
  });
});

test.each([
  ['serv', 'Did you mean serve?'],
  ['serve --port 70000', 'A port is a number from 0 to 65535.'],
  ['serve --prot 1', 'Did you mean --port?'],
  ['sql --timeout soon', 'Times look like'],
  ['sql --max-rows 0', 'above 0'],
  ['sql --format xml', 'Allowed choices are'],
  ['sql --url ftp://x', 'An address looks like'],
  ['sql extra', 'too many arguments'],
])('%s is a usage error that helps', async (line, help) => {
  expect(await run(...line.split(' '))).toBe(2);
  expect(err).toContain(help);
  expect([out, called]).toEqual(['', []]);
});

test('help and version are answers, not errors', async () => {
  expect(await run('--help')).toBe(0);
  expect(out).toMatch(/serve .*\n.*demo .*\n.*sql /);
  out = '';
  expect(await run('--version')).toBe(0);
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(await run('sql', '--help')).toBe(0);
  expect(out).toContain('Exit codes: 0 ok');
});

test('without a command it shows what there is, and is a usage error', async () => {
  expect(await run()).toBe(2);
  expect(err).toContain('Usage: millrace');
});
