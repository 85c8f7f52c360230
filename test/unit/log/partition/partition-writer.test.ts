import { expect, test } from 'vitest';
import type { Disk } from '../../../../src/common/disk.ts';
import { Random } from '../../../../src/common/random.ts';
import { WaitingBudget } from '../../../../src/log/partition/waiting-budget.ts';
import { openBarePartition } from '../../../support/bare-partition.ts';
import { readTexts, textRecord, textRecords } from '../../../support/log-records.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { countFrom, numberedRows, readNumbers } from '../../../support/numbered-rows.ts';
import { type DiskCall, SimulatedDisk } from '../../../support/simulated-disk.ts';
import { openTestLog, partitionOf, unmergedBodies } from '../../../support/test-log.ts';

const isLogFile = ({ path }: DiskCall): boolean => path.includes('.log');

test.each([
  ['sync', 'EIO', '58030'],
  ['sync', 'ENOSPC', '53100'],
  ['write', 'EIO', '58030'],
] as const)(
  'after a failed %s (%s) no append is taken and reading goes on',
  async (operation, code, sqlstate) => {
    const disk = new SimulatedDisk(new Random(1n));
    const lines: string[] = [];
    const log = await openTestLog(disk.disk, { report: (line) => lines.push(line) });
    const partition = await partitionOf(log);
    await partition.append(numberedRows(0, 10));
    disk.fault = (call) =>
      call.operation === operation && isLogFile(call) ? { code, partly: true } : null;
    const failed = [partition.append(numberedRows(10, 1)), partition.append(numberedRows(11, 1))];
    for (const append of failed) await expect(append).rejects.toMatchObject({ code: sqlstate });
    disk.fault = () => null;
    await expect(partition.append(numberedRows(10, 1))).rejects.toMatchObject({ code: sqlstate });
    expect(lines).toHaveLength(1);
    expect(await readNumbers(partition)).toEqual(countFrom(0, 10));
    await log.close();

    const again = await partitionOf(await openTestLog(disk.disk));
    const kept = again.endOffset();
    expect(kept).toBeGreaterThanOrEqual(10);
    expect(await again.append(numberedRows(kept, 1))).toEqual({ first: kept, last: kept });
    expect(await readNumbers(again)).toEqual(countFrom(0, kept + 1));
  },
);

test('a full disk is told, leaves nothing behind, and appends go on when there is room', async () => {
  for (const segmentBytesMax of [1000, 1_000_000]) {
    const disk = new SimulatedDisk(new Random(2n));
    const log = await openTestLog(disk.disk, { segmentBytesMax });
    const partition = await partitionOf(log);
    for (let next = 0; next < 100; next += 10) {
      const size = partition.bytes();
      disk.fault = ({ operation }) =>
        operation === 'write' ? { code: 'ENOSPC', partly: true } : null;
      const refused = partition.append(numberedRows(next, 10));
      await expect(refused).rejects.toMatchObject({ code: '53100' });
      expect(partition.bytes()).toBe(size);
      disk.fault = () => null;
      await partition.append(numberedRows(next, 10));
    }
    expect(await readNumbers(partition)).toEqual(countFrom(0, 100));
    disk.kill();
    const again = await partitionOf(await openTestLog(disk.disk));
    expect(await readNumbers(again)).toEqual(countFrom(0, 100));
  }
});

test('of a group that met a full disk nothing comes back, however much of it was written', async () => {
  for (let seed = 0; seed < 30; seed += 1) {
    const disk = new SimulatedDisk(new Random(BigInt(seed)));
    const partition = await partitionOf(await openTestLog(disk.disk, { bodies: unmergedBodies }));
    await partition.append(numberedRows(0, 5));
    disk.fault = ({ operation }) =>
      operation === 'write' ? { code: 'ENOSPC', partly: true } : null;
    const refused = [5, 10, 15, 20].map((first) => partition.append(numberedRows(first, 5)));
    for (const outcome of await Promise.allSettled(refused))
      expect(outcome.status).toBe('rejected');
    disk.fault = () => null;
    await partition.append(numberedRows(5, 5));
    disk.kill();
    const again = await partitionOf(await openTestLog(disk.disk));
    expect(await readNumbers(again)).toEqual(countFrom(0, 10));
  }
});

test('a relaxed topic acknowledges after the write and is synced within a second', async () => {
  const clock = new ManualClock();
  const disk = new SimulatedDisk(new Random(3n));
  const log = await openTestLog(disk.disk, { clock });
  const partition = await partitionOf(log, 'r', 'relaxed');
  await partition.append(numberedRows(0, 100));
  let syncs = 0;
  disk.fault = (call) => {
    if (call.operation === 'sync' && isLogFile(call)) syncs += 1;
    return null;
  };
  for (let i = 1; i < 10; i += 1) await partition.append(numberedRows(i * 100, 100));
  expect(syncs).toBe(0);
  clock.advance(1000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(syncs).toBe(1);
  disk.cutPower();
  disk.fault = () => null;
  const again = await partitionOf(await openTestLog(disk.disk), 'r', 'relaxed');
  expect(await readNumbers(again)).toEqual(countFrom(0, 1000));
});

test('a relaxed topic loses at most the end of what was not synced', async () => {
  const losses = new Set<boolean>();
  for (let seed = 0; seed < 20; seed += 1) {
    const clock = new ManualClock();
    const disk = new SimulatedDisk(new Random(BigInt(seed)));
    const log = await openTestLog(disk.disk, { clock, segmentBytesMax: 4000 });
    const partition = await partitionOf(log, 'r', 'relaxed');
    for (let i = 0; i < 20; i += 1) await partition.append(numberedRows(i * 50, 50));
    clock.advance(1000);
    await new Promise((resolve) => setImmediate(resolve));
    for (let i = 20; i < 30; i += 1) await partition.append(numberedRows(i * 50, 50));
    disk.cutPower();
    const lines: string[] = [];
    const opened = await openTestLog(disk.disk, { report: (line) => lines.push(line) });
    const again = await partitionOf(opened, 'r', 'relaxed');
    const kept = again.endOffset();
    expect(kept).toBeGreaterThanOrEqual(1000);
    expect(await readNumbers(again)).toEqual(countFrom(0, kept));
    expect(lines.filter((line) => line.includes('damaged'))).toEqual([]);
    losses.add(kept < 1500);
  }
  expect(losses).toContain(true);
});

test('closing waits for what is queued', async () => {
  const disk = new SimulatedDisk(new Random(4n));
  const log = await openTestLog(disk.disk);
  const partition = await partitionOf(log);
  const appends = [0, 1, 2].map((i) => partition.append(numberedRows(i, 1)));
  await log.close();
  expect(await Promise.all(appends)).toHaveLength(3);
  await expect(partition.append(numberedRows(3, 1))).rejects.toMatchObject({ code: '55000' });
});

test('what waits is bounded: more is refused, and there is room again when half of it is written', async () => {
  const { disk, resume } = stuckDisk();
  const partition = await openBarePartition(disk, { waiting: new WaitingBudget(10_000) });
  const under = partition.append(numberedRows(0, 1));
  const queued: Promise<unknown>[] = [];
  let refused: unknown = null;
  for (let next = 1; refused === null && next < 2000; next += 50) {
    const append = partition.append(numberedRows(next, 50));
    queued.push(append);
    refused = await Promise.race([append.catch((error: unknown) => error), turns()]);
  }
  expect(refused).toMatchObject({ code: '53400', hint: expect.stringMatching(/room/) });
  await expect(partition.appendRecords(textRecords('x'.repeat(5000)))).rejects.toMatchObject({
    code: '53400',
  });
  let hasRoom = false;
  const room = partition.room().then(() => {
    hasRoom = true;
  });
  await turns();
  expect(hasRoom).toBe(false);
  resume();
  await Promise.all([under, room]);
  await partition.append(numberedRows(0, 1));
  await Promise.allSettled(queued);
});

test('who waits for room is never refused, however many there are', async () => {
  const partition = await openBarePartition(new SimulatedDisk(new Random(1n)).disk, {
    waiting: new WaitingBudget(20_000),
  });
  const producers = Array.from({ length: 50 }, async () => {
    for (let append = 0; append < 20; append += 1) {
      await partition.room();
      await partition.append(numberedRows(0, 300));
    }
  });
  await Promise.all(producers);
  expect(partition.endOffset()).toBe(50 * 20 * 300);
});

test('an append is as large as the topic allows, in records as in columns', async () => {
  const partition = await openBarePartition(new SimulatedDisk(new Random(1n)).disk, {
    limits: { segmentBytesMax: 10_000, segmentAgeMsMax: null, batchBytesMax: 1000 },
  });
  await partition.appendRecords(textRecords('x'.repeat(980)));
  const large = partition.appendRecords(textRecords('x'.repeat(1000)));
  await expect(large).rejects.toMatchObject({ code: '54000' });
  await expect(partition.append(numberedRows(0, 126))).rejects.toMatchObject({ code: '54000' });
  await partition.append(numberedRows(0, 125));
  partition.setLimits({ segmentBytesMax: 10_000, segmentAgeMsMax: null, batchBytesMax: 2000 });
  await partition.append(numberedRows(0, 126));
});

test('a segment is closed at its age, by the next append or without one', async () => {
  const clock = new ManualClock();
  const disk = new SimulatedDisk(new Random(1n));
  const limits = { segmentBytesMax: 1_000_000, segmentAgeMsMax: 5000, batchBytesMax: 1000 };
  let partition = await openBarePartition(disk.disk, { clock, limits });
  const segments = (): number => disk.files().filter((path) => path.endsWith('.log')).length;
  await partition.rollAged();
  await partition.append(numberedRows(0, 1));
  clock.advance(4999);
  await partition.rollAged();
  await partition.append(numberedRows(1, 1));
  expect(segments()).toBe(1);
  clock.advance(1);
  await partition.rollAged();
  expect(segments()).toBe(2);
  clock.advance(5000);
  await partition.rollAged();
  expect(segments()).toBe(2);
  await partition.append(numberedRows(2, 1));
  clock.advance(5000);
  await partition.append(numberedRows(3, 1));
  expect(segments()).toBe(3);
  clock.advance(4000);
  await partition.close();
  partition = await openBarePartition(disk.disk, { clock, limits });
  clock.advance(1000);
  await partition.append(numberedRows(4, 1));
  expect(segments()).toBe(4);
  expect(await readNumbers(partition)).toEqual(countFrom(0, 5));
});

test('a deleted topic tells everybody: who reads, who appends, who waits', async () => {
  const partition = await openBarePartition(new SimulatedDisk(new Random(1n)).disk);
  await partition.append(numberedRows(0, 1));
  let told = 0;
  partition.onAppend(() => {
    told += 1;
  });
  await partition.drop('orders');
  expect(told).toBe(1);
  const gone = { code: '42704', message: 'topic "orders" was deleted' };
  await expect(partition.read(0, 100)).rejects.toMatchObject(gone);
  await expect(partition.append(numberedRows(0, 1))).rejects.toMatchObject(gone);
  await expect(partition.appendRecords(textRecords('x'))).rejects.toMatchObject(gone);
  await expect(partition.rescan()).rejects.toMatchObject(gone);
  await partition.room();
});

/** A disk whose syncs of segments, but for those of new ones, wait until they are let go. */
function stuckDisk(): { readonly disk: Disk; readonly resume: () => void } {
  const { disk } = new SimulatedDisk(new Random(1n));
  let resume: () => void = () => undefined;
  const going = new Promise<void>((resolve) => {
    resume = resolve;
  });
  let syncs = 0;
  const open: Disk['open'] = async (path, mode) => {
    const file = await disk.open(path, mode);
    if (!path.includes('.log')) return file;
    const sync = async (): Promise<void> => {
      syncs += 1;
      if (syncs > 1) await going;
      await file.sync();
    };
    return { ...file, sync };
  };
  return { disk: { ...disk, open }, resume };
}

function turns(): Promise<null> {
  return new Promise((resolve) => setImmediate(() => resolve(null)));
}

test('a record whose time no batch can hold is refused, and its neighbours are stored', async () => {
  const partition = await openBarePartition(new SimulatedDisk(new Random(1n)).disk);
  const times = [Number.NaN, 0.5, 2 ** 52, -(2 ** 60), 1e20, Number.POSITIVE_INFINITY];
  const appended = [-(2 ** 52) + 1, ...times, 2 ** 52 - 1].map((timestampMs) =>
    partition.appendRecords([textRecord('a', 0), textRecord('b', timestampMs)]),
  );
  const told = await Promise.allSettled(appended);
  expect(told.map(({ status }) => status)).toEqual([
    'fulfilled',
    ...times.map(() => 'rejected'),
    'fulfilled',
  ]);
  expect(told[1]).toMatchObject({ reason: { code: '22008' } });
  expect(await readTexts(partition)).toEqual([
    [0, 'a'],
    [1, 'b'],
    [2, 'a'],
    [3, 'b'],
  ]);
});
