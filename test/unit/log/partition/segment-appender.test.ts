import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import type { Durability, Log, Partition } from '../../../../src/log/api.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { countFrom, numberedRows, readNumbers } from '../../../support/numbered-rows.ts';
import { type DiskCall, SimulatedDisk } from '../../../support/simulated-disk.ts';
import { openTestLog, partitionOf } from '../../../support/test-log.ts';

const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const isLogFile = ({ path }: DiskCall): boolean => path.includes('.log');

class Opened {
  readonly disk = new SimulatedDisk(new Random(3n));
  readonly clock = new ManualClock();
  readonly lines: string[] = [];

  async open(
    durability: Durability,
  ): Promise<{ readonly log: Log; readonly partition: Partition }> {
    const { clock, lines } = this;
    const log = await openTestLog(this.disk.disk, { clock, report: (line) => lines.push(line) });
    return { log, partition: await partitionOf(log, 't', durability) };
  }
}

test.each(['durable', 'relaxed'] as const)(
  'a %s partition that failed comes back with what was acknowledged, and nothing else',
  async (durability) => {
    for (const operation of ['write', 'sync'] as const) {
      const opened = new Opened();
      const { disk, clock } = opened;
      const { log, partition } = await opened.open(durability);
      await partition.append(numberedRows(0, 600));
      disk.fault = (call) =>
        call.operation === operation && isLogFile(call) ? { code: 'EIO', partly: true } : null;
      const failed = partition.append(numberedRows(9000, 700)).catch(() => undefined);
      if (operation === 'write' || durability === 'durable') await failed;
      else clock.advance(600);
      await turns();
      const acknowledged = partition.endOffset();
      expect(partition.failure()).toMatchObject({ code: '58030' });
      await expect(partition.rescan()).rejects.toMatchObject({ code: '58030' });
      expect(partition.failure()).not.toBeNull();
      disk.fault = () => null;
      await partition.rescan();
      expect(partition.failure()).toBeNull();
      await partition.append(numberedRows(600, 100));
      const rows = [...countFrom(0, 600), ...countFrom(9000, acknowledged - 600)];
      expect(await readNumbers(partition)).toEqual([...rows, ...countFrom(600, 100)]);
      await log.close();
      disk.cutPower();
      const again = (await opened.open(durability)).partition;
      expect(await readNumbers(again)).toEqual([...rows, ...countFrom(600, 100)]);
      expect(opened.lines.filter((line) => /damaged|torn/.test(line))).toEqual([]);
    }
  },
);

test('a partition tries to come back by itself, ever more seldom', async () => {
  const opened = new Opened();
  const { disk, clock } = opened;
  const { partition } = await opened.open('durable');
  await partition.append(numberedRows(0, 10));
  let tries = 0;
  disk.fault = ({ operation, path }) => {
    if (operation === 'open' && path.endsWith('.log')) tries += 1;
    return { code: 'EIO' };
  };
  await expect(partition.append(numberedRows(10, 1))).rejects.toMatchObject({ code: '58030' });
  for (let second = 0; second < 20; second += 1) {
    clock.advance(1000);
    await turns();
  }
  // After 1, 2, 4 and 8 seconds.
  expect(tries).toBe(4);
  disk.fault = () => null;
  clock.advance(16_000);
  await turns();
  expect(partition.failure()).toBeNull();
  await partition.append(numberedRows(10, 1));
  expect(await readNumbers(partition)).toEqual(countFrom(0, 11));
  expect(opened.lines.at(-1)).toMatch(/takes rows again/);
});

test('a roll that failed half way leaves no file that hides later rows', async () => {
  const opened = new Opened();
  const { disk } = opened;
  const log = await openTestLog(disk.disk, { segmentBytesMax: 2000 });
  const partition = await partitionOf(log);
  await partition.append(numberedRows(0, 100));
  disk.fault = ({ operation, path }) =>
    operation === 'sync' && path.endsWith('/0') ? { code: 'ENOSPC' } : null;
  await expect(partition.append(numberedRows(100, 200))).rejects.toMatchObject({ code: '53100' });
  disk.fault = () => null;
  for (let next = 100; next < 150; next += 1) await partition.append(numberedRows(next, 1));
  disk.kill();
  const again = await partitionOf(await openTestLog(disk.disk));
  expect(await readNumbers(again)).toEqual(countFrom(0, 150));
  expect(await readNumbers(again, 101)).toEqual(countFrom(101, 49));
});

test('memory topics are there again without their rows', async () => {
  const opened = new Opened();
  const first = await opened.open('memory');
  const before = opened.disk.files();
  await first.partition.append(numberedRows(0, 1000));
  expect(await readNumbers(first.partition)).toEqual(countFrom(0, 1000));
  expect(opened.disk.files()).toEqual(before);
  await first.log.close();
  const { partition } = await opened.open('memory');
  expect(partition.endOffset()).toBe(0);
  await partition.append(numberedRows(0, 5));
  expect(await readNumbers(partition)).toEqual(countFrom(0, 5));
});
