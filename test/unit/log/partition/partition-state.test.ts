import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import type { LogRecord, Partition } from '../../../../src/log/api.ts';
import { readTexts, stampOf, textRecords } from '../../../support/log-records.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';
import { openTestLog, partitionOf } from '../../../support/test-log.ts';

async function openPartition(disk: SimulatedDisk, clock = new ManualClock()): Promise<Partition> {
  const log = await openTestLog(disk.disk, { segmentBytesMax: 4000, clock });
  return partitionOf(log, 't');
}

const newDisk = (): SimulatedDisk => new SimulatedDisk(new Random(1n));
const three = textRecords('a', 'b', 'c');

/** Appends of a transaction that are awaited: a small one of its own. */
function put(
  partition: Partition,
  values: readonly LogRecord[],
  ...stamp: Parameters<typeof stampOf>
): Promise<unknown> {
  return partition.appendRecords(values, stampOf(...stamp));
}

test('records of many callers share batches and keep their order', async () => {
  const partition = await openPartition(newDisk());
  const appends = Array.from({ length: 100 }, (_, i) =>
    partition.appendRecords(textRecords(`${i}`)),
  );
  const ranges = await Promise.all(appends);
  expect(ranges).toEqual(ranges.map((_, i) => ({ first: i, last: i })));
  const { batches } = await partition.read(0, 1_000_000);
  expect(batches).toHaveLength(1);
  expect(await readTexts(partition)).toEqual(ranges.map((_, i) => [i, `${i}`]));
});

test('an append sent again is answered with the offsets of the first, in flight, acknowledged and after a restart', async () => {
  const disk = newDisk();
  let partition = await openPartition(disk);
  const first = partition.appendRecords(three, stampOf(7, 0, 0));
  const second = partition.appendRecords(three, stampOf(7, 0, 3));
  expect(partition.appendRecords(three, stampOf(7, 0, 0))).toBe(first);
  expect(await second).toEqual({ first: 3, last: 5 });
  expect(await partition.appendRecords(three, stampOf(7, 0, 0))).toEqual({ first: 0, last: 2 });
  disk.kill();
  partition = await openPartition(disk);
  expect(await partition.appendRecords(three, stampOf(7, 0, 3))).toEqual({ first: 3, last: 5 });
  expect(await partition.appendRecords(three, stampOf(7, 0, 6))).toEqual({ first: 6, last: 8 });
  expect(partition.endOffset()).toBe(9);
});

test('gaps and older epochs are refused, a newer epoch begins at 0', async () => {
  const disk = newDisk();
  let partition = await openPartition(disk);
  await expect(put(partition, three, 7, 0, 1)).rejects.toMatchObject({ code: 'ML001' });
  await put(partition, three, 7, 0, 0);
  await expect(put(partition, three, 7, 0, 4)).rejects.toMatchObject({ code: 'ML001' });
  await expect(put(partition, three, 7, 1, 3)).rejects.toMatchObject({ code: 'ML001' });
  await put(partition, three, 7, 1, 0);
  await expect(put(partition, three, 7, 0, 3)).rejects.toMatchObject({ code: 'ML002' });
  disk.kill();
  partition = await openPartition(disk);
  await expect(put(partition, three, 7, 0, 3)).rejects.toMatchObject({ code: 'ML002' });
  await put(partition, three, 7, 1, 3);
  expect(partition.endOffset()).toBe(9);
});

test('what failed with the disk was never sent: the producer goes on where it was acknowledged', async () => {
  const disk = newDisk();
  const partition = await openPartition(disk);
  await put(partition, three, 7, 0, 0);
  disk.fault = ({ operation }) => (operation === 'write' ? { code: 'ENOSPC' } : null);
  const failed = [put(partition, three, 7, 0, 3), put(partition, three, 7, 0, 6)];
  for (const append of failed) await expect(append).rejects.toMatchObject({ code: '53100' });
  disk.fault = () => null;
  await expect(put(partition, three, 7, 0, 6)).rejects.toMatchObject({ code: 'ML001' });
  expect(await put(partition, three, 7, 0, 3)).toEqual({ first: 3, last: 5 });
});

test('readers of committed rows end at the first open transaction and never see aborted rows', async () => {
  const disk = newDisk();
  let partition = await openPartition(disk);
  await put(partition, three, 1, 0, 0, true);
  await partition.appendRecords(textRecords('plain'));
  await put(partition, textRecords('x', 'y'), 2, 0, 0, true);
  expect([partition.stableOffset(), partition.rows()]).toEqual([0, 1]);
  expect(await readTexts(partition)).toEqual([]);
  expect(await readTexts(partition, 'uncommitted')).toHaveLength(6);
  let told = 0;
  partition.onAppend(() => {
    told += 1;
  });
  const marked = partition.endTransaction({ producerId: 1, epoch: 0 }, 'commit');
  expect([partition.stableOffset(), told]).toEqual([4, 1]);
  await marked;
  const committed = [
    [0, 'a'],
    [1, 'b'],
    [2, 'c'],
    [3, 'plain'],
  ];
  expect(await readTexts(partition)).toEqual(committed);
  expect(partition.openTransactions()).toEqual([{ producerId: 2, epoch: 0, firstOffset: 4 }]);
  disk.kill();
  // Opening a log aborts what was never committed.
  partition = await openPartition(disk);
  expect(partition.openTransactions()).toEqual([]);
  await partition.appendRecords(textRecords('last'));
  expect(await readTexts(partition)).toEqual([...committed, [8, 'last']]);
  expect(partition.rows()).toBe(5);
  expect(await readTexts(partition, 'committed', 0, 1)).toEqual([...committed, [8, 'last']]);
  expect(await readTexts(partition, 'uncommitted', 4)).toEqual([
    [4, 'x'],
    [5, 'y'],
    [8, 'last'],
  ]);
  disk.kill();
  partition = await openPartition(disk);
  expect(partition.openTransactions()).toEqual([]);
  expect(await readTexts(partition)).toEqual([...committed, [8, 'last']]);
  expect(partition.rows()).toBe(5);
  expect(await partition.read(4, 1000)).toMatchObject({ nextOffset: 9 });
});

test('rows in flight belong to the end that was decided, later ones of its epoch are refused', async () => {
  const partition = await openPartition(newDisk());
  await put(partition, three, 1, 0, 0, true);
  const late = put(partition, three, 1, 0, 3, true);
  const marked = partition.endTransaction({ producerId: 1, epoch: 0 }, 'abort');
  await expect(put(partition, three, 1, 0, 6, true)).rejects.toMatchObject({ code: 'ML002' });
  const next = put(partition, textRecords('next'), 1, 1, 0, true);
  await Promise.all([late, marked, next]);
  await partition.endTransaction({ producerId: 1, epoch: 1 }, 'commit');
  expect(await readTexts(partition)).toEqual([[7, 'next']]);
});

test('the end of a transaction is written when the disk has room again', async () => {
  const disk = newDisk();
  const clock = new ManualClock();
  let partition = await openPartition(disk, clock);
  await put(partition, three, 1, 0, 0, true);
  await put(partition, three, 2, 0, 0, true);
  disk.fault = ({ operation }) => (operation === 'write' ? { code: 'ENOSPC' } : null);
  const marked = Promise.all([
    partition.endTransaction({ producerId: 1, epoch: 0 }, 'commit'),
    partition.endTransaction({ producerId: 2, epoch: 0 }, 'abort'),
  ]);
  const refused = partition.appendRecords(three);
  await expect(refused).rejects.toMatchObject({ code: '53100' });
  expect(await readTexts(partition)).toHaveLength(3);
  disk.fault = () => null;
  clock.advance(1000);
  await marked;
  expect(partition.endOffset()).toBe(8);
  disk.kill();
  partition = await openPartition(disk);
  expect(await readTexts(partition)).toHaveLength(3);
});

test('a transaction without rows in the partition leaves no trace', async () => {
  const partition = await openPartition(newDisk());
  await partition.endTransaction({ producerId: 1, epoch: 0 }, 'abort');
  await put(partition, three, 1, 1, 0, true);
  await partition.endTransaction({ producerId: 1, epoch: 0 }, 'abort');
  expect(partition.openTransactions()).toHaveLength(1);
  expect(partition.endOffset()).toBe(3);
});

test('a producer has one undecided transaction', async () => {
  const partition = await openPartition(newDisk());
  await put(partition, three, 1, 0, 0, true);
  await expect(put(partition, three, 1, 1, 0, true)).rejects.toMatchObject({ code: '25000' });
});
