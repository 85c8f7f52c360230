import { expect, test } from 'vitest';
import type { DiskFile } from '../../../../src/common/disk.ts';
import { Random } from '../../../../src/common/random.ts';
import { createMemoryDisk } from '../../../../src/log/disk/memory-disk.ts';
import { tornBytes, ZeroFill } from '../../../../src/log/partition/zero-fill.ts';
import { countFrom, numberedRows, readNumbers } from '../../../support/numbered-rows.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';
import { openTestLog, partitionOf, unmergedBodies } from '../../../support/test-log.ts';

const mebibyte = 1024 * 1024;
const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function newFile(): Promise<DiskFile> {
  const disk = createMemoryDisk();
  await disk.makeDirectory('/d');
  return disk.open('/d/f', 'create');
}

test('many small groups have zeros ahead, cut off at the end', async () => {
  const file = await newFile();
  const fill = new ZeroFill(file, 0);
  for (let at = 100; at <= 3200; at += 100) {
    expect(await file.size()).toBe(0);
    await fill.reach(at);
    fill.written(100, at);
  }
  await fill.reach(3300);
  expect(await file.size()).toBe(3200 + mebibyte);
  expect(await fill.cut(3300)).toBe(true);
  expect(await file.size()).toBe(3300);
  expect(await fill.cut(3300)).toBe(false);
});

test('large groups have none', async () => {
  const file = await newFile();
  const fill = new ZeroFill(file, 0);
  for (let group = 1; group <= 100; group += 1) fill.written(64 * 1024, group * 64 * 1024);
  await fill.stop();
  expect(await file.size()).toBe(0);
});

test('a group waits while zeros are written where it goes, and only then', async () => {
  const file = await newFile();
  const fill = new ZeroFill(file, 0);
  for (let group = 0; group < 32; group += 1) fill.written(10, 0);
  let reached = false;
  const reaching = fill.reach(10).then(() => {
    reached = true;
  });
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  expect(reached).toBe(false);
  await reaching;
  expect(await file.size()).toBe(mebibyte);
});

test('without room there are no zeros, and nobody tries again', async () => {
  const real = await newFile();
  let tries = 0;
  const file: DiskFile = {
    read: (target, position) => real.read(target, position),
    write: async (_, position) => {
      tries += 1;
      await real.write([new Uint8Array(5)], position);
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    },
    sync: () => real.sync(),
    truncate: (bytes) => real.truncate(bytes),
    size: () => real.size(),
    close: () => real.close(),
  };
  const fill = new ZeroFill(file, 100);
  for (let group = 0; group < 100; group += 1) {
    fill.written(10, 100);
    await fill.reach(100);
    await turns();
  }
  expect(tries).toBe(1);
  expect(await real.size()).toBe(100);
});

test('zeros behind the last batch are nothing, whatever becomes of the process', async () => {
  for (const crash of ['kill', 'cutPower'] as const) {
    const disk = new SimulatedDisk(new Random(2n));
    const lines: string[] = [];
    const options = { bodies: unmergedBodies, report: (line: string) => lines.push(line) };
    let partition = await partitionOf(await openTestLog(disk.disk, options));
    for (let next = 0; next < 50; next += 1) await partition.append(numberedRows(next, 1));
    const path = '/data/topics/1/0/00000000000000000000.log';
    expect(disk.content(path).length).toBeGreaterThan(mebibyte);
    disk[crash]();
    const log = await openTestLog(disk.disk, options);
    partition = await partitionOf(log);
    expect(lines).toEqual([]);
    await partition.append(numberedRows(50, 1));
    expect(await readNumbers(partition)).toEqual(countFrom(0, 51));
    await log.close();
    expect(disk.content(path).length).toBe(partition.bytes());
  }
});

test('what is torn ends with the last byte that is not zero', async () => {
  const file = await newFile();
  await file.truncate(3 * mebibyte);
  expect(await tornBytes(file, 100, 3 * mebibyte)).toBe(0);
  await file.write([Uint8Array.of(1)], 2 * mebibyte + 7);
  expect(await tornBytes(file, 100, 3 * mebibyte)).toBe(2 * mebibyte + 7 + 1 - 100);
});
