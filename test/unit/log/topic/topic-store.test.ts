import { describe, expect, test } from 'vitest';
import type { Log, TopicSettings } from '../../../../src/log/api.ts';
import { readTexts, textRecords } from '../../../support/log-records.ts';
import { newDisk } from '../../../support/log-transactions.ts';
import { openTestLog } from '../../../support/test-log.ts';

const compaction = { minAgeMs: 0, tombstoneMs: 5000, dirtyRatioMin: 0.3 };

describe('altering a topic', () => {
  test('changes what is told and keeps the rest, for those who hold it too', async () => {
    const log = await openTestLog(newDisk().disk);
    const topic = await log.createTopic('t', { retentionMs: 1000, compression: 'lz4' });
    const altered = await log.alterTopic('t', { retentionMs: null, compaction, partitions: 3 });
    expect(altered.settings).toMatchObject({
      retentionMs: null,
      compaction,
      partitions: 3,
      compression: 'lz4',
    });
    expect(topic.settings).toEqual(altered.settings);
    expect(topic.partitions.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(log.topic('t')?.partitions).toHaveLength(3);
  });

  test('lasts, and further partitions take rows', async () => {
    const disk = newDisk();
    const log = await openTestLog(disk.disk);
    await log.createTopic('t');
    const { partitions } = await log.alterTopic('t', { partitions: 2, batchBytesMax: 50 });
    await partitions[1]?.appendRecords(textRecords('x'));
    const tooLarge = partitions[0]?.appendRecords(textRecords('y'.repeat(100)));
    await expect(tooLarge).rejects.toMatchObject({ code: '54000' });
    disk.cutPower();
    const again = await openTestLog(disk.disk);
    const topic = again.topic('t');
    expect(topic?.settings).toMatchObject({ partitions: 2, batchBytesMax: 50 });
    expect(topic?.partitions[1] && (await readTexts(topic.partitions[1]))).toEqual([[0, 'x']]);
  });

  test('refuses what cannot be', async () => {
    const log = await openTestLog(newDisk().disk);
    await log.createTopic('t', { partitions: 2 });
    const code = '22023';
    await expect(log.alterTopic('t', { partitions: 1 })).rejects.toMatchObject({ code });
    await expect(log.alterTopic('t', { partitions: 2000 })).rejects.toMatchObject({ code });
    await expect(log.alterTopic('t', { retentionMs: -1 })).rejects.toMatchObject({ code });
    await expect(log.alterTopic('u', {})).rejects.toMatchObject({ code: '42704' });
    const forced = { durability: 'memory' } as Partial<TopicSettings>;
    expect((await log.alterTopic('t', forced)).settings.durability).toBe('durable');
  });

  test('a crash anywhere leaves the old settings or the new ones, and all rows', async () => {
    for (let cut = 1; ; cut += 1) {
      const disk = newDisk(cut);
      const log = await openTestLog(disk.disk);
      const { partitions } = await log.createTopic('t', { partitions: 2 });
      await partitions[0]?.appendRecords(textRecords('x'));
      const first = disk.calls;
      disk.fault = ({ number }) => {
        if (number === first + cut) disk.cutPower();
        return null;
      };
      const outcome = await alter(log);
      disk.fault = () => null;
      disk.cutPower();
      const topic = (await openTestLog(disk.disk)).topic('t');
      const count = topic?.partitions.length ?? 0;
      expect(outcome === 'altered' ? [4] : [2, 4]).toContain(count);
      expect(topic?.settings).toMatchObject(count === 4 ? changes : { retentionMs: null });
      expect(topic?.partitions[0] && (await readTexts(topic.partitions[0]))).toEqual([[0, 'x']]);
      if (outcome === 'altered') break;
    }
  });

  test('can be tried again when the disk failed', async () => {
    const disk = newDisk();
    const log = await openTestLog(disk.disk);
    await log.createTopic('t', { partitions: 2 });
    for (let cut = 1; ; cut += 1) {
      const first = disk.calls;
      disk.fault = ({ number }) => (number === first + cut ? { code: 'EIO' } : null);
      const outcome = await alter(log);
      disk.fault = () => null;
      if (outcome === 'altered') break;
      expect(log.topic('t')?.partitions).toHaveLength(2);
    }
    expect(log.topic('t')?.settings).toMatchObject(changes);
    await log.topic('t')?.partitions[3]?.appendRecords(textRecords('x'));
  });
});

const changes = { partitions: 4, retentionMs: 7 };

async function alter(log: Log): Promise<'altered' | 'failed'> {
  try {
    await log.alterTopic('t', changes);
    return 'altered';
  } catch {
    return 'failed';
  }
}

describe('a deleted topic', () => {
  test('is told to those who read or follow it', async () => {
    const log = await openTestLog(newDisk().disk);
    const { partitions } = await log.createTopic('t');
    await partitions[0]?.appendRecords(textRecords('x'));
    const cursor = await log.newCursor({ topic: 't', partition: 0 }, { from: 'end' });
    const followed = cursor.follow()[Symbol.asyncIterator]().next();
    await log.deleteTopic('t');
    await expect(followed).rejects.toMatchObject({ code: '42704' });
    await expect(cursor.next()).rejects.toMatchObject({ code: '42704' });
    await expect(partitions[0]?.read(0, 100)).rejects.toMatchObject({ code: '42704' });
    await expect(partitions[0]?.appendRecords(textRecords('y'))).rejects.toMatchObject({
      code: '42704',
    });
    expect(() => log.newProducer('t')).toThrow('does not exist');
  });

  test('holds up no transaction that wrote to it', async () => {
    const log = await openTestLog(newDisk().disk);
    await log.createTopic('t');
    await log.createTopic('u');
    const transaction = await log.beginTransaction();
    await transaction.appendRecords({ topic: 't', partition: 0 }, textRecords('x'));
    await transaction.appendRecords({ topic: 'u', partition: 0 }, textRecords('x'));
    await log.deleteTopic('t');
    await transaction.commit();
    const partition = log.topic('u')?.partitions[0];
    expect(partition && (await readTexts(partition))).toEqual([[0, 'x']]);
  });
});
