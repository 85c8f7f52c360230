import { crc32c } from '@node-rs/crc32';
import { expect, test } from 'vitest';
import {
  batchBytes,
  decodeHead,
  encodeHead,
  headBytes,
  plainBatch,
} from '../../../../src/log/format/batch-head.ts';

const body = Uint8Array.from({ length: 21 }, (_, index) => index * 7);
const fields = {
  ...plainBatch,
  baseOffset: 2 ** 40 + 5,
  rows: 300,
  schemaId: 1,
  firstTimestampMs: 1_700_000_000_123,
  maxTimestampMs: 1_700_000_000_999,
  endOffset: 2 ** 40 + 5 + 300,
  group: 2 ** 33 + 1,
  durablePosition: 4096,
};

function encoded(): Uint8Array {
  const head = new Uint8Array(headBytes);
  encodeHead(head, fields, body, 99);
  return head;
}

test('a head reads back as it was written', () => {
  const head = decodeHead(encoded(), 0, 99);
  expect(head).toMatchObject({ ...fields, bodyBytes: 21 });
  const before = { ...fields, firstTimestampMs: -1, maxTimestampMs: -(2 ** 41) - 7 };
  const target = new Uint8Array(headBytes);
  encodeHead(target, before, body, 0);
  expect(decodeHead(target, 0, 0)).toMatchObject(before);
});

test('the header is that of a Kafka record batch, version 2', () => {
  const header = Buffer.from(encoded().subarray(27));
  expect(header).toHaveLength(61);
  expect(header.readBigInt64BE(0)).toBe(2n ** 40n + 5n);
  expect(header.readInt32BE(8)).toBe(header.length - 12 + body.length);
  expect(header.readInt8(16)).toBe(2);
  expect(header.readUInt32BE(17)).toBe(crc32c(Buffer.concat([header.subarray(21), body])));
  expect(header.readUInt16BE(21)).toBe(0x8000);
  expect(header.readInt32BE(23)).toBe(299);
  expect(header.readBigInt64BE(27)).toBe(1_700_000_000_123n);
  expect(header.readBigInt64BE(35)).toBe(1_700_000_000_999n);
  expect(header.readBigInt64BE(43)).toBe(-1n);
  expect(header.readInt16BE(51)).toBe(-1);
  expect(header.readInt32BE(53)).toBe(-1);
  expect(header.readInt32BE(57)).toBe(300);
});

test('a body begins and a batch ends at a multiple of 8', () => {
  expect(headBytes % 8).toBe(0);
  for (let bytes = 0; bytes < 20; bytes += 1) {
    expect(batchBytes(bytes) % 8).toBe(0);
    expect(batchBytes(bytes) - headBytes - bytes).toBeLessThan(8);
  }
});

test('any changed byte, another salt or a cut head is no head', () => {
  const good = encoded();
  for (let at = 0; at < headBytes; at += 1) {
    const bad = good.slice();
    bad[at] = (bad[at] as number) ^ 0x10;
    expect(decodeHead(bad, 0, 99), `byte ${at}`).toBeNull();
  }
  expect(decodeHead(good, 0, 98)).toBeNull();
  expect(decodeHead(good.subarray(0, 87), 0, 99)).toBeNull();
  expect(decodeHead(new Uint8Array(headBytes), 0, 99)).toBeNull();
});
