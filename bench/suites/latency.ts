import { WebSocket } from 'ws';
import { percentile, type Suite } from '../measurement.ts';
import { RecordsPoster } from '../post-records.ts';
import { runSql, startServerProcess } from '../server-process.ts';

const seconds = 10;
const warmupSeconds = 2;

/** Rows a second, and in how many requests they come. */
const loads = [
  { rate: 1_000, requests: 1_000 },
  { rate: 50_000, requests: 500 },
];

/**
 * From the moment a client sends rows to the moment another one holds the WebSocket frame with
 * them: request, columns, log with fdatasync, epoch, query, frame. The clients share the machine's
 * cores with the server.
 */
export const latency: Suite = async (options) => {
  for (const load of loads) {
    options.say(`${load.rate} rows a second in ${load.requests} requests …`);
    const samples = await measure(load);
    const name = `insert to frame at ${load.rate} rows/s`;
    const suite = 'latency';
    options.emit({ suite, name: `${name}, p50`, value: percentile(samples, 0.5), unit: 'ms' });
    options.emit({ suite, name: `${name}, p99`, value: percentile(samples, 0.99), unit: 'ms' });
    options.emit({ suite, name: `${name}, rows seen`, value: samples.length, unit: 'rows' });
  }
};

async function measure({ rate, requests }: (typeof loads)[number]): Promise<number[]> {
  const server = await startServerProcess();
  try {
    await runSql(
      server.url,
      'CREATE STREAM events (id BIGINT, kind TEXT, amount DOUBLE PRECISION)',
    );
    const sentAt: number[] = [];
    const samples: number[] = [];
    const warmupRows = warmupSeconds * rate;
    const socket = await follow(server.url, (id) => {
      if (id >= warmupRows) samples.push(performance.now() - (sentAt[id] ?? Number.NaN));
    });
    const poster = new RecordsPoster(server.url, 'events');
    const rows = (warmupSeconds + seconds) * rate;
    await send(rows, rate / requests, 1000 / requests, async (from, to) => {
      const now = performance.now();
      for (let id = from; id < to; id += 1) sentAt[id] = now;
      await poster.post(bodyOf(from, to), 'json');
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    socket.close();
    poster.close();
    return samples;
  } finally {
    await server.stop();
  }
}

/** Sends portions at a steady pace, whether or not the ones before are answered. */
async function send(
  rows: number,
  portion: number,
  everyMs: number,
  post: (from: number, to: number) => Promise<void>,
): Promise<void> {
  const startMs = performance.now();
  const posts: Promise<void>[] = [];
  let sent = 0;
  while (sent < rows) {
    const due = Math.floor((performance.now() - startMs) / everyMs) * portion;
    for (; sent < Math.min(due, rows); sent += portion) {
      posts.push(post(sent, Math.min(sent + portion, rows)));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(posts);
}

function bodyOf(from: number, to: number): string {
  const records: string[] = [];
  for (let id = from; id < to; id += 1) {
    records.push(`{"id":${id},"kind":"kind-${id % 10}","amount":${(id % 1000) / 10}}`);
  }
  return `[${records.join(',')}]`;
}

/** Subscribes to the stream; `see` is told the id of every row that comes. */
async function follow(url: string, see: (id: number) => void): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/live`, 'millrace.v1');
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('open', () => {
      const sql = 'SELECT id, kind, amount FROM events EMIT CHANGES';
      socket.send(JSON.stringify({ t: 'subscribe', id: 1, sql }));
    });
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      if (message.t === 'snapshotEnd') resolve();
      if (message.t === 'error') reject(new Error(message.message));
      if (message.t === 'changes') for (const row of message.d) see(Number(row[1]));
    });
  });
  return socket;
}
