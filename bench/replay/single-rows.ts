import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Batch, sliceBatch } from '../../src/data/batch.ts';
import { encodeBatch } from '../../src/data/column-codec.ts';
import type { SqlType } from '../../src/data/sql-type.ts';
import { vectorFromDatums } from '../../src/data/vector-datum.ts';
import type { Append, Partition } from '../../src/log/api.ts';
import { filesUnder } from '../log/bare-files.ts';
import { openBenchLog } from '../log/bench-log.ts';
import { type BenchOptions, compared } from '../measurement.ts';
import { openBenchEngine } from '../nexmark/event-log.ts';
import { timeStart } from './rebuild.ts';

const rowsDefault = 10_000_000;
/** Writers that each have one row on its way. */
const writers = 64;
const blockRows = 65_536;
const patienceMs = 300_000;

/**
 * Rows/s at which a view is rebuilt over rows that came one by one, written by 64 writers, once the
 * log has rewritten its closed segments; beside the same rows in batches of 65,536.
 */
export async function singleRows({ events, emit, say }: BenchOptions): Promise<void> {
  const rows = Math.ceil((events ?? rowsDefault) / blockRows) * blockRows;
  say(`writing ${rows} rows one by one …`);
  const single = await rebuild(async (partition, directory) => {
    await writeOneByOne(partition, rows);
    say('waiting until closed segments are rewritten …');
    await rewritten(directory);
  });
  say(`writing ${rows} rows in large batches …`);
  const bulk = await rebuild(async (partition) => {
    for (let at = 0; at < rows; at += blockRows) await partition.append(appendOf(block(at)));
  });
  const figure = { suite: 'replay', name: `${rows} writes of one row`, unit: 'rows/s' };
  emit(compared({ ...figure, value: rows / single }, 'the same rows in bulk', rows / bulk));
}

/** Seconds that a start takes over rows that were put into the log of a stream. */
async function rebuild(
  write: (partition: Partition, directory: string) => Promise<void>,
): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'millrace-bench-'));
  try {
    const engine = await openBenchEngine(directory);
    const { error } = await engine.execute(`
      CREATE STREAM readings (id BIGINT, sensor TEXT, value DOUBLE PRECISION, ts TIMESTAMP,
        WATERMARK FOR ts AS ts - INTERVAL '2 seconds') WITH (durability = 'relaxed');
      CREATE MATERIALIZED VIEW per_minute AS
        SELECT window_start, sensor, count(*) AS readings, sum(value) AS total, max(id) AS last
        FROM TUMBLE(readings, ts, INTERVAL '1 minute') GROUP BY window_start, window_end, sensor`);
    if (error !== null) throw error;
    await engine.close();
    const log = await openBenchLog(directory);
    const topic = log.topics().find(({ name }) => !name.startsWith('__'));
    await write(topic?.partitions[0] as Partition, join(directory, 'log/topics'));
    await log.close();
    return await timeStart(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function writeOneByOne(partition: Partition, rows: number): Promise<void> {
  let at = 0;
  let rest: Batch | null = null;
  const next = (): Append => {
    if (at % blockRows === 0) rest = block(at);
    const row = at % blockRows;
    at += 1;
    return appendOf(sliceBatch(rest as Batch, row, row + 1));
  };
  const writer = async (): Promise<void> => {
    while (at < rows) await partition.append(next());
  };
  await Promise.all(Array.from({ length: writers }, writer));
}

/**
 * Waits until all closed segments below a directory were rewritten, which their names tell:
 * `BASE-END.log`. The last one of a partition never is.
 */
async function rewritten(directory: string): Promise<void> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const partitions = new Map<string, number>();
    for (const path of filesUnder(directory).filter((file) => /\/\d{20}\.log$/.test(file))) {
      partitions.set(dirname(path), (partitions.get(dirname(path)) ?? 0) + 1);
    }
    if ([...partitions.values()].every((plain) => plain <= 1)) return;
    if (performance.now() > endMs) throw new Error('segments were not rewritten');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const sensors = Array.from({ length: 100 }, (_, n) => `sensor ${n}`);
const types: readonly SqlType[] = [
  { kind: 'bigint' },
  { kind: 'text' },
  { kind: 'double' },
  { kind: 'timestamp' },
];
const firstMicros = 1_700_000_000_000_000n;

/** The rows from a number on, a millisecond of event time apart. */
function block(first: number): Batch {
  const numbers = Array.from({ length: blockRows }, (_, n) => first + n);
  const columns = [
    numbers.map(BigInt),
    numbers.map((n) => sensors[n % sensors.length] as string),
    numbers.map((n) => (n % 1000) / 8),
    numbers.map((n) => firstMicros + BigInt(n) * 1000n),
  ];
  return {
    schema: { fields: types.map((type, c) => ({ name: `c${c}`, type, nullable: true })) },
    rowCount: blockRows,
    columns: columns.map((values, c) => vectorFromDatums(types[c] as SqlType, values)),
    weights: null,
    late: null,
  };
}

function appendOf(batch: Batch): Append {
  const timestampMs = 1_700_000_000_000;
  return {
    rows: batch.rowCount,
    body: encodeBatch(batch, { schemaId: 1, timestampMs }),
    firstTimestampMs: timestampMs,
    maxTimestampMs: timestampMs,
  };
}
