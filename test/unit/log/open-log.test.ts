import { expect, test } from 'vitest';
import { Random } from '../../../src/common/random.ts';
import { ofNewerFormat } from '../../support/newer-format.ts';
import { countFrom, numberedRows, readNumbers } from '../../support/numbered-rows.ts';
import { SimulatedDisk } from '../../support/simulated-disk.ts';
import { openTestLog, partitionOf } from '../../support/test-log.ts';

const settings = { partitions: 3, durability: 'durable', schema: new Uint8Array([7]) } as const;

function simulated(): SimulatedDisk {
  return new SimulatedDisk(new Random(1n));
}

test('rows and topics are there again after closing and opening', async () => {
  const disk = simulated();
  const log = await openTestLog(disk.disk);
  const topic = await log.createTopic('orders', settings);
  await topic.partitions[0]?.append(numberedRows(0, 5));
  await topic.partitions[2]?.append(numberedRows(100, 3));
  await log.close();

  const again = await openTestLog(disk.disk);
  const found = again.topic('orders');
  expect(found?.settings).toMatchObject(settings);
  expect(found?.partitions.map((partition) => partition.endOffset())).toEqual([5, 0, 3]);
  const numbers = await Promise.all((found?.partitions ?? []).map((p) => readNumbers(p)));
  expect(numbers).toEqual([[0, 1, 2, 3, 4], [], [100, 101, 102]]);
  expect(again.topic('payments')).toBeNull();
});

test('a name is taken once', async () => {
  const log = await openTestLog(simulated().disk);
  await log.createTopic('orders', settings);
  await expect(log.createTopic('orders', settings)).rejects.toMatchObject({ code: '42710' });
});

test('a deleted topic leaves no file, takes no rows and its name is free', async () => {
  const disk = simulated();
  const log = await openTestLog(disk.disk);
  const before = disk.files();
  const partition = await partitionOf(log, 'orders');
  await partition.append(numberedRows(0, 5));
  await log.deleteTopic('orders');
  // Its files go in the background.
  await expect.poll(() => disk.files()).toEqual(before);
  expect(log.topic('orders')).toBeNull();
  await expect(partition.append(numberedRows(5, 1))).rejects.toMatchObject({ code: '42704' });
  const fresh = await partitionOf(log, 'orders');
  expect(fresh.endOffset()).toBe(0);
  await expect(log.deleteTopic('payments')).rejects.toMatchObject({ code: '42704' });
});

test('a directory is open once', async () => {
  const disk = simulated();
  const log = await openTestLog(disk.disk);
  await expect(openTestLog(disk.disk)).rejects.toMatchObject({ code: '55006' });
  await log.close();
  await (await openTestLog(disk.disk)).close();
});

test('a log that could not be opened is not left locked', async () => {
  const disk = simulated();
  await (await openTestLog(disk.disk)).close();
  disk.fault = ({ path }) => (path === '/data/topics' ? { code: 'EIO' } : null);
  await expect(openTestLog(disk.disk)).rejects.toMatchObject({ code: '58030' });
  disk.fault = () => null;
  await (await openTestLog(disk.disk)).close();
});

test('every file of a newer format is refused', async () => {
  const disk = simulated();
  const log = await openTestLog(disk.disk);
  await (await partitionOf(log)).append(numberedRows(0, 5));
  await log.close();
  expect(disk.files().length).toBeGreaterThanOrEqual(5);
  for (const path of disk.files()) {
    const content = disk.content(path);
    disk.overwrite(path, ofNewerFormat(content));
    await expect(openTestLog(disk.disk), path).rejects.toMatchObject({
      code: '55000',
      detail: expect.stringContaining(path),
    });
    disk.overwrite(path, content);
  }
  expect(await readNumbers(await partitionOf(await openTestLog(disk.disk)))).toHaveLength(5);
});

test('a topic with one damaged file of two is opened, and the file made again', async () => {
  for (const name of ['topic', 'topic.copy']) {
    const disk = simulated();
    const log = await openTestLog(disk.disk);
    await (await partitionOf(log)).append(numberedRows(0, 5));
    await log.close();
    const path = `/data/topics/1/${name}`;
    const content = disk.content(path);
    disk.overwrite(path, content.subarray(0, 30));
    const lines: string[] = [];
    const again = await openTestLog(disk.disk, { report: (line) => lines.push(line) });
    expect(again.topic('t')?.partitions[0]?.rows()).toBe(5);
    expect(lines).toEqual([`${path}: damaged, made again from its copy`]);
    expect(disk.content(path)).toEqual(content);
  }
});

test('a topic whose files are both damaged is told, and nothing of it is removed', async () => {
  const disk = simulated();
  const log = await openTestLog(disk.disk);
  await (await partitionOf(log)).append(numberedRows(0, 5));
  await log.close();
  const files = disk.files();
  const content = disk.content('/data/topics/1/topic');
  for (const name of ['topic', 'topic.copy']) {
    disk.overwrite(`/data/topics/1/${name}`, content.subarray(0, 30));
  }
  await expect(openTestLog(disk.disk)).rejects.toMatchObject({ code: 'XX001' });
  expect(disk.files()).toEqual(files);
});

test('a crash anywhere in making or deleting a topic leaves all of it or nothing', async () => {
  for (let cut = 1; ; cut += 1) {
    const disk = new SimulatedDisk(new Random(BigInt(cut)));
    const outcome = { made: false, deleted: false, finished: false };
    const log = await openTestLog(disk.disk);
    const first = disk.calls;
    disk.fault = ({ number }) => {
      if (number === first + cut) disk.cutPower();
      return null;
    };
    const work = async (): Promise<void> => {
      await (await partitionOf(log, 'orders')).append(numberedRows(0, 9));
      outcome.made = true;
      await log.deleteTopic('orders');
      outcome.deleted = true;
    };
    await work().then(
      () => {
        outcome.finished = true;
      },
      () => {},
    );
    if (outcome.finished) break;
    disk.fault = () => null;
    const again = await openTestLog(disk.disk);
    const partition = again.topic('orders')?.partitions[0];
    if (partition !== undefined) expect([0, 9]).toContain(partition.endOffset());
    if (outcome.deleted) expect(partition).toBeUndefined();
    if (partition === undefined) {
      expect(disk.files().filter((path) => path.startsWith('/data/topics/'))).toEqual([]);
    }
    const fresh = await partitionOf(again, 'fresh');
    await fresh.append(numberedRows(0, 3));
    expect(await readNumbers(fresh)).toEqual(countFrom(0, 3));
    expect(cut).toBeLessThan(500);
  }
});

/** Opens, appends, reopens and deletes; counts what was acknowledged before and after a fault. */
async function lifeWith(
  disk: SimulatedDisk,
  fault: { readonly number: number; readonly code: string },
): Promise<{ readonly met: boolean; readonly acknowledged: number }> {
  const [first, lines] = [disk.calls, [] as string[]];
  const due = ({ number }: { readonly number: number }): boolean => number - first === fault.number;
  disk.fault = (call) => (due(call) ? { code: fault.code, partly: true } : null);
  let acknowledged = 0;
  for (let life = 0; life < 2; life += 1) {
    const log = await openTestLog(disk.disk, {
      segmentBytesMax: 1000,
      report: (line) => lines.push(line),
    }).catch(expectDiskError);
    if (log === null) continue;
    const partition = await partitionOf(log).catch(expectDiskError);
    for (let i = 0; partition !== null && i < 6; i += 1) {
      const next = partition.endOffset();
      const range = await partition.append(numberedRows(next, 20)).catch(expectDiskError);
      if (range !== null) acknowledged = range.last + 1;
      expect(await readNumbers(partition).catch(expectDiskError)).toSatisfy(
        (numbers: number[] | null) => numbers === null || numbers.length === partition.endOffset(),
      );
    }
    await log.close().catch(expectDiskError);
  }
  expect(lines.filter((line) => /damaged|missing/.test(line))).toEqual([]);
  return { met: disk.calls - first >= fault.number, acknowledged };
}

function expectDiskError(error: unknown): null {
  expect(error).toMatchObject({ code: expect.stringMatching(/^(58030|53100)$/) });
  return null;
}

test.each(['EIO', 'ENOSPC'])(
  '%s at any call is told, loses nothing and leaves a log that opens',
  async (code) => {
    for (let number = 1; ; number += 1) {
      const disk = simulated();
      const { met, acknowledged } = await lifeWith(disk, { number, code });
      if (!met) break;
      disk.fault = () => null;
      const log = await openTestLog(disk.disk);
      const partition = await partitionOf(log);
      const end = partition.endOffset();
      expect(end, `call ${number}`).toBeGreaterThanOrEqual(acknowledged);
      await partition.append(numberedRows(end, 1));
      expect(await readNumbers(partition)).toEqual(countFrom(0, end + 1));
      await log.close();
      expect(number).toBeLessThan(1000);
    }
  },
);

test('a topic that could neither be made nor taken back does not stand in the way of its successor', async () => {
  const disk = simulated();
  const log = await openTestLog(disk.disk);
  disk.fault = ({ operation, path }) =>
    (operation === 'sync' && path === '/data/topics') || path === '/data/topics/1'
      ? { code: 'EIO' }
      : null;
  await expect(partitionOf(log)).rejects.toMatchObject({ code: '58030' });
  expect(log.topics()).toEqual([]);
  disk.fault = () => null;
  await (await partitionOf(log)).append(numberedRows(0, 4));
  await log.close();
  const again = await openTestLog(disk.disk);
  expect(again.topics()).toHaveLength(1);
  expect(await readNumbers(await partitionOf(again))).toEqual([0, 1, 2, 3]);
  expect(disk.files().some((path) => path.startsWith('/data/topics/1/'))).toBe(false);
});
