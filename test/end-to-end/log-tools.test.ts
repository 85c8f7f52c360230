import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually, MillraceCommands, millraceCommand } from '../support/millrace-command.ts';

const commands = new MillraceCommands();
let directory = '';
let data: string[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-log-tools-'));
  data = ['--data', join(directory, 'data')];
});
afterEach(async () => {
  await commands.endAll();
  await rm(directory, { recursive: true });
});

/** Runs a line of the shell in which `$M` is the command, and `$D` the data directory. */
async function shell(line: string): Promise<{ code: number | null; out: string; err: string }> {
  const env = { ...process.env, M: `${process.execPath} ${millraceCommand}`, D: data[1] };
  const child = spawn('bash', ['-c', line], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

test('a hundred thousand lines go in and come out by pipes, in order', async () => {
  const produced = await shell('seq 100000 | $M log produce numbers --data $D');
  expect(produced).toMatchObject({ code: 0, err: '100000 records acknowledged\n' });
  const compared = await shell('$M log consume numbers --data $D | cmp - <(seq 100000)');
  expect(compared).toMatchObject({ code: 0, err: '' });
  const quiet = await shell('$M log consume numbers --data $D | head -2; echo $PIPESTATUS');
  expect(quiet).toMatchObject({ out: '1\n2\n0\n', err: '' });
});

test('a producer that is killed: no lock is left, and what is there is a beginning of what it read', async () => {
  await shell('echo 1 | $M log produce numbers --data $D');
  const child = spawn(process.execPath, [millraceCommand, 'log', 'produce', 'numbers', ...data], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.stdin.on('error', () => undefined);
  let next = 2;
  const feed = setInterval(() => {
    for (let lines = 0; lines < 1000; lines += 1, next += 1) child.stdin.write(`${next}\n`);
  }, 5);
  try {
    await eventually(async () => {
      const { out } = await commands.run(['log', 'topics', '--json', ...data]);
      return JSON.parse(out)[0].offsets > 1000;
    });
  } finally {
    clearInterval(feed);
    child.kill('SIGKILL');
  }
  await new Promise((resolve) => child.once('close', resolve));
  expect((await commands.run(['log', 'verify', ...data])).code).toBe(0);
  const { out } = await commands.run(['log', 'consume', 'numbers', ...data]);
  const lines = out.split('\n').slice(0, -1);
  expect(lines.length).toBeGreaterThan(1000);
  expect(lines.every((line, index) => line === String(index + 1))).toBe(true);
  await shell('echo last | $M log produce numbers --data $D');
  const after = await commands.run(['log', 'consume', 'numbers', '--from', '-2', ...data]);
  expect(after.out).toBe(`${lines.length}\nlast\n`);
});

test('beside a running server: rows are shown, followed, checked; writing is refused', async () => {
  const server = await commands.serve(['serve', '--port', '0', ...data]);
  const sql = (text: string) => commands.run(['sql', '--url', server.url, '-c', text]);
  await sql('CREATE STREAM s (a INT)');
  await sql('INSERT INTO s VALUES (1), (2)');
  const topics = JSON.parse((await commands.run(['log', 'topics', '--json', ...data])).out);
  const [{ topic }] = topics;
  const shown = await commands.run(['log', 'consume', topic, ...data]);
  expect(shown).toEqual({ code: 0, out: '{"a":1}\n{"a":2}\n', err: '' });

  const follower = commands.start(['log', 'consume', topic, '--from', 'end', '--follow', ...data]);
  const all = commands.start(['log', 'consume', topic, '--follow', ...data]);
  await all.says(/"a":2/);
  for (let row = 3; !follower.out.includes('"a"'); row += 1) {
    await sql(`INSERT INTO s VALUES (${row})`);
    await eventually(() => all.out.includes(`"a":${row}`));
  }
  expect((await follower.kill('SIGINT')).code).toBe(0);
  expect(follower.out).not.toMatch(/"a":[12]\b/);
  expect((await all.kill('SIGTERM')).code).toBe(0);

  for (const args of [['produce', 'x'], ['repair']]) {
    const refused = await commands.run(['log', ...args, ...data], { input: 'x\n' });
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('the data directory is in use');
  }
  expect((await commands.run(['log', 'verify', ...data])).code).toBe(0);
  await server.command.kill('SIGKILL');
  expect((await commands.run(['log', 'verify', ...data])).code).toBe(0);
  const after = await commands.run(['log', 'consume', topic, ...data]);
  expect(after.out).toBe(all.out);
});

test('topics of records survive a server, which has no stream of their name', async () => {
  await shell('echo kept | $M log produce orders --data $D');
  const server = await commands.serve(['serve', '--port', '0', ...data]);
  await server.command.kill('SIGTERM');
  expect((await commands.run(['log', 'consume', 'orders', ...data])).out).toBe('kept\n');
});

test('help, usage and a missing directory', async () => {
  const help = await commands.run(['log', 'produce', '--help']);
  expect(help.code).toBe(0);
  expect(help.out).toContain('seq 1000 | millrace log produce numbers');
  expect((await commands.run(['log', 'nothing'])).code).toBe(2);
  const missing = await commands.run(['log', 'verify', ...data]);
  expect(missing.code).toBe(1);
  expect(missing.err).toContain('there is no directory');
});
