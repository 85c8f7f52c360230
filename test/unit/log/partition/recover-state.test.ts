import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import type { LogPartition } from '../../../../src/log/partition/partition.ts';
import { openBarePartition } from '../../../support/bare-partition.ts';
import { readTexts, stampOf, textRecord, textRecords } from '../../../support/log-records.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';

const newDisk = (): SimulatedDisk => new SimulatedDisk(new Random(5n));
const states = (disk: SimulatedDisk): readonly string[] =>
  disk.files().filter((path) => path.endsWith('.state'));

/** Rows of three producers over several segments: one of no transaction, one committed and aborted, one open. */
async function write(partition: LogPartition): Promise<void> {
  const value = 'x'.repeat(500);
  for (let round = 0; round < 40; round += 1) {
    await partition.appendRecords(textRecords(value), stampOf(1, 0, round));
    await partition.appendRecords(textRecords(`${round}`), stampOf(2, round, 0, true));
    const outcome = round % 2 === 0 ? 'commit' : 'abort';
    await partition.endTransaction({ producerId: 2, epoch: round }, outcome);
    if (round === 20) await partition.appendRecords(textRecords('open'), stampOf(3, 0, 0, true));
  }
}

async function checkState(partition: LogPartition): Promise<void> {
  expect(partition.openTransactions()).toMatchObject([{ producerId: 3, epoch: 0 }]);
  const again = partition.appendRecords(textRecords('x'), stampOf(1, 0, 37));
  expect(await again).toEqual({ first: 112, last: 112 });
  await expect(partition.appendRecords(textRecords('x'), stampOf(1, 0, 41))).rejects.toMatchObject({
    code: 'ML001',
  });
  await expect(
    partition.appendRecords(textRecords('x'), stampOf(2, 39, 1, true)),
  ).rejects.toMatchObject({ code: 'ML002' });
  await partition.endTransaction({ producerId: 3, epoch: 0 }, 'abort');
  const texts = (await readTexts(partition))
    .map(([, text]) => text)
    .filter((text) => text.length < 9);
  expect(texts).toEqual(Array.from({ length: 20 }, (_, i) => `${i * 2}`));
}

test('what is known of producers is there again, from the snapshot or without', async () => {
  const ways = ['close', 'kill', 'no snapshot', 'damaged', 'cut short'] as const;
  for (const way of ways) {
    const disk = newDisk();
    const partition = await openBarePartition(disk.disk);
    await write(partition);
    if (way === 'close') await partition.close();
    else disk.kill();
    expect(states(disk)).toHaveLength(1);
    const [path] = states(disk) as [string];
    const content = disk.content(path);
    if (way === 'no snapshot') await disk.disk.remove(path);
    if (way === 'damaged') disk.overwrite(path, content.fill(7, content.length - 9));
    if (way === 'cut short') disk.overwrite(path, content.subarray(0, content.length - 8));
    await checkState(await openBarePartition(disk.disk));
  }
});

test('a bit that is flipped anywhere in a snapshot changes nothing', async () => {
  const disk = newDisk();
  const first = await openBarePartition(disk.disk);
  await first.appendRecords(textRecords('a', 'b'), stampOf(1, 3, 0));
  await first.appendRecords(textRecords('c'), stampOf(2, 0, 0, true));
  await first.close();
  const [path] = states(disk) as [string];
  const content = disk.content(path);
  for (let at = 0; at < content.length; at += 1) {
    const flipped = content.slice();
    flipped[at] = (flipped[at] as number) ^ 4;
    disk.overwrite(path, flipped);
    const opened = await openBarePartition(disk.disk).catch((error: unknown) => error);
    // A flipped version is that of a newer one.
    if (opened instanceof Error) {
      expect(opened).toMatchObject({ code: '55000' });
      continue;
    }
    const partition = opened as LogPartition;
    expect(partition.openTransactions()).toHaveLength(1);
    const again = await partition.appendRecords(textRecords('a', 'b'), stampOf(1, 3, 0));
    expect(again).toEqual({ first: 0, last: 1 });
    disk.kill();
  }
});

test('a torn end at any byte leaves what the whole batches before it say', async () => {
  const disk = newDisk();
  const partition = await openBarePartition(disk.disk);
  const ends = [partition.bytes()];
  const next = (): void => void ends.push(partition.bytes());
  await partition.appendRecords(textRecords('a', 'b'), stampOf(1, 0, 0));
  next();
  await partition.appendRecords(textRecords('c'), stampOf(2, 0, 0, true));
  next();
  await partition.endTransaction({ producerId: 2, epoch: 0 }, 'commit');
  next();
  await partition.appendRecords(textRecords('d', 'e'));
  next();
  const path = '/p/00000000000000000000.log';
  const content = disk.content(path).slice(0, partition.bytes());
  disk.kill();
  const whole = [[], ['a', 'b'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd', 'e']];
  for (let length = ends[1] as number; length <= content.length; length += 1) {
    disk.overwrite(path, content.subarray(0, length));
    const opened = await openBarePartition(disk.disk);
    const batches = ends.findLastIndex((end) => end <= length);
    expect((await readTexts(opened)).map(([, text]) => text)).toEqual(whole[batches]);
    expect(opened.openTransactions()).toHaveLength(batches === 2 ? 1 : 0);
    const again = await opened.appendRecords(textRecords('a', 'b'), stampOf(1, 0, 0));
    expect(again).toEqual({ first: 0, last: 1 });
    disk.kill();
  }
});

test('who is silent for a week is forgotten, but not while its transaction is open; clocks that jump do no harm', async () => {
  const clock = new ManualClock();
  const disk = newDisk();
  let partition = await openBarePartition(disk.disk, { clock });
  const day = 24 * 60 * 60 * 1000;
  await partition.appendRecords([textRecord('a', -1e12)], stampOf(1, 0, 0));
  await partition.appendRecords(textRecords('b'), stampOf(2, 0, 0, true));
  clock.advance(6 * day);
  await partition.appendRecords(textRecords('c'), stampOf(3, 0, 0));
  await partition.close();
  partition = await openBarePartition(disk.disk, { clock });
  await partition.appendRecords(textRecords('c'), stampOf(3, 0, 1));
  expect(await partition.appendRecords(textRecords('a'), stampOf(1, 0, 0))).toMatchObject({
    first: 0,
  });
  clock.advance(2 * day);
  await partition.close();
  partition = await openBarePartition(disk.disk, { clock });
  await expect(partition.appendRecords(textRecords('a'), stampOf(1, 0, 1))).rejects.toMatchObject({
    code: 'ML001',
  });
  await partition.appendRecords(textRecords('d'), stampOf(3, 0, 2));
  expect(partition.openTransactions()).toHaveLength(1);
  await partition.appendRecords(textRecords('e'), stampOf(2, 0, 1, true));
});
