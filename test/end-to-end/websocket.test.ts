import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LiveRows } from '../../src/client/live-rows.ts';
import { LiveClient } from '../support/live-client.ts';
import { eventually, MillraceCommands, type MillraceServer } from '../support/millrace-command.ts';

const commands = new MillraceCommands();
const clients: LiveClient[] = [];
let directory: string;
let server: MillraceServer;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'millrace-socket-'));
  server = await commands.serve(['serve', '--port', '0', '--data', directory]);
  await run(`
    CREATE STREAM readings (sensor TEXT NOT NULL, celsius DOUBLE PRECISION, at TIMESTAMP NOT NULL,
      WATERMARK FOR at AS at - INTERVAL '5 seconds');
    CREATE MATERIALIZED VIEW warmest AS
      SELECT sensor, max(celsius) AS celsius FROM readings GROUP BY sensor;
    INSERT INTO readings VALUES ('a', 20, '2026-01-01 00:00:00'), ('b', 19, '2026-01-01 00:00:01')`);
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

afterAll(async () => {
  await commands.endAll();
  rmSync(directory, { recursive: true, force: true });
});

async function connect(): Promise<LiveClient> {
  const client = await LiveClient.connect(server.url);
  clients.push(client);
  return client;
}

/** Runs statements over HTTP; answers the rows of the last one. */
async function run(sql: string): Promise<unknown[][]> {
  const response = await fetch(`${server.url}/v1/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql }),
  });
  const answer = (await response.json()) as { detail?: string; results: { rows: unknown[][] }[] };
  if (!response.ok) throw new Error(answer.detail);
  return answer.results.at(-1)?.rows ?? [];
}

describe('a subscription', () => {
  test('is snapshot, changes and progress, whole epochs, until it is ended', async () => {
    const client = await connect();
    client.send({ t: 'subscribe', id: 1, view: 'warmest', progressMs: 50 });
    const open = await client.next('open', 1);
    expect(open).toMatchObject({
      schema: [{ name: 'sensor' }, { name: 'celsius' }],
      key: [0],
      resumed: false,
    });
    const { rows } = await client.next('snapshot', 1);
    expect(rows.toSorted()).toEqual([
      ['a', 20],
      ['b', 19],
    ]);
    const { epoch: first } = await client.next('snapshotEnd', 1);
    await run(
      `INSERT INTO readings VALUES ('a', 21, '2026-01-01 00:00:02'), ('c', 1, '2026-01-01 00:00:03')`,
    );
    const changes = await client.next('changes', 1);
    expect(changes.d.toSorted()).toEqual([
      [-1, 'a', 20],
      [1, 'a', 21],
      [1, 'c', 1],
    ]);
    expect(changes).toMatchObject({ seq: 1, last: true });
    expect(Number(changes.epoch)).toBeGreaterThan(Number(first));
    const progress = await client.next('progress', 1);
    expect(Number(progress.epoch)).toBeGreaterThanOrEqual(Number(changes.epoch));

    client.send({ t: 'unsubscribe', id: 1 });
    await client.next('done', 1);
    await run(`INSERT INTO readings VALUES ('a', 22, '2026-01-01 00:00:04'); FLUSH`);
    client.send({ t: 'ping', n: 1 });
    await client.next('pong');
    expect(client.take()).toEqual([]);
    // The id is free again.
    client.send({ t: 'subscribe', id: 1, view: 'warmest' });
    expect((await client.next('snapshot', 1)).rows).toContainEqual(['a', 22]);
  });

  test('that fails says where and what to do', async () => {
    const client = await connect();
    client.send({ t: 'subscribe', id: 2, sql: 'SELECT sensr FROM readings EMIT CHANGES' });
    expect(await client.next('error', 2)).toEqual({
      t: 'error',
      id: 2,
      code: '42703',
      message: 'column "sensr" does not exist',
      hint: 'Did you mean "sensor"?',
      position: { line: 1, column: 8, length: 5 },
    });
  });

  test('ends with the view that it follows', async () => {
    await run('CREATE MATERIALIZED VIEW brief AS SELECT count(*) AS n FROM readings');
    const client = await connect();
    client.send({ t: 'subscribe', id: 3, view: 'brief' });
    await client.next('snapshotEnd', 3);
    await run('DROP MATERIALIZED VIEW brief');
    await client.next('done', 3);
  });

  test.each([
    ['from', { from: { resume: 'token' } }],
    ['from', { from: { asOf: '2026-01-01' } }],
    ['mode', { mode: 'upsert' }],
    ['enc', { enc: 'arrow' }],
    ['credit', { credit: { rows: 1, bytes: 1 } }],
  ])('%s of later is refused: %j', async (_what, later) => {
    const client = await connect();
    client.sendText(JSON.stringify({ t: 'subscribe', id: 4, view: 'warmest', ...later }));
    expect(await client.next('error')).toMatchObject({ id: 4, code: '0A000' });
  });
});

test('queries answer every statement, up to the first that fails', async () => {
  const client = await connect();
  client.send({ t: 'query', id: 1, sql: 'SELECT $1::BIGINT AS a; SELECT 1 / 0', params: ['7'] });
  expect(await client.next('result', 1)).toMatchObject({ command: 'SELECT', rows: [['7']] });
  expect(await client.next('error', 1)).toMatchObject({ code: '22012' });
  client.send({ t: 'query', id: 2, sql: 'SELECT count(*) AS n FROM warmest' });
  expect(await client.next('result', 2)).toMatchObject({ columns: [{ name: 'n' }], rowCount: 1 });
  await client.next('done', 2);
});

test.each([
  ['not json', 4400],
  ['[]', 4400],
  ['{"t":'.repeat(40), 4400],
  [JSON.stringify({ t: 'query', id: 1, sql: ' '.repeat(70_000) }), 4413],
])('a bad frame closes the connection: %#', async (frame, code) => {
  const client = await connect();
  client.sendText(frame);
  expect(await client.closed()).toMatchObject({ code });
});

test('an id in use and a flood close the connection', async () => {
  const [twice, flood] = await Promise.all([connect(), connect()]);
  twice.send({ t: 'subscribe', id: 1, view: 'warmest' });
  twice.send({ t: 'subscribe', id: 1, view: 'warmest' });
  expect(await twice.closed()).toMatchObject({ code: 4409 });
  for (let n = 0; n < 1000; n += 1) flood.send({ t: 'ping', n });
  expect(await flood.closed()).toMatchObject({ code: 4429 });
});

test('pages of other origins and other hosts are not let in', async () => {
  const { WebSocket } = await import('ws');
  for (const headers of [{ origin: 'http://elsewhere.example' }, { host: 'elsewhere.example' }]) {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/live`, 'millrace.v1', {
      headers,
    });
    const refusal = new Promise((resolve) =>
      socket.once('error', ({ message }) => resolve(message)),
    );
    expect(await refusal).toContain('403');
  }
});

test('many subscribers of one query see the same epochs', async () => {
  const sql = 'SELECT sensor, count(*) AS n FROM readings GROUP BY sensor EMIT CHANGES';
  const many = await Promise.all(Array.from({ length: 40 }, connect));
  for (const client of many) client.send({ t: 'subscribe', id: 1, sql });
  await Promise.all(many.map((client) => client.next('snapshotEnd', 1)));
  const queries = await run('SHOW QUERIES');
  expect(queries.filter(([query]) => String(query).includes('AS n'))).toHaveLength(1);
  await run(`INSERT INTO readings VALUES ('z', 1, '2026-01-01 00:01:00')`);
  const seen = await Promise.all(many.map((client) => client.next('changes', 1)));
  expect(new Set(seen.map((message) => JSON.stringify(message))).size).toBe(1);
  expect(seen[0]?.d).toEqual([[1, 'z', '1']]);
});

/** Resident memory of the server. */
function serverMemoryBytes(): number {
  const status = readFileSync(`/proc/${server.command.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** Each epoch changes all 2,000 rows of this: nearly a megabyte of frames. */
const busySql = `SELECT k, count(*) AS n, repeat('x', 200) || max(v)::TEXT AS pad FROM busy
  GROUP BY k EMIT CHANGES`;
const keys = 2000;

async function writeBusy(times: number): Promise<void> {
  for (let v = 0; v < times; v += 1) {
    const records = Array.from({ length: keys }, (_, k) => ({ k, v }));
    await fetch(`${server.url}/v1/streams/busy/records`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(records),
    });
  }
}

/** Before and after the slow reader stops. The second are more bytes than four times what the kernel may hold for it: up to 38 MB. */
const writes = { read: 20, unread: 220 } as const;

test('a reader that does not read costs little, and then gets the net change', async () => {
  await run('CREATE STREAM busy (k INTEGER, v BIGINT)');
  const [quick, slow] = await Promise.all([connect(), connect()]);
  const [quickRows, slowRows] = [followRows(quick), followRows(slow)];
  await Promise.all([quick.next('snapshotEnd', 1), slow.next('snapshotEnd', 1)]);
  await writeBusy(writes.read);
  const before = serverMemoryBytes();
  const received = slowRows.bytes;
  slow.socket.pause();
  await writeBusy(writes.unread);
  const all = writes.read + writes.unread;
  const isWhole = ({ rows }: typeof slowRows): boolean =>
    rows.size === keys && rows.list.every(({ cells }) => cells[1] === String(all));
  await eventually(() => isWhole(quickRows));
  const growth = serverMemoryBytes() - before;
  slow.socket.resume();
  await eventually(() => isWhole(slowRows));
  const told = quickRows.bytes - received;
  expect(told).toBeGreaterThan(100_000_000);
  // What it got is the net change and what the network held: the rest was never made into text.
  expect(slowRows.bytes - received).toBeLessThan(told / 4);
  expect(growth).toBeLessThan(256 * 1024 * 1024);
  expect(slowRows.lags[0]).toBe('conflating after 0');
  expect(slowRows.lags.at(-1)).toMatch(/^live after [1-9]/);
});

/** Follows the busy query, and counts what it costs. */
function followRows(client: LiveClient): { rows: LiveRows; bytes: number; lags: string[] } {
  const followed = { rows: new LiveRows({ key: [0] }), bytes: 0, lags: [] as string[] };
  client.socket.on('message', (data) => {
    const text = String(data);
    followed.bytes += text.length;
    const message = JSON.parse(text);
    if (message.t === 'lag') followed.lags.push(`${message.state} after ${message.skipped}`);
    else if (message.t === 'reset') followed.rows.reset();
    else if (message.t === 'snapshot') followed.rows.snapshot(message.rows);
    else if (message.t === 'snapshotEnd') followed.rows.snapshotEnd();
    else if (message.t === 'changes') followed.rows.changes(message.d, message.last);
  });
  client.send({ t: 'subscribe', id: 1, sql: busySql });
  return followed;
}
