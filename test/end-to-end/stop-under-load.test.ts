import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LiveClient } from '../support/live-client.ts';
import { MillraceCommands } from '../support/millrace-command.ts';

let directory: string;
const commands = new MillraceCommands();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'millrace-stop-'));
});

afterEach(async () => {
  await commands.endAll();
  rmSync(directory, { recursive: true, force: true });
});

const serve = (): ReturnType<MillraceCommands['serve']> =>
  commands.serve(['serve', '--port', '0', '--data', 'data'], { cwd: directory });

async function sql(url: string, text: string, accept = 'application/json'): Promise<Response> {
  return await fetch(`${url}/v1/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify({ sql: text }),
  });
}

const body = Array.from({ length: 1000 }, (_, n) => `{"n":${n}}`).join('\n');

/** Writes until the server refuses; how many rows it has acknowledged. */
async function writeOn(url: string): Promise<number> {
  let acknowledged = 0;
  try {
    for (;;) {
      const headers = { 'content-type': 'application/x-ndjson' };
      const response = await fetch(`${url}/v1/streams/s/records`, {
        method: 'POST',
        headers,
        body,
      });
      if (response.status !== 200) return acknowledged;
      acknowledged += 1000;
    }
  } catch {
    return acknowledged;
  }
}

test('SIGTERM under load ends in good time, and the next start has nothing to repair', async () => {
  const { url, command } = await serve();
  const generated = `connector = 'datagen', rows = 100000000, speed = 'max'`;
  await sql(
    url,
    `CREATE STREAM s (n BIGINT);
     CREATE STREAM g (n BIGINT) WITH (${generated});
     CREATE MATERIALIZED VIEW v AS SELECT n % 1000 AS k, count(*) AS c FROM g GROUP BY n % 1000`,
  );
  const writers = [writeOn(url), writeOn(url)];
  const reader = await LiveClient.connect(url);
  reader.send({ t: 'subscribe', id: 1, view: 'v' });
  await reader.next('changes');
  // One that never reads its answer, and one whose answer is long in coming.
  const neverRead = await sql(url, 'SELECT n FROM g EMIT CHANGES', 'application/x-ndjson');
  const late = sql(url, 'SELECT count(*) FROM g JOIN g AS h ON g.n = h.n').catch(() => null);
  const { code, err } = await command.kill('SIGTERM');
  expect([code, err]).toEqual([0, '']);
  await neverRead.body?.cancel().catch(() => undefined);
  await late;
  const acknowledged = (await Promise.all(writers)).reduce((sum, rows) => sum + rows, 0);

  const again = await serve();
  const answer = await sql(again.url, 'SELECT count(*) AS rows FROM s');
  const { results } = (await answer.json()) as { results: { rows: string[][] }[] };
  expect(Number(results[0]?.rows[0]?.[0])).toBe(acknowledged);
  expect(await again.command.kill('SIGTERM')).toMatchObject({ code: 0, err: '' });
});
