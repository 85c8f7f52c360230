import { beforeEach, expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import type { BodyFormat, TimedOffset } from '../../../../src/log/api.ts';
import type { PartitionReader } from '../../../../src/log/partition/partition-reader.ts';
import { listSegments } from '../../../../src/log/segment/list-segments.ts';
import { numberedBodies } from '../../../support/numbered-rows.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';
import {
  batchOf,
  numbersIn,
  readerOf,
  rewrittenSegment,
  segmentOptions,
} from '../../../support/test-segments.ts';

let disk: SimulatedDisk;

beforeEach(async () => {
  disk = new SimulatedDisk(new Random(5n));
  await disk.disk.makeDirectory('/p');
});

/** Rows of number n have time 10 n; a body with gaps says its offsets by its numbers. */
function bodiesOf(baseOf: (number: number) => number): BodyFormat {
  const numbers = (body: Uint8Array): Float64Array =>
    new Float64Array(body.buffer, body.byteOffset, body.length / 8);
  return {
    ...numberedBodies,
    timestamps: (body) => numbers(body).map((number) => number * 10),
    offsetDeltas: (body) => {
      const all = numbers(body);
      return Uint32Array.from(all, (number) => number - baseOf(all[0] as number));
    },
  };
}

const bodies = bodiesOf((first) => (first === 20 ? 18 : first));

async function threeSegments(): Promise<PartitionReader> {
  const first = await rewrittenSegment(disk.disk, [0, 10], [batchOf([2, 3]), batchOf([6])]);
  const second = await rewrittenSegment(
    disk.disk,
    [10, 50],
    [batchOf([12]), batchOf([20, 24, 26], { baseOffset: 18, endOffset: 30 }), batchOf([31, 32])],
  );
  const third = await rewrittenSegment(disk.disk, [50, 60], [batchOf([51], { control: true })]);
  return readerOf([first, second, third]);
}

test('the first row at or after a time, by index, head and row', async () => {
  const reader = await threeSegments();
  const numbers = [2, 3, 6, 12, 20, 24, 26, 31, 32];
  for (let time = 0; time < 340; time += 1) {
    for (const offset of [0, 3, 24, 25, 40]) {
      const expected = numbers.find((number) => number * 10 >= time && number >= offset);
      const found = await reader.offsetAt(time, { offset, endOffset: 60 }, bodies);
      const row: TimedOffset | null =
        expected === undefined ? null : { offset: expected, timestampMs: expected * 10 };
      expect(found, `time ${time} from ${offset}`).toEqual(row);
    }
  }
});

test('rows that are not visible, or behind the end, are not found by time', async () => {
  const reader = await threeSegments();
  const search = { offset: 0, endOffset: 60 };
  const isOther = (head: { readonly baseOffset: number }): boolean => head.baseOffset !== 18;
  expect(await reader.offsetAt(130, { ...search, isVisible: isOther }, bodies)).toEqual({
    offset: 31,
    timestampMs: 310,
  });
  expect(await reader.offsetAt(250, { offset: 0, endOffset: 26 }, bodies)).toBeNull();
  expect(await reader.offsetAt(230, { offset: 0, endOffset: 26 }, bodies)).toEqual({
    offset: 24,
    timestampMs: 240,
  });
});

test('many small batches and large ones are read in order, however much is asked for', async () => {
  const small = Array.from({ length: 2000 }, (_, index) => batchOf([index]));
  const large = Array.from({ length: 4 }, (_, index) => {
    const first = 2000 + index * 20_000;
    return batchOf(Array.from({ length: 20_000 }, (_, row) => first + row));
  });
  const segment = await rewrittenSegment(disk.disk, [0, 82_000], [...small, ...large]);
  const all = Array.from({ length: 82_000 }, (_, index) => index);
  for (const bytesMax of [1, 1000, 70_000, 400_000, 10_000_000]) {
    expect(await numbersIn(readerOf([segment]), 0, 82_000, bytesMax)).toEqual(all);
  }
  const { batches } = await readerOf([segment]).read(100, 82_000, 80);
  expect(batches.map((batch) => batch.baseOffset)).toEqual([
    100, 101, 102, 103, 104, 105, 106, 107, 108, 109,
  ]);
});

test('a missing segment is damage, not a gap', async () => {
  await rewrittenSegment(disk.disk, [0, 10], [batchOf([2])]);
  await rewrittenSegment(disk.disk, [20, 30], [batchOf([22])]);
  const reader = readerOf(await listSegments(segmentOptions(disk.disk)));
  expect((await reader.read(0, 30, 1000)).nextOffset).toBe(3);
  await expect(reader.read(10, 30, 1000)).rejects.toMatchObject({
    code: 'XX001',
    detail: expect.stringContaining('Rows 10 to 19'),
  });
  expect(await numbersIn(reader, 20, 30)).toEqual([22]);
});

test('a body that is not as it was written is told with its offsets and file, each time', async () => {
  const name = '/p/00000000000000000000-00000000000000000010.log';
  for (const batches of [[batchOf([2, 3])], [batchOf([2]), batchOf([3])]]) {
    await rewrittenSegment(disk.disk, [0, 10], batches);
    const bytes = disk.content(name);
    bytes[bytes.length - 5] = (bytes.at(-5) as number) ^ 1;
    disk.overwrite(name, bytes);
    const reader = readerOf(await listSegments(segmentOptions(disk.disk)));
    for (let time = 0; time < 2; time += 1) {
      const read = await reader.read(0, 10, 1000);
      const damaged = read.batches.at(-1);
      await expect(damaged?.body()).rejects.toMatchObject({
        code: 'XX001',
        detail: expect.stringMatching(/^Rows (2|3) to 3, at byte \d+ of .*10\.log, are not/),
      });
      expect(damaged?.checked).toBe(false);
      if (read.batches.length === 2) expect(await read.batches[0]?.body()).toHaveLength(8);
    }
  }
});
