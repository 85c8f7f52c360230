import { compared, type Suite } from '../measurement.ts';
import { RecordsPoster } from '../post-records.ts';
import { runSql, startServerProcess } from '../server-process.ts';

const rowsPerBody = 5_000;
const bodies = 100;
const rounds = 3;
/** Requests under way at a time. */
const clients = 4;

/**
 * JSON records a second over HTTP, durable, beside `JSON.parse` of the same bytes in this process.
 * Rows are about 190 bytes. The best of three rounds each.
 */
export const ingest: Suite = async (options) => {
  for (const type of ['json', 'x-ndjson'] as const) {
    const body = Buffer.from(type === 'json' ? jsonBody() : linesBody());
    let parseSeconds = Number.POSITIVE_INFINITY;
    let seconds = Number.POSITIVE_INFINITY;
    const server = await startServerProcess();
    try {
      await runSql(
        server.url,
        `CREATE STREAM orders (order_id BIGINT, customer TEXT, product TEXT, quantity INTEGER,
         price NUMERIC(10,2), paid BOOLEAN, placed_at TIMESTAMP, note TEXT)`,
      );
      const poster = new RecordsPoster(server.url, 'orders');
      for (let round = 0; round < rounds; round += 1) {
        parseSeconds = Math.min(parseSeconds, timeParse(body, type));
        seconds = Math.min(seconds, await timePosts(poster, body, type));
      }
      poster.close();
    } finally {
      await server.stop();
    }
    const rows = rowsPerBody * bodies;
    const measurement = {
      suite: 'ingest',
      name: type === 'json' ? 'JSON array over HTTP' : 'JSON lines over HTTP',
      value: rows / seconds,
      unit: 'rows/s',
    };
    options.emit(compared(measurement, 'JSON.parse of the same bytes', rows / parseSeconds));
  }
};

function timeParse(body: Buffer, type: 'json' | 'x-ndjson'): number {
  const startMs = performance.now();
  for (let i = 0; i < bodies; i += 1) {
    if (type === 'json') JSON.parse(body.toString());
    else for (const line of body.toString().split('\n')) if (line !== '') JSON.parse(line);
  }
  return (performance.now() - startMs) / 1000;
}

async function timePosts(
  poster: RecordsPoster,
  body: Buffer,
  type: 'json' | 'x-ndjson',
): Promise<number> {
  const startMs = performance.now();
  let left = bodies;
  const client = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await poster.post(body, type);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (performance.now() - startMs) / 1000;
}

function records(): object[] {
  return Array.from({ length: rowsPerBody }, (_, i) => ({
    order_id: 1_000_000 + i,
    customer: `customer-${i % 997}`,
    product: `product ${i % 53}`,
    quantity: (i % 9) + 1,
    price: (1000 + (i % 9000)) / 100,
    paid: i % 3 !== 0,
    placed_at: new Date(1_700_000_000_000 + i * 1000).toISOString().slice(0, 23),
    note: 'leave it at the door, please',
  }));
}

function jsonBody(): string {
  return JSON.stringify(records());
}

function linesBody(): string {
  return `${records()
    .map((record) => JSON.stringify(record))
    .join('\n')}\n`;
}
