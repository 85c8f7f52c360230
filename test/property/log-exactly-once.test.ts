import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../../src/common/random.ts';
import type { GroupConsumer, Log, PolledRows, Transaction } from '../../src/log/api.ts';
import { recordsOf } from '../../src/log/clients/read-records.ts';
import { readTexts, textRecord } from '../support/log-records.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { SimulatedDisk } from '../support/simulated-disk.ts';
import { openTestLog } from '../support/test-log.ts';

const rows = 40;
const numbers = Array.from({ length: rows }, (_, row) => `${row}`);

/** A log with rows in the topic `in`; the topic `out` is empty at first. */
async function openPipe(disk: SimulatedDisk, clock: ManualClock): Promise<Log> {
  const log = await openTestLog(disk.disk, { clock });
  if (log.topic('in') !== null) return log;
  await log.createTopic('out', { partitions: 2 });
  const { partitions } = await log.createTopic('in', { partitions: 2 });
  for (const [row, text] of numbers.entries()) {
    await partitions[row % 2]?.appendRecords([textRecord(text)]);
  }
  return log;
}

/** Copies rows until it is stopped by an error: what it read and where it stands in one transaction. */
async function copy(log: Log, random: Random, isOver: () => boolean): Promise<void> {
  let consumer = await log.groups.join('copiers', { topics: ['in'], sessionMs: 2000 });
  while (!isOver()) {
    const polled = await consumer.poll({ bytesMax: 1 + random.nextIntBelow(60), waitMs: 100 });
    const chance = random.nextIntBelow(12);
    if (chance === 0) {
      await consumer.leave();
      consumer = await log.groups.join('copiers', { topics: ['in'], sessionMs: 2000 });
      continue;
    }
    const transaction = await log.beginTransaction({ timeoutMs: 3000 });
    try {
      await copyRows(transaction, polled, random);
      await commitOffsets(transaction, consumer);
      if (chance === 1) throw new Error('changed its mind');
      await transaction.commit();
    } catch {
      await transaction.abort();
      consumer.rewind();
    }
  }
}

async function copyRows(
  transaction: Transaction,
  polled: readonly PolledRows[],
  random: Random,
): Promise<void> {
  for (const { batches, fromOffset } of polled) {
    for (const batch of batches) {
      const to = { topic: 'out', partition: random.nextIntBelow(2) };
      await transaction.appendRecords(to, await recordsOf(batch, fromOffset));
    }
  }
}

async function commitOffsets(transaction: Transaction, consumer: GroupConsumer): Promise<void> {
  await transaction.commitOffsets('copiers', consumer.offsets(), consumer.member());
}

async function copied(log: Log): Promise<string[]> {
  const found: string[] = [];
  for (const partition of log.topic('out')?.partitions ?? []) {
    for (const [, text] of await readTexts(partition)) found.push(text);
  }
  return found.toSorted((a, b) => Number(a) - Number(b));
}

/** Two copiers until all is copied or the machine stops; whether all was. */
async function live(disk: SimulatedDisk, random: Random, mayCrash: boolean): Promise<boolean> {
  const clock = new ManualClock();
  const log = await openPipe(disk, clock);
  let [isOver, calls] = [false, 0];
  const last = mayCrash ? 20 + random.nextIntBelow(200) : Number.POSITIVE_INFINITY;
  disk.fault = ({ operation }) => {
    calls += 1;
    if (calls === last) {
      isOver = true;
      disk[random.nextIntBelow(2) === 0 ? 'kill' : 'cutPower']();
    }
    const fails = operation === 'sync' && random.nextIntBelow(80) === 0;
    return fails ? { code: 'EIO' } : null;
  };
  const retry = async (): Promise<void> => {
    while (!isOver) await copy(log, random, () => isOver).catch(() => Promise.resolve());
  };
  const copiers = [retry(), retry()];
  for (let turn = 0; turn < 3000 && !isOver; turn += 1) {
    for (let step = 0; step < 20; step += 1) await Promise.resolve();
    clock.advance(50);
    if (turn % 20 === 0) isOver = (await copied(log).catch(() => [])).length >= rows;
  }
  isOver = true;
  void copiers;
  disk.fault = () => null;
  disk.kill();
  return calls < last;
}

test('rows and offsets that are committed together are copied once, through failures and crashes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.bigInt({ min: 0n, max: 2n ** 62n }), async (seed) => {
      const random = new Random(seed);
      const disk = new SimulatedDisk(random);
      await (await openPipe(disk, new ManualClock())).close();
      for (let life = 0; life < 6; life += 1) {
        await live(disk, random, life < 5);
        const found = await copied(await openPipe(disk, new ManualClock()));
        expect(found).toEqual([...new Set(found)]);
        disk.kill();
      }
      expect(await copied(await openPipe(disk, new ManualClock()))).toEqual(numbers);
    }),
    { numRuns: 15 },
  );
}, 60_000);
