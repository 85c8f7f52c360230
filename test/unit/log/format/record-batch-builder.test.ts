import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../../../src/log/api.ts';
import {
  encodeHead,
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
import { decodeWithKafkajs } from '../../../support/kafka-decoder.ts';

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
