import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../../src/engine/api.ts';
import { compared, type Suite } from '../measurement.ts';
import { openBenchEngine } from '../nexmark/event-log.ts';
import { timeStart } from '../replay/rebuild.ts';
import { singleRows } from '../replay/single-rows.ts';

/** Writes of one to five rows, as a stream of a few events a second makes them. */
const writes = 100_000;
const rowsMax = 5;

const products = 'aurora,basalt,cedar,delta,ember,fjord,grove,harbor'.split(',');

/**
 * Rows/s at which a materialized view is rebuilt when the server starts, over a stream written by
 * 100,000 small writes, and by millions of writes of one row; each beside the same rows written at
 * once. The best of three starts each.
 */
export const replay: Suite = async (options) => {
  const small = await rebuild((engine) => fill(engine, writes), options.say);
  const large = await rebuild((engine) => fill(engine, 1), options.say);
  options.emit(
    compared(
      {
        suite: 'replay',
        name: `${writes} writes of 1 to ${rowsMax} rows`,
        value: rows().length / small,
        unit: 'rows/s',
      },
      'the same rows in one write',
      rows().length / large,
    ),
  );
  await singleRows(options);
};

/** Seconds from the opening of the engine until its view answers, over rows that `write` has written. */
async function rebuild(
  write: (engine: Engine) => Promise<void>,
  say: (line: string) => void,
): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    say(`writing ${rows().length} rows …`);
    const engine = await openBenchEngine(directory);
    await write(engine);
    await engine.close();
    return await timeStart(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function fill(engine: Engine, parts: number): Promise<void> {
  const { error } = await engine.execute(`
    CREATE STREAM orders (order_id BIGINT, customer_id INTEGER, product TEXT, category TEXT,
      amount NUMERIC(10,2), note TEXT, ts TIMESTAMP, WATERMARK FOR ts AS ts - INTERVAL '2 seconds')
      WITH (durability = 'relaxed');
    CREATE MATERIALIZED VIEW revenue AS
      SELECT window_start, category, product, count(*) AS orders, sum(amount) AS revenue,
        max(order_id) AS last, count(note) AS notes, min(customer_id) AS customer
      FROM TUMBLE(orders, ts, INTERVAL '1 minute')
      GROUP BY window_start, window_end, category, product`);
  if (error !== null) throw error;
  const lines = rows();
  for (let part = 0, from = 0; part < parts; part += 1) {
    const to = parts === 1 ? lines.length : from + 1 + (part % rowsMax);
    await engine.ingest('orders', Buffer.from(lines.slice(from, to).join('\n')), 'ndjson');
    from = to;
  }
}

function rows(): string[] {
  return Array.from({ length: (writes * (rowsMax + 1)) / 2 }, (_, n) =>
    JSON.stringify({
      order_id: n,
      customer_id: (n * 7) % 20,
      product: products[(n * 3) % products.length],
      category: `category ${(n * 11) % 5}`,
      amount: (450 + ((n * 37) % 17_550)) / 100,
      note: n % 3 === 0 ? `note ${n % 100}` : null,
      ts: 1_700_000_000_000 + n * 30,
    }),
  );
}
