import { describe, expect, test } from 'vitest';
import type { Log, Partition, RecordPlace } from '../../../../src/log/api.ts';
import { partitionOfKey } from '../../../../src/log/topic/partitioner.ts';
import { readTexts, textRecord } from '../../../support/log-records.ts';
import { newDisk } from '../../../support/log-transactions.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import type { SimulatedDisk } from '../../../support/simulated-disk.ts';
import { openTestLog } from '../../../support/test-log.ts';

async function openWithTopic(
  disk: SimulatedDisk,
  partitions = 1,
  clock = new ManualClock(),
): Promise<Log> {
  const log = await openTestLog(disk.disk, { clock });
  if (log.topic('t') === null) await log.createTopic('t', { partitions });
  return log;
}

const partitionsOf = (log: Log): readonly Partition[] => log.topic('t')?.partitions ?? [];

function keyed(key: string, value: string): ReturnType<typeof textRecord> {
  return { ...textRecord(value), key: Buffer.from(key) };
}

async function stored(log: Log): Promise<string[]> {
  const texts = await Promise.all(partitionsOf(log).map((partition) => readTexts(partition)));
  return texts.flat().map(([, value]) => value);
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i}`);

for (const idempotent of [true, false]) {
  describe(`a producer, idempotent ${idempotent}`, () => {
    test('puts keys where the Java client puts them, in order', async () => {
      const log = await openWithTopic(newDisk(), 5);
      const producer = log.newProducer('t', { idempotent });
      const texts = numbers(200);
      const places = await Promise.all(texts.map((i) => producer.send(keyed(`k${+i % 7}`, i))));
      const found = await Promise.all(partitionsOf(log).map((one) => readTexts(one)));
      places.forEach(({ partition, offset }: RecordPlace, index) => {
        expect(partition).toBe(partitionOfKey(Buffer.from(`k${index % 7}`), 5));
        expect(found[partition]).toContainEqual([offset, `${index}`]);
      });
      for (const rows of found) {
        const order = rows.map(([, value]) => Number(value));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }
    });

    test('gathers what is sent together', async () => {
      const log = await openWithTopic(newDisk());
      const producer = log.newProducer('t', { idempotent });
      await producer.sendAll(numbers(1000).map((text) => textRecord(text)));
      const { batches } = await (partitionsOf(log)[0] as Partition).read(0, 10_000_000);
      expect(batches).toHaveLength(1);
      expect(await stored(log)).toEqual(numbers(1000));
    });

    test('tells what failed and goes on behind it', async () => {
      const log = await openWithTopic(newDisk());
      await log.alterTopic('t', { batchBytesMax: 2000 });
      const producer = log.newProducer('t', { idempotent });
      const sent = await Promise.allSettled([
        producer.send(textRecord('a')),
        producer.send(textRecord('b'.repeat(2_000_000))),
        producer.send(textRecord('c')),
        producer.send(textRecord('d'.repeat(2_000_000))),
        producer.send(textRecord('e')),
      ]);
      expect(sent.map(({ status }) => status === 'fulfilled')).toEqual([
        true,
        false,
        true,
        false,
        true,
      ]);
      expect(await stored(log)).toEqual(['a', 'c', 'e']);
      await producer.send(textRecord('f'));
      expect(await stored(log)).toEqual(['a', 'c', 'e', 'f']);
    });

    test('takes nothing when it is closed, and waits for what it has', async () => {
      const log = await openWithTopic(newDisk());
      const producer = log.newProducer('t', { idempotent });
      const sent = producer.send(textRecord('a'));
      await producer.close();
      expect(await stored(log)).toEqual(['a']);
      await sent;
      await expect(producer.send(textRecord('b'))).rejects.toMatchObject({ code: '55000' });
    });

    test('uses partitions that come to the topic', async () => {
      const log = await openWithTopic(newDisk());
      const producer = log.newProducer('t', { idempotent });
      await producer.send(textRecord('a'));
      await log.alterTopic('t', { partitions: 3 });
      const large = Array.from({ length: 6 }, () => textRecord('x'.repeat(17_000)));
      const places = await producer.sendAll(large);
      expect(new Set(places.map(({ partition }) => partition))).toEqual(new Set([0, 1, 2]));
    });
  });
}

describe('when a sync fails', () => {
  for (const fails of [1, 2, 3, 4]) {
    test(`sync ${fails}: what is tried again is stored once, in order`, async () => {
      const disk = newDisk();
      const clock = new ManualClock();
      const log = await openWithTopic(disk, 1, clock);
      const producer = log.newProducer('t', { retryMs: 60_000 });
      await producer.send(textRecord('first'));
      let syncs = 0;
      disk.fault = ({ operation, path }) => {
        if (operation !== 'sync' || !path.startsWith('/data/topics/1/0/')) return null;
        syncs += 1;
        return syncs === fails ? { code: 'EIO' } : null;
      };
      const texts = numbers(20);
      const sent = texts.map((text) => producer.send(textRecord(text.padEnd(300_000, ' '))));
      let isOver = false;
      const all = Promise.all(sent).then(() => {
        isOver = true;
      });
      for (let turn = 0; turn < 2000 && !isOver; turn += 1) {
        clock.advance(50);
        for (let step = 0; step < 100; step += 1) await Promise.resolve();
      }
      await all;
      expect(syncs).toBeGreaterThanOrEqual(fails);
      const found = (await stored(log)).map((text) => text.trimEnd());
      expect(found).toEqual(['first', ...texts]);
      disk.kill();
      const again = await openWithTopic(disk);
      expect((await stored(again)).map((text) => text.trimEnd())).toEqual(['first', ...texts]);
    });
  }

  test('without a time to try it is told at once', async () => {
    const disk = newDisk();
    const log = await openWithTopic(disk);
    const producer = log.newProducer('t');
    await producer.send(textRecord('first'));
    disk.fault = ({ operation }) => (operation === 'sync' ? { code: 'EIO' } : null);
    await expect(producer.send(textRecord('x'))).rejects.toMatchObject({ code: '58030' });
    await expect(producer.send(textRecord('y'))).rejects.toMatchObject({ code: '58030' });
    disk.fault = () => null;
    await partitionsOf(log)[0]?.rescan();
    await producer.send(textRecord('z'));
    expect(await stored(log)).toEqual(['first', 'z']);
  });
});
