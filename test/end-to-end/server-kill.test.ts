import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Digest } from '../../bench/nexmark/digest.ts';
import { systemClock } from '../../src/common/clock.ts';
import { nexmarkConfig } from '../../src/connectors/nexmark/nexmark-config.ts';
import { NexmarkReader } from '../../src/connectors/nexmark/nexmark-reader.ts';
import type { Batch } from '../../src/data/batch.ts';
import type { Vector } from '../../src/data/vector.ts';
import type { Engine } from '../../src/engine/api.ts';
import { openEngine } from '../../src/engine/open-engine.ts';
import { systemDisk } from '../../src/log/disk/system-disk.ts';
import { LiveClient } from '../support/live-client.ts';
import { rowLines } from '../support/script/print-answer.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

const kills = 5;

let directory: string;
let server: ServerProcess | null = null;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'millrace-killed-'));
});

afterEach(async () => {
  await server?.end('SIGKILL');
  await rm(directory, { recursive: true });
});

/** Bids as fast as they come, and auctions at a pace: the kills come while both are under way. */
const sources = {
  bid: { kind: 'bid', events: 250_000, rate: 1000, partitions: 2 },
  auction: { kind: 'auction', events: 120_000, rate: 20_000, speed: 'real', partitions: 1 },
} as const;

const views = {
  per_writer: 'SELECT writer, count(*) AS n, max(n) AS most FROM pings GROUP BY writer',
  per_window: `SELECT window_start, count(*) AS n, max(price) AS most
    FROM TUMBLE(bid, datetime, INTERVAL '10 seconds') GROUP BY window_start, window_end`,
  sellers: `SELECT s.n, count(*) AS sellers
    FROM (SELECT seller, count(*) AS n FROM auction GROUP BY seller) AS s GROUP BY s.n`,
} as const;

function optionsText(options: Readonly<Record<string, string | number>>): string {
  return Object.entries({ connector: 'nexmark', ...options })
    .map(([key, value]) => `${key} = ${typeof value === 'number' ? value : `'${value}'`}`)
    .join(', ');
}

const setUp = `
  CREATE STREAM pings (writer INTEGER, n INTEGER, part INTEGER);
  CREATE STREAM spread (writer INTEGER, n INTEGER, part INTEGER) PARTITION BY (part) WITH (partitions = 3);
  CREATE TABLE latest (writer INTEGER PRIMARY KEY, n INTEGER);
  CREATE STREAM bid WITH (${optionsText(sources.bid)});
  CREATE STREAM auction WITH (${optionsText(sources.auction)});
  ${Object.entries(views)
    .map(([name, sql]) => `CREATE MATERIALIZED VIEW ${name} AS ${sql};`)
    .join('\n')}`;

async function sql(text: string): Promise<readonly (readonly string[])[]> {
  const response = await fetch(`${server?.url}/v1/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql: text }),
  });
  const body = (await response.json()) as { results?: { rows: string[][] }[]; code?: string };
  if (!response.ok) throw new Error(JSON.stringify(body));
  return body.results?.at(-1)?.rows ?? [];
}

/** Inserts one statement after the other, three rows each, and counts those that were acknowledged. */
class Writer {
  readonly number: number;
  acknowledged = 0;

  constructor(number: number) {
    this.number = number;
  }

  /** Until the server is gone. */
  async run(): Promise<void> {
    try {
      for (;;) {
        const n = this.acknowledged + 1;
        const rows = [0, 1, 2].map((part) => `(${this.number}, ${n}, ${part})`).join(', ');
        await sql(`INSERT INTO pings VALUES ${rows}`);
        await sql(`INSERT INTO spread VALUES ${rows}`);
        await sql(`INSERT INTO latest VALUES (${this.number}, ${n})`);
        this.acknowledged = n;
      }
    } catch {
      // What was under way may be there or not. Nobody writes on under this number.
    }
  }
}

/** Everything acknowledged is there once; an insert into one partition is there whole or not at all. */
async function expectAcknowledged(writers: readonly Writer[]): Promise<void> {
  for (const { number, acknowledged } of writers) {
    for (const stream of ['pings', 'spread']) {
      const counts = await sql(
        `SELECT n, count(*) FROM ${stream} WHERE writer = ${number} GROUP BY n ORDER BY n`,
      );
      const whole = counts.filter(([n]) => Number(n) <= acknowledged);
      expect(whole.length).toBe(acknowledged);
      expect(counts.length).toBeLessThanOrEqual(acknowledged + 1);
      const wrong = stream === 'pings' ? counts.filter(([, rows]) => rows !== '3') : [];
      expect([...whole.filter(([, rows]) => rows !== '3'), ...wrong]).toEqual([]);
    }
    const [row] = await sql(`SELECT n FROM latest WHERE writer = ${number}`);
    expect([acknowledged, acknowledged + 1]).toContain(Number(row?.[0] ?? 0));
  }
}

/** The epoch that a new subscriber is told. */
async function subscribedEpoch(url: string): Promise<number> {
  const client = await LiveClient.connect(url);
  client.send({ t: 'subscribe', id: 1, view: 'per_writer' });
  const { epoch } = await client.next('snapshotEnd');
  client.socket.terminate();
  return Number(epoch);
}

function digestOf(batches: Iterable<Batch>, columns: readonly string[]): string {
  const digest = new Digest();
  for (const batch of batches) {
    const indexes = columns.map((name) => batch.schema.fields.findIndex((f) => f.name === name));
    digest.add({ ...batch, columns: indexes.map((index) => batch.columns[index] as Vector) });
  }
  return `${digest.rows} rows, ${digest.text()}`;
}

function* generated(options: Readonly<Record<string, string | number>>): Generator<Batch> {
  const { partitions: _partitions, ...own } = options;
  const reader = new NexmarkReader(nexmarkConfig(own), 0);
  for (let batch = reader.next(8192); batch !== null; batch = reader.next(8192)) yield batch;
}

async function answer(engine: Engine, text: string): Promise<readonly Batch[]> {
  const { results, error } = await engine.execute(text);
  if (error !== null) throw error;
  return results.at(-1)?.batches ?? [];
}

async function allFinished(): Promise<void> {
  for (;;) {
    const rows = await sql('SHOW SOURCES');
    if (rows.every(([, , status]) => status === 'finished')) return;
    await pause(100);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Sources have made each row once, as if nothing had happened; views answer as their queries do. */
async function expectUnharmed(): Promise<void> {
  const reports: string[] = [];
  const engine = await openEngine({
    dataDirectory: directory,
    filesDirectory: directory,
    disk: systemDisk,
    clock: systemClock,
    report: (line) => reports.push(line),
  });
  try {
    // The times of paced rows tell when they were made.
    const columns = {
      bid: ['auction', 'bidder', 'price', 'channel', 'url', 'extra', 'datetime'],
      auction: ['id', 'itemname', 'description', 'initialbid', 'reserve', 'seller', 'category'],
    };
    for (const name of ['bid', 'auction'] as const) {
      const rows = await answer(engine, `SELECT * FROM ${name}`);
      const expected = digestOf(generated(sources[name]), columns[name]);
      expect(digestOf(rows, columns[name]), name).toBe(expected);
    }
    for (const [name, text] of Object.entries(views)) {
      const known = rowLines(await answer(engine, `SELECT * FROM ${name}`)).toSorted();
      expect(known, name).toEqual(rowLines(await answer(engine, text)).toSorted());
      expect(known.length).toBeGreaterThan(0);
    }
    expect(reports.filter((line) => !line.includes('torn tail'))).toEqual([]);
  } finally {
    await engine.close();
  }
}

test('a server that is killed again and again loses nothing and makes nothing twice', async () => {
  let lastEpoch = 0;
  const writers: Writer[] = [];
  for (let kill = 0; kill <= kills; kill += 1) {
    server = await startServerProcess(directory, 0);
    if (kill === 0) await sql(setUp);
    await expectAcknowledged(writers);
    const epoch = await subscribedEpoch(server.url);
    expect(epoch).toBeGreaterThan(lastEpoch);
    lastEpoch = epoch;
    if (kill === kills) break;
    const started = [0, 1, 2].map((i) => new Writer(kill * 10 + i));
    writers.push(...started);
    const running = started.map((writer) => writer.run());
    const enough = 1 + Math.floor(Math.random() * 30);
    while (!started.some(({ acknowledged }) => acknowledged >= enough)) await pause(5);
    await pause(Math.random() * 20);
    await server.end('SIGKILL');
    await Promise.all(running);
  }
  await allFinished();
  await sql('FLUSH');
  await server?.end('SIGKILL');
  await expectUnharmed();
}, 120_000);
