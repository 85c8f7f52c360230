import { beforeEach, expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import { compressLz4 } from '../../../../src/log/format/lz4.ts';
import { listSegments } from '../../../../src/log/segment/list-segments.ts';
import { numberedRows } from '../../../support/numbered-rows.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';
import { openTestLog, partitionOf } from '../../../support/test-log.ts';
import {
  batchOf,
  readerOf,
  rewrittenSegment,
  segmentOptions,
} from '../../../support/test-segments.ts';

let disk: SimulatedDisk;

beforeEach(async () => {
  disk = new SimulatedDisk(new Random(5n));
  await disk.disk.makeDirectory('/p');
});

const name = '/p/00000000000000000000-00000000000000100000.log';
const offsets = Array.from({ length: 40_000 }, (_, offset) => offset);

test.each([10, 40_000])(
  'a compressed batch of %i rows: range is what is stored, body what was written',
  async (rows) => {
    const { batch, body } = batchOf(offsets.slice(0, rows));
    const packed = compressLz4(body);
    await rewrittenSegment(
      disk.disk,
      [0, 100_000],
      [{ batch: { ...batch, kind: 'records', compression: 'lz4' }, body: packed }],
    );
    const reader = readerOf(await listSegments(segmentOptions(disk.disk)));
    const [stored] = (await reader.read(0, 100_000, 1)).batches;
    expect(stored?.bodyBytes).toBe(packed.length);
    expect(Buffer.from((await stored?.range(0, packed.length)) ?? []).equals(packed)).toBe(true);
    expect(Buffer.from((await stored?.body()) ?? []).equals(body)).toBe(true);
  },
);

test('a checksum is compared once; until then a body that changed is refused', async () => {
  await rewrittenSegment(disk.disk, [0, 100_000], [batchOf(offsets)]);
  const whole = disk.content(name);
  const damaged = whole.slice();
  damaged[200_000] = (damaged[200_000] as number) ^ 1;
  const reader = readerOf(await listSegments(segmentOptions(disk.disk)));
  const [batch] = (await reader.read(0, 100_000, 1)).batches;
  disk.overwrite(name, damaged);
  await expect(batch?.body()).rejects.toMatchObject({ code: 'XX001' });
  disk.overwrite(name, whole);
  const body = await batch?.body();
  expect(body?.length).toBe(320_000);
  expect((body?.byteOffset ?? 1) % 8).toBe(0);
  disk.overwrite(name, damaged);
  expect((await batch?.body())?.length).toBe(320_000);
});

test('another batch in the place of a large one is found out, though its own bytes are whole', async () => {
  const two = [batchOf(offsets), batchOf(offsets.map((offset) => offset + 40_000))];
  await rewrittenSegment(disk.disk, [0, 100_000], two);
  const bytes = disk.content(name);
  const size = 320_088;
  const first = bytes.length - 2 * size;
  const one = bytes.slice(first, first + size);
  bytes.copyWithin(first, first + size);
  bytes.set(one, first + size);
  disk.overwrite(name, bytes);
  const reader = readerOf(await listSegments(segmentOptions(disk.disk)));
  const [batch] = (await reader.read(0, 100_000, 1)).batches;
  await expect(batch?.range(0, 8)).rejects.toMatchObject({ code: 'XX001' });
  await expect(batch?.body()).rejects.toMatchObject({ code: 'XX001' });
});

test('who holds a batch of a topic that is deleted is told so', async () => {
  const log = await openTestLog(disk.disk);
  await (await partitionOf(log)).append(numberedRows(0, 40_000));
  await log.close();
  const again = await openTestLog(disk.disk);
  const [batch] = (await (await partitionOf(again)).read(0, 1)).batches;
  await again.deleteTopic('t');
  await expect(batch?.range(0, 8)).rejects.toMatchObject({ code: '42704' });
  await expect(batch?.body()).rejects.toMatchObject({ code: '42704' });
});
