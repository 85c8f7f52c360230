import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LiveClient } from '../support/live-client.ts';
import { MillraceCommands } from '../support/millrace-command.ts';

let directory: string;
const commands = new MillraceCommands();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'millrace-server-'));
});

afterEach(async () => {
  await commands.endAll();
  rmSync(directory, { recursive: true, force: true });
});

const serve = (...args: string[]): ReturnType<MillraceCommands['serve']> =>
  commands.serve(['serve', '--port', '0', ...args], { cwd: directory });

const run = (...args: string[]): ReturnType<MillraceCommands['run']> =>
  commands.run(args, { cwd: directory });

async function post(url: string, body: string): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  return await fetch(url, { method: 'POST', headers, body });
}

describe('what is in the way is said in a line, and the exit code is 1', () => {
  test('a port that is taken', async () => {
    const { url } = await serve();
    const { port } = new URL(url);
    const { code, out, err } = await run('serve', '--port', port, '--data', 'other');
    expect(err).toBe(
      `millrace: port ${port} is already in use: stop what listens there, or use --port\n`,
    );
    expect([code, out]).toEqual([1, '']);
  });

  test('a data directory that is taken', async () => {
    const { command } = await serve('--data', 'data');
    const { code, out, err } = await run('serve', '--port', '0', '--data', 'data');
    expect(err).toMatch(/^millrace: .*in use/);
    expect(err).toContain(join(directory, 'data'));
    expect(err.trim().split('\n').length).toBeLessThanOrEqual(3);
    expect([code, out]).toEqual([1, '']);
    await command.kill('SIGKILL');
    // A server that was killed leaves nothing in the way of the next.
    await serve('--data', 'data');
  });

  test('a data directory that is a file', async () => {
    writeFileSync(join(directory, 'file'), 'not a directory');
    const { code, err } = await run('serve', '--port', '0', '--data', 'file');
    expect(err).toMatch(/^millrace: .*file/);
    expect(err).not.toContain('    at ');
    expect(code).toBe(1);
  });

  test('an address that others reach, without --insecure', async () => {
    const { code, out, err } = await run('serve', '--host', '0.0.0.0', '--port', '0');
    expect(err).toBe(
      'millrace: refusing to listen on 0.0.0.0 without authentication: add --insecure to do it anyway\n',
    );
    expect([code, out]).toEqual([1, '']);
  });
});

describe('what is not understood is said, and the exit code is 2', () => {
  test.each([
    [['serve', '--prot', '1'], /unknown option '--prot'/],
    [['demo', '--port', 'high'], /A port is a number from 0 to 65535/],
    [['serf'], /unknown command 'serf'[\s\S]*serve/],
  ])('%j', async (args, complaint) => {
    const { code, out, err } = await run(...args);
    expect(err).toMatch(complaint);
    expect([code, out]).toEqual([2, '']);
  });
});

describe('stopping', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets answers end, says goodbye, and is exit code 0',
    async (signal) => {
      const { url, command } = await serve();
      const create = 'CREATE STREAM s (a INTEGER); INSERT INTO s VALUES (1), (2)';
      expect((await post(`${url}/v1/sql`, JSON.stringify({ sql: create }))).status).toBe(200);
      const client = await LiveClient.connect(url);
      client.send({ t: 'subscribe', id: 1, view: 's' });
      await client.next('snapshotEnd');
      const end = command.kill(signal);
      expect(await client.next('bye')).toEqual({ t: 'bye', code: 4503, retryMs: 2000 });
      expect(await client.closed()).toMatchObject({ code: 4503 });
      const { code, out, err } = await end;
      expect([code, err]).toEqual([0, '']);
      expect(out).toMatch(/Stopping …\n$/);
    },
  );

  test('what was acknowledged is there after SIGKILL, whole requests only', async () => {
    const first = await serve();
    await post(`${first.url}/v1/sql`, JSON.stringify({ sql: 'CREATE STREAM s (n BIGINT)' }));
    let acknowledged = 0;
    const body = JSON.stringify(Array.from({ length: 100 }, (_, i) => ({ n: i })));
    const writer = (async () => {
      for (;;) {
        const { status } = await post(`${first.url}/v1/streams/s/records`, body);
        if (status === 200) acknowledged += 100;
        if (acknowledged === 2000) void first.command.kill('SIGKILL');
      }
    })();
    await expect(writer).rejects.toThrow();
    await first.command.end();

    const second = await serve();
    const sql = 'SELECT count(*) AS n, count(*) FILTER (WHERE n = 99) AS ends FROM s';
    const answer = await post(`${second.url}/v1/sql`, JSON.stringify({ sql }));
    const { results } = (await answer.json()) as { results: { rows: string[][] }[] };
    const [rows, ends] = (results[0]?.rows[0] ?? []).map(Number);
    expect(rows).toBeGreaterThanOrEqual(acknowledged);
    expect(rows).toBe(Number(ends) * 100);
  });
});

test('version and help', async () => {
  const [version, help] = await Promise.all([run('--version'), run('serve', '--help')]);
  expect(version).toMatchObject({ code: 0, err: '' });
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(help.code).toBe(0);
  for (const option of ['--data', '--port', '--pg-port', '--host', '--insecure', '--files']) {
    expect(help.out).toContain(option);
  }
});
