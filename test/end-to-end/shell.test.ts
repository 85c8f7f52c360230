import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type CommandEnd,
  type CommandOptions,
  MillraceCommands,
  type MillraceServer,
  millraceCommand,
} from '../support/millrace-command.ts';
import { hasTerminal, Terminal } from '../support/terminal.ts';

const servers = new MillraceCommands();
const commands = new MillraceCommands();
let home: string;
let directory: string;
let server: MillraceServer;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'millrace-shell-'));
  server = await servers.serve(['serve', '--port', '0', '--data', join(home, 'data')]);
  const { code } = await shell([
    '-c',
    `CREATE STREAM sales (item TEXT NOT NULL, price NUMERIC(6,2), at TIMESTAMP);
     INSERT INTO sales VALUES ('tea', 2.40, '2026-05-01 09:00:05'), ('cake, big', NULL, '2026-05-01 09:00:40');
     CREATE STREAM ticks (n BIGINT, at TIMESTAMP) WITH (connector = 'datagen', rate = 50, fields.n.kind = 'sequence')`,
  ]);
  expect(code).toBe(0);
});

beforeEach(() => {
  directory = mkdtempSync(join(home, 'test-'));
});

afterEach(() => commands.endAll());

afterAll(async () => {
  await servers.endAll();
  rmSync(home, { recursive: true, force: true });
});

function shell(args: readonly string[], options: CommandOptions = {}): Promise<CommandEnd> {
  return commands.run(['sql', '--url', server.url, ...args], options);
}

const select = 'SELECT item, price, at FROM sales ORDER BY at';

describe('without a terminal', () => {
  test.each([
    ['csv', 'item,price,at\ntea,2.40,2026-05-01 09:00:05\n"cake, big",,2026-05-01 09:00:40\n'],
    [
      'tsv',
      'item\tprice\tat\ntea\t2.40\t2026-05-01 09:00:05\ncake, big\t\\N\t2026-05-01 09:00:40\n',
    ],
    [
      'ndjson',
      '{"item":"tea","price":"2.40","at":"2026-05-01T09:00:05"}\n' +
        '{"item":"cake, big","price":null,"at":"2026-05-01T09:00:40"}\n',
    ],
    [
      'table',
      ' item      | price | at\n' +
        '-----------+-------+---------------------\n' +
        ' tea       |  2.40 | 2026-05-01 09:00:05\n' +
        ' cake, big |  NULL | 2026-05-01 09:00:40\n',
    ],
    [
      'markdown',
      '| item | price | at |\n| --- | ---: | --- |\n' +
        '| tea | 2.40 | 2026-05-01 09:00:05 |\n| cake, big | NULL | 2026-05-01 09:00:40 |\n',
    ],
  ])('-c writes %s', async (format, expected) => {
    const { code, out, err } = await shell(['--format', format, '-c', select]);
    expect(out).toBe(expected);
    expect([code, err]).toEqual([0, '']);
  });

  test('json is one document', async () => {
    const { out } = await shell(['--format', 'json', '-c', select]);
    expect(JSON.parse(out)).toEqual([
      { item: 'tea', price: '2.40', at: '2026-05-01T09:00:05' },
      { item: 'cake, big', price: null, at: '2026-05-01T09:00:40' },
    ]);
  });

  test('data goes to the output, or to a file; all else to messages', async () => {
    const sql = 'CREATE VIEW dear AS SELECT item FROM sales WHERE price > 3; SELECT 1 AS one';
    const file = join(directory, 'out.csv');
    const { code, out, err } = await shell(['-c', sql, '-o', file]);
    expect([code, out, err]).toEqual([0, '', 'CREATE VIEW\n']);
    expect(readFileSync(file, 'utf8')).toBe('one\n1\n');
    expect((await shell(['-q', '-c', 'DROP VIEW dear'])).err).toBe('');
  });

  test('statements come from the standard input, and stop at the first error', async () => {
    const input = 'SELECT 1\n AS one;\n\nSELECT itm\nFROM sales;\nSELECT 2;\n';
    const { code, out, err } = await shell([], { input });
    expect(out).toBe('one\n1\n');
    expect(err).toContain('ERROR 42703: column "itm" does not exist\nLINE 4: SELECT itm\n');
    expect(err).toContain('HINT: Did you mean "item"?');
    expect(code).toBe(1);
  });

  test('a continuous query is lines of JSON with epoch and weight', async () => {
    const sql = 'SELECT item, count(*) AS n FROM sales GROUP BY item EMIT CHANGES';
    const { code, out, err } = await shell(['--timeout', '1s', '-c', sql]);
    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({ _epoch: rows[0]._epoch, _weight: 1, item: 'tea', n: '1' });
    expect(err).toContain('longer than 1 s');
    expect(code).toBe(124);
  });

  test('--max-rows ends it, and so does a reader that leaves', async () => {
    const sql = 'SELECT n FROM ticks EMIT CHANGES';
    const { code, out } = await shell(['--max-rows', '3', '--format', 'csv', '-c', sql]);
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(4);
    const line = `"${process.execPath}" "${millraceCommand}" sql --url ${server.url} -c '${sql}' | head -2`;
    const piped = execFileSync('sh', ['-c', line], { encoding: 'utf8', timeout: 20_000 });
    expect(piped.trim().split('\n')).toHaveLength(2);
  });

  test('SIGINT ends it with 130', async () => {
    const command = commands.start([
      'sql',
      '--url',
      server.url,
      '-c',
      'SELECT n FROM ticks EMIT CHANGES',
    ]);
    await command.says(/_weight/);
    expect((await command.kill('SIGINT')).code).toBe(130);
  });

  test('exit codes say what went wrong', async () => {
    const file = join(directory, 'script.sql');
    writeFileSync(file, 'SELECT 1 AS one;\nSELEC 2;\n');
    const [sqlError, script, usage, nobody, help] = await Promise.all([
      shell(['-c', 'SELECT 1/0']),
      shell(['-f', file]),
      shell(['--format', 'excel']),
      commands.run(['sql', '--url', 'http://127.0.0.1:1', '-c', 'SELECT 1']),
      shell(['--help']),
    ]);
    expect(sqlError).toMatchObject({ code: 1, err: 'ERROR 22012: division by zero\n' });
    expect(script.code).toBe(3);
    expect(script.err).toContain(`script.sql:2: SELEC 2;`);
    expect(usage).toMatchObject({ code: 2, out: '' });
    expect(nobody.code).toBe(4);
    expect(nobody.err).toContain('http://127.0.0.1:1');
    expect(help).toMatchObject({ code: 0, err: '' });
  });
});

const title = hasTerminal ? 'in a terminal' : 'in a terminal (needs the Debian package tmux)';

describe.skipIf(!hasTerminal)(title, () => {
  let terminal: Terminal;

  beforeEach(() => {
    terminal = open();
  });

  afterEach(() => terminal.close());

  /** The shell as people start it, with a history of this file's own. */
  function open(): Terminal {
    const env = { MILLRACE_URL: server.url, MILLRACE_HISTORY: join(home, 'history') };
    return new Terminal(directory, [process.execPath, millraceCommand, 'sql'], env);
  }

  test('greets, takes statements over several lines, and leaves with Ctrl-D', async () => {
    const greeting = await terminal.shows(/millrace> *$/);
    expect(greeting).toMatch(/^Millrace \d+\.\d+\.\d+ at http:/);
    terminal.enter('SELECT item, count(*) AS sold');
    await terminal.shows(/\n {7}-> *$/);
    terminal.enter('FROM sales GROUP BY item ORDER BY item;');
    const screen = await terminal.shows(/\(2 rows\)\s+millrace>$/);
    expect(screen).toContain(
      [
        '┌───────────┬──────┐',
        '│ item      │ sold │',
        '├───────────┼──────┤',
        '│ cake, big │    1 │',
        '│ tea       │    1 │',
        '└───────────┴──────┘',
      ].join('\n'),
    );
    terminal.press('C-d');
    expect(await terminal.exitCode()).toBe(0);
  });

  test('an error marks its place and gives a hint; the shell stays', async () => {
    await terminal.shows(/millrace> *$/);
    terminal.enter('SELECT itm FROM sales;');
    const screen = await terminal.shows(/HINT[\s\S]*millrace>$/);
    expect(screen).toContain(
      [
        'ERROR 42703: column "itm" does not exist',
        'LINE 1: SELECT itm FROM sales;',
        '               ^^^',
        'HINT: Did you mean "item"?',
      ].join('\n'),
    );
    terminal.enter('SELECT 40 + 2 AS answer;');
    await terminal.shows(/│ +42 │/);
  });

  test('history brings statements back, also those of the last time', async () => {
    await terminal.shows(/millrace> *$/);
    terminal.enter('SELECT 4711 AS before;');
    await terminal.shows(/│ +4711 │[\s\S]*millrace>$/);
    terminal.type('SELECT half of it');
    await terminal.shows(/half of it$/);
    terminal.press('C-c');
    await terminal.shows(/half of it[\s\S]*\nmillrace>$/);
    terminal.press('C-d');
    expect(await terminal.exitCode()).toBe(0);
    terminal.close();

    terminal = open();
    await terminal.shows(/millrace> *$/);
    terminal.press('Up');
    await terminal.shows(/millrace> SELECT 4711 AS before;$/);
    terminal.press('Enter');
    await terminal.shows(/│ +4711 │/);
  });

  test('a continuous query is a table that changes; Ctrl-C brings the prompt back', async () => {
    await terminal.shows(/millrace> *$/);
    const count = async (): Promise<number> => {
      const screen = await terminal.shows(/│ *\d+ │ *\d+ │/);
      return Number(/│ *(\d+) │/.exec(screen)?.[1]);
    };
    terminal.enter('SELECT count(*) AS ticks, max(n) AS last FROM ticks EMIT CHANGES;');
    const before = await count();
    await terminal.shows(new RegExp(`│ *(?!${before} )\\d+ │ *\\d+ │`));
    expect(await count()).toBeGreaterThan(before);
    expect(terminal.screen().match(/ticks │/g)).toHaveLength(1);
    terminal.press('C-c');
    await terminal.shows(/\nmillrace>$/);

    terminal.enter('SELECT count(*) AS ticks, max(n) AS last FROM ticks EMIT CHANGES;');
    await terminal.shows(/│ *\d+ │ *\d+ │[\s\S]*│ *\d+ │ *\d+ │/);
    terminal.press('q');
    await terminal.shows(/\nmillrace>$/);
    terminal.enter('\\q');
    expect(await terminal.exitCode()).toBe(0);
  });

  test('a server that is not there is said at once', async () => {
    terminal.close();
    const env = { MILLRACE_URL: 'http://127.0.0.1:1' };
    terminal = new Terminal(directory, [process.execPath, millraceCommand, 'sql'], env);
    expect(await terminal.exitCode()).toBe(4);
    expect(terminal.screen()).toContain('http://127.0.0.1:1');
  });
});
