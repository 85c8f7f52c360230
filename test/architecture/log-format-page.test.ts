import { readFileSync } from 'node:fs';
import { crc32c } from '@node-rs/crc32';
import { expect, test } from 'vitest';
import { decodeHead, isWhole } from '../../src/log/format/batch-head.ts';
import { decodeFront } from '../../src/log/format/file-front.ts';
import { RecordReader } from '../../src/log/format/record-reader.ts';
import { segmentSalt } from '../../src/log/segment/segment-name.ts';

const page = readFileSync('docs/log-format.md', 'utf8');

test('the worked example is a segment, as the page says', () => {
  const dump = /```hex\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const bytes = Buffer.from(dump.replaceAll(/^[0-9a-f]{8}: | {2}.*$|\s/gm, ''), 'hex');
  expect(bytes.length).toBe(176);
  const front = decodeFront('segment', bytes, 'the example');
  expect(front?.bytes).toBe(72);
  const salt = Number(/got the salt (\d+)/.exec(page)?.[1]);
  const range = { baseOffset: 0, rangeEnd: null };
  const head = decodeHead(bytes, 72, segmentSalt(crc32c('0', salt), range));
  expect(head).toMatchObject({
    rows: 1,
    bodyBytes: 13,
    group: 1,
    durablePosition: 72,
    crc: 0xd62be9f0,
  });
  if (head === null) return;
  expect(isWhole(bytes, 72, head)).toBe(true);
  const record = new RecordReader(bytes.subarray(160, 173), 1);
  expect(record.next()).toBe(true);
  const texts = [record.key(), record.value()].map((part) => Buffer.from(part ?? []).toString());
  expect(texts).toEqual(['k', 'hello']);
});
