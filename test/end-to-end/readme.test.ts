import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBlocks } from '../support/documentation/read-blocks.ts';
import { LiveClient } from '../support/live-client.ts';
import { eventually, MillraceCommands, type MillraceServer } from '../support/millrace-command.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const blocks = readBlocks(readFileSync(join(root, 'README.md'), 'utf8'));

/** The text of the block with such a piece in it. */
function block(language: string, piece: string): string {
  const found = blocks.find(({ language: l, text }) => l === language && text.includes(piece));
  if (found === undefined) throw new Error(`the README has no ${language} block with ${piece}`);
  return found.text;
}

let directory: string;
const commands = new MillraceCommands();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'millrace-readme-'));
});

afterEach(async () => {
  await commands.endAll();
  rmSync(directory, { recursive: true, force: true });
});

/** What `npm start` runs, on a free port, in a directory of its own. */
function start(): Promise<MillraceServer> {
  return commands.serve(['demo', '--port', '0'], { cwd: directory });
}

function shell(url: string, ...args: string[]): ReturnType<MillraceCommands['run']> {
  return commands.run(['sql', '--url', url, ...args]);
}

/** The answer of a query as objects. */
async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const { code, out, err } = await shell(url, '-q', '--format', 'json', '-c', sql);
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out);
}

/** Runs a shell command of the README with the server's address in place of the usual one. */
function runSh(command: string, url: string): string {
  const text = command.replaceAll('http://127.0.0.1:7420', url);
  return execFileSync('sh', ['-c', text], { cwd: root, encoding: 'utf8', timeout: 20_000 });
}

test('the scripts of package.json are what the README says', () => {
  const { scripts, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect(scripts.start).toBe('node bin/millrace.mjs demo');
  expect(scripts.prepare).toContain('npm run build');
  expect(bin).toEqual({ millrace: 'bin/millrace.mjs' });
});

test('the README, word for word', { timeout: 120_000 }, async () => {
  const { url, command } = await start();
  expect(command.out).toContain(`Data is kept in ${join(directory, 'millrace-data')}`);
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(await page.text()).toMatch(/<title>.*Millrace.*<\/title>/);

  runSh(block('sh', '> quakes.ndjson').replace('quakes.ndjson', `${directory}/quakes.ndjson`), url);
  for (const { language, text } of blocks) {
    if (language !== 'sql') continue;
    if (text.includes('EMIT CHANGES')) await watch(url, text);
    else {
      const { code, err } = await shell(url, '-c', text);
      expect(err).not.toContain('ERROR');
      expect(code).toBe(0);
    }
  }
  const [strongest] = await ask(url, 'SELECT max(mag) AS mag, count(*) AS n FROM quakes');
  expect(strongest).toEqual({ mag: 6.4, n: '1707' });

  const answered = runSh(block('sh', '/v1/streams/readings/records'), url);
  expect(answered).toBe(block('json', '"rejected"'));
  await follow(url);
});

/** A query that goes on: lines of JSON until the time is over. */
async function watch(url: string, sql: string): Promise<void> {
  const { code, out } = await shell(url, '--timeout', '2s', '-c', sql);
  expect(code).toBe(124);
  const rows = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    const names = ['_epoch', '_weight', 'category', 'window_start', 'orders', 'revenue'];
    expect(Object.keys(row)).toEqual(names);
  }
}

/** The README's conversation over the WebSocket; epochs and what it left out may differ. */
async function follow(url: string): Promise<void> {
  const shown = block('json', '"t":"open"').split('\n');
  const [opened = '', snapshot = '', snapshotEnd = '', changes = ''] = shown;
  const client = await LiveClient.connect(url);
  client.sendText(block('json', '"t":"subscribe"'));
  const open = await client.next('open');
  const { schema, key } = JSON.parse(opened.replace(',…', ''));
  expect(open).toMatchObject({ schema, key });
  expect(await client.next('snapshot')).toEqual(JSON.parse(snapshot));
  const { epoch: _, ...whole } = JSON.parse(snapshotEnd);
  expect(await client.next('snapshotEnd')).toMatchObject(whole);
  const insert = "INSERT INTO readings VALUES ('a', 21, '2026-11-24 10:00:02')";
  expect((await shell(url, '-c', insert)).code).toBe(0);
  const { epoch: __, ...change } = JSON.parse(changes);
  expect(await client.next('changes')).toMatchObject(change);
  await client.close();
}

test('kill -9 loses nothing: rows, generators and views go on', { timeout: 90_000 }, async () => {
  const first = await start();
  const count = 'SELECT count(*) AS n, max(order_id) AS last FROM orders';
  const seen = async (url: string): Promise<number> => {
    const [row] = await ask(url, count);
    expect(row?.['n']).toBe(row?.['last']);
    return Number(row?.['n']);
  };
  await eventually(async () => (await seen(first.url)) > 20);
  await ask(first.url, 'FLUSH; SELECT 1 AS one');
  const before = await seen(first.url);
  await first.command.kill('SIGKILL');

  const second = await start();
  const after = await seen(second.url);
  expect(after).toBeGreaterThanOrEqual(before);
  await eventually(async () => (await seen(second.url)) > after);
  const [view] = await ask(
    second.url,
    'FLUSH; SELECT sum(orders) AS orders FROM revenue_per_minute',
  );
  expect(Number(view?.['orders'])).toBeGreaterThanOrEqual(after);
  const [customers] = await ask(second.url, 'SELECT count(*) AS n FROM customers');
  expect(customers).toEqual({ n: '20' });

  const { code, out } = await second.command.kill('SIGTERM');
  expect(out).toContain('Stopping');
  expect(code).toBe(0);
});
