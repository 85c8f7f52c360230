import { beforeEach, expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import type { Log, Partition } from '../../../../src/log/api.ts';
import { countFrom, numberedRows, readNumbers } from '../../../support/numbered-rows.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';
import { openTestLog, partitionOf, unmergedBodies } from '../../../support/test-log.ts';

let disk: SimulatedDisk;

beforeEach(() => {
  disk = new SimulatedDisk(new Random(3n));
});

async function open(lines: string[] = []): Promise<{ log: Log; partition: Partition }> {
  const log = await openTestLog(disk.disk, {
    segmentBytesMax: 1000,
    bodies: unmergedBodies,
    report: (line) => lines.push(line),
  });
  return { log, partition: await partitionOf(log) };
}

/** A hundred rows in batches of five, in several segments. */
async function filled(): Promise<{ log: Log; partition: Partition }> {
  const opened = await open();
  for (let i = 0; i < 20; i += 1) await opened.partition.append(numberedRows(i * 5, 5));
  return opened;
}

const segments = (): readonly string[] =>
  disk.files().filter((path) => path.endsWith('.log') || path.endsWith('.index'));

test('rows before an offset are forgotten, also by who opens the log next, and their files go', async () => {
  const { log, partition } = await filled();
  const before = segments().length;
  expect(await partition.truncateBefore(48)).toBe(48);
  expect(partition.startOffset()).toBe(48);
  expect(segments().length).toBeLessThan(before);
  expect((await partition.read(0, 1)).batches[0]?.baseOffset).toBe(45);
  expect(await readNumbers(partition, 48)).toEqual(countFrom(48, 52));
  expect(await partition.truncateBefore(20)).toBe(48);
  await log.close();
  const again = await open();
  expect(again.partition.startOffset()).toBe(48);
  expect(await readNumbers(again.partition, 48)).toEqual(countFrom(48, 52));
  expect(await again.partition.offsetAt(0)).toEqual({ offset: 48, timestampMs: 48 });
  expect(await again.partition.offsetAt(77)).toEqual({ offset: 77, timestampMs: 77 });
  expect(await again.partition.offsetAt(100)).toBeNull();
});

test('all rows can be forgotten; offsets go on, even when segments and mark are lost', async () => {
  const { log, partition } = await filled();
  expect(await partition.truncateBefore(1000)).toBe(100);
  expect(await partition.read(0, 1000)).toEqual({ batches: [], nextOffset: 100 });
  await log.close();
  for (const path of segments()) await disk.disk.remove(path);
  await disk.disk.remove('/data/topics/1/0/mark');
  const again = await open();
  expect([again.partition.startOffset(), again.partition.endOffset()]).toEqual([100, 100]);
  expect(await again.partition.append(numberedRows(100, 7))).toEqual({ first: 100, last: 106 });
  await again.log.close();
  expect(await readNumbers((await open()).partition, 100)).toEqual(countFrom(100, 7));
});

test('who holds a batch of a segment that is removed reads on', async () => {
  const { log } = await filled();
  await log.close();
  const again = await open();
  const { batches } = await again.partition.read(0, 1);
  const late = again.partition.read(3, 1);
  await again.partition.truncateBefore(90);
  expect(await batches[0]?.body()).toEqual(numberedRows(0, 5).body);
  expect((await late).batches[0]?.baseOffset).toBe(0);
  expect((await again.partition.read(3, 1)).batches[0]?.baseOffset).toBe(90);
});

test('a crash at any call leaves the old start or the new one', async () => {
  for (let crashAt = 1, isDone = false; !isDone; crashAt += 1) {
    for (const crash of ['kill', 'cutPower'] as const) {
      disk = new SimulatedDisk(new Random(BigInt(crashAt)));
      const { log } = await filled();
      await log.close();
      const { partition } = await open();
      const last = disk.calls + crashAt;
      disk.fault = ({ number }) => {
        if (number === last) disk.kill();
        return null;
      };
      isDone = await partition.truncateBefore(63).then(
        () => disk.calls < last,
        () => false,
      );
      disk[crash]();
      disk.fault = () => null;
      const lines: string[] = [];
      const again = (await open(lines)).partition;
      expect([0, 63]).toContain(again.startOffset());
      if (isDone) expect(again.startOffset()).toBe(63);
      expect(lines).toEqual([]);
      expect(await readNumbers(again, 63)).toEqual(countFrom(63, 37));
    }
  }
});

test('a start that cannot be written is told, and nothing is forgotten', async () => {
  const { partition } = await filled();
  disk.fault = ({ operation }) => (operation === 'sync' ? { code: 'EIO' } : null);
  await expect(partition.truncateBefore(50)).rejects.toMatchObject({ code: '58030' });
  disk.fault = () => null;
  expect(partition.startOffset()).toBe(0);
  expect(await readNumbers(partition)).toEqual(countFrom(0, 100));
  expect(await partition.truncateBefore(50)).toBe(50);
});
