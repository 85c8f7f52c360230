import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { type DocumentBlock, readBlocks } from '../support/documentation/read-blocks.ts';
import { LiveClient } from '../support/live-client.ts';
import { eventually, MillraceCommands } from '../support/millrace-command.ts';
import { clientTests } from '../support/postgres-client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const usualAddress = '127.0.0.1:7420';

const commands = new MillraceCommands();
const programs: ChildProcess[] = [];
const directory = mkdtempSync(join(tmpdir(), 'millrace-interfaces-'));

afterEach(async () => {
  for (const program of programs.splice(0)) {
    if (program.exitCode !== null) continue;
    program.kill('SIGKILL');
    await once(program, 'close');
  }
  await commands.endAll();
  rmSync(directory, { recursive: true, force: true });
});

/** Runs a program until it has written so many lines or ended; answers them. */
async function linesOf(program: string, args: readonly string[], count: number): Promise<string[]> {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  programs.push(child);
  let out = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  const ended = once(child, 'close').then(() => true);
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  const lines = (): string[] => out.split('\n').filter((line) => line !== '');
  await eventually(() => isOver || lines().length >= count);
  return lines();
}

/** What differs from run to run. */
function steady(text: string): string {
  return text
    .replaceAll(/"epoch":"\d+"/g, '"epoch":"…"')
    .replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '…');
}

function parsed(text: string): unknown {
  return JSON.parse(steady(text));
}

test('every example of docs/interfaces.md answers what it shows', { timeout: 60_000 }, async () => {
  const { url } = await commands.serve(['serve', '--port', '0', '--data', directory]);
  const here = (text: string): string => text.replaceAll(usualAddress, new URL(url).host);
  const blocks = readBlocks(readFileSync(join(root, 'docs/interfaces.md'), 'utf8')).filter(
    ({ note }) => note[0] !== 'psql',
  );
  let ran = 0;
  for (const [i, { language, text, note }] of blocks.entries()) {
    const shown = blocks[i + 1] as DocumentBlock;
    if (language === 'sh') {
      const expected = shown.language === 'json' ? [shown.text] : shown.text.split('\n');
      // $'…' is of bash.
      const lines = await linesOf('bash', ['-c', here(text)], note[0] === 'goes' ? 4 : 99);
      expect(lines.slice(0, expected.length).map(parsed)).toEqual(expected.map(parsed));
    } else if (language === 'js') {
      const lines = await linesOf(process.execPath, ['--input-type=module', '-e', here(text)], 1);
      expect(lines).toEqual(shown.text.split('\n'));
    } else if (note[0] === 'conversation') {
      expect(await converse(url)).toEqual(text.split('\n').map(parsed));
    } else continue;
    ran += 1;
  }
  expect(ran).toBeGreaterThan(9);
});

const psqlTests = clientTests('every example with psql answers what it shows', 'psql');

test.skipIf(psqlTests.isMissing)(psqlTests.title, async () => {
  const { command } = await commands.serve([
    'serve',
    '--port',
    '0',
    '--data',
    join(directory, 'psql'),
  ]);
  const [, address = ''] = await command.says(/psql postgresql:\/\/([^/]+)/);
  const blocks = readBlocks(readFileSync(join(root, 'docs/interfaces.md'), 'utf8'));
  let ran = 0;
  for (const [i, { text, note }] of blocks.entries()) {
    if (note[0] !== 'psql') continue;
    // What psql says of errors goes between what it answers.
    const here = text.replaceAll('127.0.0.1:7432', address).replace('psql', 'psql -X 2>&1');
    const lines = await linesOf('bash', ['-c', here], 99);
    const steadied = (line: string): string => line.replace(/^\d+\|(?=-?1\|)/, '…|');
    const shown = (blocks[i + 1] as DocumentBlock).text.split('\n');
    expect(lines.map(steadied)).toEqual(shown.map(steadied));
    ran += 1;
  }
  expect(ran).toBeGreaterThan(1);
});

/** What the server says to a subscription before which the page has written two readings. */
async function converse(url: string): Promise<unknown[]> {
  const said: string[] = [];
  const client = await LiveClient.connect(url, (text) => said.push(text));
  const sql = 'SELECT sensor, max(celsius) FROM readings GROUP BY sensor EMIT CHANGES';
  client.send({ t: 'subscribe', id: 1, sql, progressMs: 60_000 });
  await client.next('progress');
  await fetch(`${url}/v1/streams/readings/records`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"sensor":"a","celsius":22,"at":"2026-11-24T10:00:06"}',
  });
  await client.next('changes');
  await client.close();
  return said.map(parsed);
}
