import type { Batch } from '../../src/data/batch.ts';
import { decodeColumns, encodeBatch } from '../../src/data/column-codec.ts';
import { DictionaryPool } from '../../src/data/dictionary-pool.ts';
import { encodeSchema } from '../../src/data/schema-codec.ts';
import type { Log, Partition } from '../../src/log/api.ts';
import { RecordReader } from '../../src/log/format/record-reader.ts';
import { compared, type Measurement } from '../measurement.ts';
import { bareRead, bytesUnder } from './bare-files.ts';
import { benchRecord, openBenchLog } from './bench-log.ts';

/** Enough for several segments. */
const bytesToRead = 512 * 1024 * 1024;
const bytesAtOnce = 4 * 1024 * 1024;
const runs = 3;

/** Catching up on Kafka records: checksums compared, every record visited. */
export async function readRecords(
  directory: string,
  say: (line: string) => void,
): Promise<readonly Measurement[]> {
  say('reading records …');
  const filled = await openBenchLog(directory);
  const partition = (await filled.createTopic('records')).partitions[0] as Partition;
  const records = Array.from({ length: 1000 }, (_, n) => benchRecord(n));
  while (partition.bytes() < bytesToRead) {
    await Promise.all(Array.from({ length: 20 }, () => partition.appendRecords(records)));
  }
  await filled.close();
  return compareReads(directory, 'read-records', 'records', visitRecords);
}

/** Catching up on columns: every column decoded, its checksum compared. */
export async function readColumns(
  directory: string,
  say: (line: string) => void,
): Promise<readonly Measurement[]> {
  say('reading columns …');
  const batch = numbers(65_536);
  const log = await openBenchLog(directory);
  const settings = { schema: encodeSchema(batch.schema) };
  const partition = (await log.createTopic('columns', settings)).partitions[0] as Partition;
  const body = encodeBatch(batch, { schemaId: 1, timestampMs: 1_700_000_000_000 });
  const times = { firstTimestampMs: 1_700_000_000_000, maxTimestampMs: 1_700_000_000_000 };
  while (partition.bytes() < bytesToRead) {
    await partition.append({ rows: batch.rowCount, body: body.slice(), ...times });
  }
  await log.close();
  const bytes = await compareReads(directory, 'read-columns', 'columns', readBodies);
  const decoded = await compareReads(directory, 'read-columns-decoded', 'columns', decodeAll);
  return [...bytes, ...decoded];
}

type Visit = (partition: Partition) => Promise<void>;

/** The best of three reads by a log that was opened anew, beside bare reads of the same files. */
async function compareReads(
  directory: string,
  name: string,
  topic: string,
  visit: Visit,
): Promise<readonly Measurement[]> {
  const mebibytes = bytesUnder(directory) / (1024 * 1024);
  let [own, bare] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = 0; run < runs; run += 1) {
    bare = Math.min(bare, await bareRead(directory));
    const log = await openBenchLog(directory);
    own = Math.min(own, await secondsOf(log, topic, visit));
    await log.close();
  }
  const figure = { suite: 'log', name, value: mebibytes / own, unit: 'MB/s' };
  return [compared(figure, 'bare reads of the same files', mebibytes / bare)];
}

async function secondsOf(log: Log, topic: string, visit: Visit): Promise<number> {
  const partition = log.topic(topic)?.partitions[0] as Partition;
  const startMs = performance.now();
  await visit(partition);
  return (performance.now() - startMs) / 1000;
}

async function visitRecords(partition: Partition): Promise<void> {
  let visited = 0;
  for (let offset = partition.startOffset(); offset < partition.endOffset(); ) {
    const { batches, nextOffset } = await partition.read(offset, bytesAtOnce);
    for (const batch of batches) {
      const reader = new RecordReader(await batch.body(), batch.rows);
      while (reader.next()) visited += 1;
    }
    offset = nextOffset;
  }
  if (visited !== partition.endOffset()) throw new Error(`${visited} records were read`);
}

/** The bytes of all bodies, as a reader of all columns asks for them. */
async function readBodies(partition: Partition): Promise<void> {
  for (let offset = partition.startOffset(); offset < partition.endOffset(); ) {
    const { batches, nextOffset } = await partition.read(offset, bytesAtOnce);
    await Promise.all(batches.map((batch) => batch.range(0, batch.bodyBytes)));
    offset = nextOffset;
  }
}

async function decodeAll(partition: Partition): Promise<void> {
  const dictionaries = new DictionaryPool('bench');
  for (let offset = partition.startOffset(); offset < partition.endOffset(); ) {
    const { batches, nextOffset } = await partition.read(offset, bytesAtOnce);
    const bodies = await Promise.all(batches.map((batch) => batch.range(0, batch.bodyBytes)));
    for (const body of bodies) decodeColumns(body, [0, 1, 2, 3], dictionaries);
    offset = nextOffset;
  }
}

/** Four columns of doubles and integers that take eight bytes each. */
function numbers(rowCount: number): Batch {
  const fields = ['a', 'b', 'c', 'd'].map((name) => ({
    name,
    type: { kind: 'double' } as const,
    nullable: false,
  }));
  const columns = fields.map((_, c) => ({
    kind: 'f64' as const,
    values: Float64Array.from({ length: rowCount }, (_, row) => row / (c + 3)),
    nulls: null,
  }));
  return { schema: { fields }, rowCount, columns, weights: null, late: null };
}
