import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import { countFrom, numberedRows, readNumbers } from '../../../support/numbered-rows.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';
import { openTestLog, partitionOf, unmergedBodies } from '../../../support/test-log.ts';

function simulated(): SimulatedDisk {
  return new SimulatedDisk(new Random(1n));
}

test('appends are answered with their offsets, in the order of the calls', async () => {
  const partition = await partitionOf(await openTestLog(simulated().disk));
  const sizes = [3, 1, 7, 65_536, 2];
  let next = 0;
  const ranges = await Promise.all(
    sizes.map((rows) => {
      next += rows;
      return partition.append(numberedRows(next - rows, rows));
    }),
  );
  expect(ranges.map(({ first, last }) => last - first + 1)).toEqual(sizes);
  expect(ranges.map(({ first }) => first)).toEqual([0, 3, 4, 11, 65_547]);
  expect(partition.endOffset()).toBe(next);
  expect(await readNumbers(partition)).toEqual(countFrom(0, next));
});

test('what waits for the same sync is one group, and its small appends one batch', async () => {
  const disk = simulated();
  const partition = await partitionOf(await openTestLog(disk.disk));
  await partition.append(numberedRows(0, 1));
  let [syncs, writes] = [0, 0];
  disk.fault = ({ operation }) => {
    if (operation === 'sync') syncs += 1;
    if (operation === 'write') writes += 1;
    return null;
  };
  const first = partition.append(numberedRows(1, 1));
  // Turns enough for the first to be on its way to the disk.
  await new Promise((resolve) => setImmediate(resolve));
  const rest = Array.from({ length: 50 }, (_, i) => partition.append(numberedRows(2 + i, 1)));
  await Promise.all([first, ...rest]);
  expect([syncs, writes]).toEqual([2, 2]);
  const { batches } = await partition.read(0, 1_000_000);
  expect(batches.map(({ rows }) => rows)).toEqual([1, 1, 50]);
  expect(batches[2]).toMatchObject({ baseOffset: 2, schemaId: 1, maxTimestampMs: 51 });
});

test('no batch grows beyond 65,536 rows by merging', async () => {
  const partition = await partitionOf(await openTestLog(simulated().disk));
  const appends = Array.from({ length: 70 }, (_, i) => numberedRows(i * 1000, 1000));
  await Promise.all(appends.map((append) => partition.append(append)));
  const { batches } = await partition.read(0, 10_000_000);
  expect(batches.map(({ rows }) => rows)).toEqual([65_000, 5000]);
  expect(await readNumbers(partition)).toEqual(countFrom(0, 70_000));
});

test('reading begins at the batch of the offset and ends at about the bytes asked for', async () => {
  const disk = simulated();
  const log = await openTestLog(disk.disk, { bodies: unmergedBodies, segmentBytesMax: 1000 });
  const partition = await partitionOf(log);
  for (let i = 0; i < 60; i += 1) await partition.append(numberedRows(i * 5, 5));
  const check = async (source: typeof partition): Promise<void> => {
    for (let offset = 0; offset < 300; offset += 7) {
      const { batches } = await source.read(offset, 200);
      expect(batches.map(({ baseOffset }) => baseOffset)).toEqual(
        countFrom(0, 5)
          .map((i) => (Math.floor(offset / 5) + i) * 5)
          .filter((base) => base < 300),
      );
      expect(await readNumbers(source, offset, 1)).toEqual(countFrom(offset, 300 - offset));
    }
    expect(await source.read(300, 1000)).toEqual({ batches: [], nextOffset: 300 });
  };
  await check(partition);
  expect((await partition.read(0, 1)).batches[0]?.inMemory()).not.toBeNull();
  const bytes = partition.bytes();
  await log.close();
  const again = await partitionOf(await openTestLog(disk.disk));
  await check(again);
  expect(again.bytes()).toBe(bytes);
  expect(disk.files().filter((path) => path.endsWith('.log')).length).toBeGreaterThan(5);
});

test('a range is what was asked for, at a multiple of 8, from memory and from disk', async () => {
  const disk = simulated();
  const log = await openTestLog(disk.disk);
  const partition = await partitionOf(log);
  const { body } = numberedRows(0, 20_000);
  const odd = new Uint8Array(body.length + 3).subarray(3);
  odd.set(body);
  await partition.append({ ...numberedRows(0, 20_000), body: odd });
  const check = async (source: typeof partition): Promise<void> => {
    const [batch] = (await source.read(0, 1)).batches;
    for (const [from, to] of [
      [0, 160_000],
      [8, 16],
      [13, 1013],
      [5, 5],
    ] as const) {
      const range = await batch?.range(from, to);
      expect(range?.byteOffset).toSatisfy((offset: number) => offset % 8 === 0);
      expect(Buffer.from(range ?? []).equals(body.subarray(from, to))).toBe(true);
    }
  };
  await check(partition);
  await log.close();
  const again = await partitionOf(await openTestLog(disk.disk));
  expect((await again.read(0, 1)).batches[0]?.inMemory()).toBeNull();
  await check(again);
});

test('listeners hear of every acknowledged group until they stop', async () => {
  const partition = await partitionOf(await openTestLog(simulated().disk));
  const heard: number[] = [];
  const stop = partition.onAppend((endOffset) => heard.push(endOffset));
  await partition.append(numberedRows(0, 2));
  await partition.append(numberedRows(2, 3));
  stop();
  await partition.append(numberedRows(5, 1));
  expect(heard).toEqual([2, 5]);
});

test('nothing is seen before it is acknowledged', async () => {
  const disk = simulated();
  const partition = await partitionOf(await openTestLog(disk.disk));
  let seen = -1;
  disk.fault = ({ operation }) => {
    if (operation === 'sync') seen = partition.endOffset();
    return null;
  };
  await partition.append(numberedRows(0, 4));
  expect(seen).toBe(0);
});

test('a body that is too large is refused, and the next one is not', async () => {
  const partition = await partitionOf(await openTestLog(simulated().disk));
  const huge = { ...numberedRows(0, 1), body: new Uint8Array(256 * 1024 * 1024 + 1) };
  await expect(partition.append(huge)).rejects.toMatchObject({ code: '54000' });
  expect(await partition.append(numberedRows(0, 1))).toEqual({ first: 0, last: 0 });
});

test('of small batches read together each is checked by itself', async () => {
  const disk = simulated();
  const log = await openTestLog(disk.disk, { bodies: unmergedBodies });
  const partition = await partitionOf(log);
  for (let i = 0; i < 6; i += 1) await partition.append(numberedRows(i * 5, 5));
  expect((await partition.read(0, 1000)).batches.map(({ checked }) => checked)).toEqual(
    new Array(6).fill(true),
  );
  await log.close();
  const segment = '/data/topics/1/0/00000000000000000000.log';
  const content = disk.content(segment).slice();
  content[content.length - 1] = 99;
  disk.overwrite(segment, content);
  const again = await partitionOf(await openTestLog(disk.disk));
  const checked = (await again.read(0, 1000)).batches.map((batch) => batch.checked);
  expect(checked).toEqual([true, true, true, true, true, false]);
});
