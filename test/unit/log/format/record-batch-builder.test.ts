import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../../src/common/clock.ts';
import type { LogRecord } from '../../../../src/log/api.ts';
import { systemDisk } from '../../../../src/log/disk/system-disk.ts';
import {
  encodeHead,
  frameMagicBytes,
  headBytes,
  kafkaAt,
  plainBatch,
} from '../../../../src/log/format/batch-head.ts';
import { compressLz4 } from '../../../../src/log/format/lz4.ts';
import {
  RecordBatchBuilder,
  recordBytesMax,
} from '../../../../src/log/format/record-batch-builder.ts';
import { RecordReader } from '../../../../src/log/format/record-reader.ts';
import { openLog } from '../../../../src/log/open-log.ts';
import { decodeWithKafkajs } from '../../../support/kafka-decoder.ts';
import { numberedBodies } from '../../../support/numbered-rows.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const day = 86_400_000;
const records: readonly LogRecord[] = [
  { key: bytes('k'), value: bytes('v'), headers: [], timestampMs: 50 * day },
  { key: null, value: null, headers: [], timestampMs: 50 * day + 1 },
  { key: new Uint8Array(0), value: new Uint8Array(0), headers: [], timestampMs: 0 },
  { key: bytes('x'.repeat(63)), value: bytes('y'.repeat(64)), headers: [], timestampMs: 90 * day },
  {
    key: bytes('mit Köpfen'),
    value: bytes('z'.repeat(20_000)),
    headers: [
      { key: 'größe', value: bytes('1') },
      { key: 'nothing', value: new Uint8Array(0) },
    ],
    timestampMs: 50 * day - 1,
  },
  { key: null, value: bytes('far'), headers: [], timestampMs: 4_000_000_000_000_000 },
  { key: null, value: bytes('before'), headers: [], timestampMs: -4_000_000_000_000_000 },
];

function built(some: readonly LogRecord[]): RecordBatchBuilder {
  const builder = new RecordBatchBuilder(some[0]?.timestampMs ?? 0);
  for (const record of some) builder.add(record);
  return builder;
}

/** The batch as Kafka sends it. */
function kafkaBatch(builder: RecordBatchBuilder, compression: 'none' | 'lz4'): Uint8Array {
  const body = compression === 'lz4' ? compressLz4(builder.body()) : builder.body();
  const head = new Uint8Array(headBytes);
  const description = {
    ...plainBatch,
    kind: 'records' as const,
    compression,
    baseOffset: 5_000_000_000,
    endOffset: 5_000_000_000 + builder.rows,
    rows: builder.rows,
    schemaId: 0,
    firstTimestampMs: records[0]?.timestampMs ?? 0,
    maxTimestampMs: builder.maxTimestampMs,
    group: 1,
    durablePosition: 0,
  };
  encodeHead(head, description, body, 7);
  return Buffer.concat([head.subarray(kafkaAt), body]);
}

describe('RecordBatchBuilder', () => {
  it.each(['none', 'lz4'] as const)(
    'kafkajs reads what it wrote, compression %s',
    async (compression) => {
      const decoded = await decodeWithKafkajs(kafkaBatch(built(records), compression));
      expect(decoded.lastOffsetDelta).toBe(records.length - 1);
      expect(decoded.maxTimestamp).toBe('4000000000000000');
      expect(decoded.records).toHaveLength(records.length);
      decoded.records.forEach((record, index) => {
        const { key, value, headers, timestampMs } = records[index] as LogRecord;
        expect(record.offset).toBe(String(5_000_000_000 + index));
        expect(record.timestamp).toBe(String(timestampMs));
        expect(record.key).toEqual(key && Buffer.from(key));
        expect(record.value).toEqual(value && Buffer.from(value));
        for (const header of headers) {
          expect(record.headers[header.key]).toEqual(header.value && Buffer.from(header.value));
        }
      });
    },
  );

  it('its body begins at a multiple of 8 and has no room to spare when it is small', () => {
    const builder = built(records.slice(0, 1));
    const body = builder.body();
    expect(body.byteOffset % 8).toBe(0);
    expect(body).toHaveLength(builder.bytes);
    expect(body.buffer.byteLength).toBe(body.length);
  });

  it('says how large a record may become before it is added', () => {
    for (const record of records) {
      expect(built([record]).bytes).toBeLessThanOrEqual(recordBytesMax(record));
    }
  });

  it('takes over records of another batch with new offsets and times', () => {
    const reader = new RecordReader(built(records).body(), records.length);
    const builder = new RecordBatchBuilder(1000);
    while (reader.next()) {
      if (reader.offsetDelta % 2 === 1) continue;
      const { timestampMs } = records[reader.offsetDelta] as LogRecord;
      builder.addRest(reader.rest(), reader.offsetDelta + 3, timestampMs);
    }
    const copied = new RecordReader(builder.body(), builder.rows);
    const found: unknown[] = [];
    while (copied.next()) {
      const timestampMs = copied.timestampDelta + 1000;
      const { offsetDelta } = copied;
      found.push({
        offsetDelta,
        key: copied.key(),
        value: copied.value(),
        headers: copied.headers(),
        timestampMs,
      });
    }
    const expected = records.flatMap((record, index) =>
      index % 2 === 1 ? [] : [{ offsetDelta: index + 3, ...record }],
    );
    expect(found).toEqual(expected);
  });
});

/** Kafka's batches in a segment file: they stand behind a frame at multiples of 8. */
function kafkaBatchesOf(segment: Buffer): Buffer[] {
  const batches: Buffer[] = [];
  for (let at = segment.indexOf(frameMagicBytes); at >= 0; ) {
    const from = at + kafkaAt;
    const bytes = 12 + segment.readInt32BE(from + 8);
    if (at % 8 === 0) batches.push(segment.subarray(from, from + bytes));
    at = segment.indexOf(frameMagicBytes, from + bytes);
  }
  return batches;
}

describe('what the log writes to a real directory', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'millrace-records-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('is read by kafkajs: records, producers, transactions and their markers', async () => {
    const log = await openLog({
      disk: systemDisk,
      clock: systemClock,
      directory,
      bodies: numberedBodies,
      report: () => undefined,
    });
    const partition = (await log.createTopic('t')).partitions[0];
    await partition?.appendRecords(records);
    await log.newProducer('t').sendAll(records.slice(0, 2));
    for (const end of ['commit', 'abort'] as const) {
      const transaction = await log.beginTransaction();
      await transaction.appendRecords({ topic: 't', partition: 0 }, records.slice(3, 5));
      await transaction[end]();
    }
    await log.close();
    const file = await readFile(`${directory}/topics/1/0/${'0'.repeat(20)}.log`);
    const batches = await Promise.all(kafkaBatchesOf(file).map(decodeWithKafkajs));
    const told = batches.map((batch) => ({
      offset: Number(batch.firstOffset),
      rows: batch.records.length,
      sequence: batch.firstSequence,
      kind: `${batch.inTransaction ? 'transactional' : 'plain'}${batch.isControlBatch ? ' control' : ''}`,
      first: batch.records[0]?.key?.toString('latin1') ?? null,
    }));
    const long = 'x'.repeat(63);
    expect(told).toEqual([
      { offset: 0, rows: 7, sequence: -1, kind: 'plain', first: 'k' },
      { offset: 7, rows: 2, sequence: 0, kind: 'plain', first: 'k' },
      { offset: 9, rows: 2, sequence: 0, kind: 'transactional', first: long },
      { offset: 11, rows: 1, sequence: -1, kind: 'transactional control', first: '\0\0\0\x01' },
      { offset: 12, rows: 2, sequence: 0, kind: 'transactional', first: long },
      { offset: 14, rows: 1, sequence: -1, kind: 'transactional control', first: '\0\0\0\0' },
    ]);
    expect(new Set(batches.slice(2, 4).map(({ producerId }) => producerId)).size).toBe(1);
    expect(batches[0]?.records.map(({ offset }) => Number(offset))).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
