import { describe, expect, test } from 'vitest';
import type { Log, Partition } from '../../../../src/log/api.ts';
import { readTexts, textRecord, textRecords } from '../../../support/log-records.ts';
import {
  all,
  fill,
  newDisk,
  nothing,
  openWithTopics,
  partition,
  seen,
  values,
} from '../../../support/log-transactions.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import type { SimulatedDisk } from '../../../support/simulated-disk.ts';

describe('a transaction', () => {
  test('is seen in all partitions at once when it commits, and not before', async () => {
    const log = await openWithTopics(newDisk());
    const transaction = await log.beginTransaction();
    await fill(transaction, 'x');
    expect(await seen(log)).toEqual(nothing);
    // Whoever is told of one partition finds the others decided too.
    const found: unknown[] = [];
    const partitions = [partition(log, 'a', 0), partition(log, 'a', 1), partition(log, 'b')];
    for (const one of partitions) {
      one.onAppend(() =>
        queueMicrotask(() => found.push(partitions.map((p) => p.stableOffset() > 0))),
      );
    }
    await transaction.commit();
    expect(await seen(log)).toEqual(all);
    expect(found.length).toBeGreaterThan(0);
    expect(found.flat()).not.toContain(false);
  });

  test('is never seen when it is aborted', async () => {
    const log = await openWithTopics(newDisk());
    const transaction = await log.beginTransaction();
    await fill(transaction, 'x');
    await transaction.abort();
    expect(await seen(log)).toEqual(nothing);
    await partition(log, 'b').appendRecords(textRecords('after'));
    expect(await values(log, 'b')).toEqual(['after']);
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'ML006' });
    await transaction.abort();
  });

  test('takes nothing after its end', async () => {
    const log = await openWithTopics(newDisk());
    const transaction = await log.beginTransaction();
    await transaction.commit();
    await expect(fill(transaction, 'x')).rejects.toMatchObject({ code: 'ML006' });
    await expect(transaction.send('a', textRecord('x'))).rejects.toMatchObject({ code: 'ML006' });
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'ML006' });
    expect(await seen(log)).toEqual(nothing);
  });

  test('waits with its commit for appends that are under way', async () => {
    const log = await openWithTopics(newDisk());
    const transaction = await log.beginTransaction();
    const filled = fill(transaction, 'x');
    await transaction.commit();
    await filled;
    expect(await seen(log)).toEqual(all);
  });

  test('is aborted as a whole when an append of it fails', async () => {
    const log = await openWithTopics(newDisk());
    await log.alterTopic('b', { batchBytesMax: 100 });
    const transaction = await log.beginTransaction();
    await transaction.appendRecords({ topic: 'a', partition: 0 }, textRecords('x'));
    const large = transaction.appendRecords(
      { topic: 'b', partition: 0 },
      textRecords('y'.repeat(1000)),
    );
    await expect(large).rejects.toMatchObject({ code: '54000' });
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'ML006' });
    await partition(log, 'a').appendRecords(textRecords('z'));
    expect(await values(log, 'a')).toEqual(['z']);
  });

  test('puts records where their keys say', async () => {
    const log = await openWithTopics(newDisk());
    const transaction = await log.beginTransaction();
    const places = await Promise.all(
      ['k', 'l', 'm', 'k'].map((key) =>
        transaction.send('a', { ...textRecord(key), key: Buffer.from(key) }),
      ),
    );
    await transaction.commit();
    const found = [
      await readTexts(partition(log, 'a', 0)),
      await readTexts(partition(log, 'a', 1)),
    ];
    places.forEach((place, index) => {
      expect(found[place.partition]).toContainEqual([place.offset, ['k', 'l', 'm', 'k'][index]]);
    });
    expect(places[0]?.partition).toBe(places[3]?.partition);
  });

  test('that takes too long is aborted', async () => {
    const clock = new ManualClock();
    const log = await openWithTopics(newDisk(), clock);
    const transaction = await log.beginTransaction({ timeoutMs: 5000 });
    await fill(transaction, 'x');
    clock.advance(4999);
    expect(partition(log, 'b').openTransactions()).toHaveLength(1);
    clock.advance(1);
    await expect(transaction.commit()).rejects.toMatchObject({
      code: 'ML006',
      detail: expect.stringContaining('5000 ms'),
    });
    await transaction.abort();
    expect(partition(log, 'b').openTransactions()).toEqual([]);
    expect(await seen(log)).toEqual(nothing);
  });

  test('of many that are open at once, each is decided on its own', async () => {
    const log = await openWithTopics(newDisk());
    const open = await Promise.all(Array.from({ length: 50 }, () => log.beginTransaction()));
    const to = { topic: 'a', partition: 1 };
    await Promise.all(open.map((one, index) => one.appendRecords(to, textRecords(`${index}`))));
    await Promise.all(open.map((one, index) => (index % 3 === 0 ? one.abort() : one.commit())));
    const expected = open.map((_, index) => index).filter((index) => index % 3 !== 0);
    expect(await values(log, 'a', 1)).toEqual(expected.map(String));
  });

  test('costs one sync more than its appends, and its producer is used again', async () => {
    const disk = newDisk();
    const log = await openWithTopics(disk);
    const producers = new Set<number>();
    const run = async (): Promise<void> => {
      const transaction = await log.beginTransaction();
      await fill(transaction, 'x');
      const open = partition(log, 'b').openTransactions();
      for (const { producerId } of open) producers.add(producerId);
      await transaction.commit();
    };
    await run();
    for (let turn = 0; turn < 20; turn += 1) await run();
    expect(producers.size).toBeLessThan(3);
    // The markers of those before.
    for (let step = 0; step < 200; step += 1) await Promise.resolve();
    const paths: string[] = [];
    disk.fault = ({ operation, path }) => {
      if (operation === 'sync') paths.push(path);
      return null;
    };
    const transaction = await log.beginTransaction();
    await transaction.appendRecords({ topic: 'a', partition: 0 }, textRecords('y', 'z'));
    await transaction.commit();
    expect(paths).toHaveLength(2);
  });
});

describe('after a crash', () => {
  for (const crash of ['kill', 'cutPower'] as const) {
    test(`anywhere (${crash}) a transaction is there whole or not at all`, async () => {
      const counts = { nothing: 0, all: 0 };
      for (let cut = 1; ; cut += 1) {
        const disk = newDisk(cut);
        const outcome = await crashAt(disk, cut, crash);
        const log = await openWithTopics(disk);
        const found = await seen(log);
        expect(outcome.committed ? [all] : [nothing, all]).toContainEqual(found);
        counts[found.offset === null ? 'nothing' : 'all'] += 1;
        const partitions = log.topics().flatMap((topic) => topic.partitions);
        expect(partitions.flatMap((one) => one.openTransactions())).toEqual([]);
        await goesOn(log);
        await log.close();
        if (outcome.finished) break;
      }
      expect(counts.nothing).toBeGreaterThan(5);
      expect(counts.all).toBeGreaterThan(1);
    });
  }
});

type Outcome = { committed: boolean; finished: boolean };

/** One that commits, one that aborts and one that is never ended, with a crash in the midst of it. */
async function crashAt(
  disk: SimulatedDisk,
  cut: number,
  crash: 'kill' | 'cutPower',
): Promise<Outcome> {
  const outcome: Outcome = { committed: false, finished: false };
  const log = await openWithTopics(disk);
  const first = disk.calls;
  disk.fault = ({ number }) => {
    if (number === first + cut) disk[crash]();
    return null;
  };
  const work = async (): Promise<void> => {
    const [one, two, three] = await Promise.all([
      log.beginTransaction(),
      log.beginTransaction(),
      log.beginTransaction(),
    ]);
    await Promise.all([fill(one, 'x'), fill(two, 'y'), fill(three, 'z')]);
    await two.abort();
    await one.commit();
    outcome.committed = true;
    // The markers may be cut anywhere too.
    await log.close();
    outcome.finished = true;
  };
  await work().catch(() => undefined);
  disk.fault = () => null;
  disk[crash]();
  return outcome;
}

/** Another transaction is seen behind what was there. */
async function goesOn(log: Log): Promise<void> {
  const before = await values(log, 'b');
  const transaction = await log.beginTransaction();
  await fill(transaction, 'w');
  await transaction.commit();
  expect(await values(log, 'b')).toEqual([...before, 'w2']);
}

describe('when the disk fails', () => {
  test('while the commit is written, nothing is seen, and after it recovered neither', async () => {
    const clock = new ManualClock();
    const disk = newDisk();
    const log = await openWithTopics(disk, clock);
    const warm = await log.beginTransaction();
    await warm.appendRecords({ topic: 'b', partition: 0 }, textRecords('w'));
    await warm.commit();
    const transaction = await log.beginTransaction();
    await fill(transaction, 'x');
    const record = log.topic('__transactions')?.partitions[0] as Partition;
    disk.fault = ({ operation, path }) =>
      operation === 'sync' && isOfTransactions(path) ? { code: 'EIO' } : null;
    await expect(transaction.commit()).rejects.toMatchObject({ code: '58030' });
    expect(record.failure()).not.toBeNull();
    expect(await values(log, 'b')).toEqual(['w']);
    // Undecided: a crash could still find the record.
    expect(partition(log, 'b').openTransactions()).toHaveLength(1);
    disk.fault = () => null;
    await recover(clock, () => partition(log, 'b').openTransactions().length === 0);
    await partition(log, 'b').appendRecords(textRecords('v'));
    expect(await values(log, 'b')).toEqual(['w', 'v']);
    disk.kill();
    expect(await values(await openWithTopics(disk), 'b')).toEqual(['w', 'v']);
  });

  test('while a marker is written, the transaction stays committed and the marker follows', async () => {
    const clock = new ManualClock();
    const disk = newDisk();
    const log = await openWithTopics(disk, clock);
    const transaction = await log.beginTransaction();
    await fill(transaction, 'x');
    const failing = directoryOf('b');
    disk.fault = ({ operation, path }) =>
      operation === 'sync' && path.startsWith(failing) ? { code: 'EIO' } : null;
    await transaction.commit();
    expect(await seen(log)).toEqual(all);
    await recover(clock, () => partition(log, 'b').failure() !== null);
    expect(await seen(log)).toEqual(all);
    disk.fault = () => null;
    await recover(clock, () => partition(log, 'b').failure() === null);
    await partition(log, 'b').appendRecords(textRecords('after'));
    expect(await values(log, 'b')).toEqual(['x2', 'after']);
    disk.kill();
    expect(await values(await openWithTopics(disk), 'b')).toEqual(['x2', 'after']);
  });

  test('a commit that found the disk full is aborted', async () => {
    const clock = new ManualClock();
    const disk = newDisk();
    const log = await openWithTopics(disk, clock);
    await (await log.beginTransaction()).abort();
    const transaction = await log.beginTransaction();
    await fill(transaction, 'x');
    disk.fault = ({ operation }) => (operation === 'write' ? { code: 'ENOSPC' } : null);
    await expect(transaction.commit()).rejects.toMatchObject({ code: '53100' });
    expect(await seen(log)).toEqual(nothing);
    disk.fault = () => null;
    await recover(clock, () => partition(log, 'b').openTransactions().length === 0);
    disk.kill();
    const again = await openWithTopics(disk);
    expect(await seen(again)).toEqual(nothing);
    await goesOn(again);
  });
});

/** Lets time go on until something holds. */
async function recover(clock: ManualClock, holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !holds(); turn += 1) {
    clock.advance(500);
    for (let step = 0; step < 50; step += 1) await Promise.resolve();
  }
  expect(holds()).toBe(true);
}

/** Topics are numbered as they are made: `a`, `b`, then those of the log. */
function directoryOf(topic: 'a' | 'b'): string {
  return `/data/topics/${topic === 'a' ? 1 : 2}/`;
}

function isOfTransactions(path: string): boolean {
  return path.startsWith('/data/topics/3/');
}

describe('ids of producers', () => {
  test('are never handed out twice, whatever crash', async () => {
    const disk = newDisk();
    const found = new Set<number>();
    for (let life = 0; life < 4; life += 1) {
      const log = await openWithTopics(disk);
      const open = await Promise.all(Array.from({ length: 3 }, () => log.beginTransaction()));
      await Promise.all(open.map((one) => fill(one, 'x')));
      for (const { producerId } of partition(log, 'b').openTransactions()) {
        expect(found.has(producerId)).toBe(false);
        found.add(producerId);
      }
      if (life % 2 === 0) disk.kill();
      else disk.cutPower();
    }
    expect(found.size).toBe(12);
  });
});
