import { describe, expect, test } from 'vitest';
import type { GroupConsumer, Log, Partition, PolledRows } from '../../../../src/log/api.ts';
import { recordsOf } from '../../../../src/log/clients/read-records.ts';
import { textRecord, textRecords } from '../../../support/log-records.ts';
import { newDisk } from '../../../support/log-transactions.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import type { SimulatedDisk } from '../../../support/simulated-disk.ts';
import { openTestLog } from '../../../support/test-log.ts';

async function openWithTopic(
  disk: SimulatedDisk,
  partitions = 2,
  clock = new ManualClock(),
): Promise<Log> {
  const log = await openTestLog(disk.disk, { clock });
  if (log.topic('t') === null) await log.createTopic('t', { partitions });
  return log;
}

async function put(log: Log, partition: number, ...texts: string[]): Promise<void> {
  const to = log.topic('t')?.partitions[partition] as Partition;
  for (const text of texts) await to.appendRecords(textRecords(text));
}

async function textsOf(polled: readonly PolledRows[]): Promise<string[]> {
  const texts: string[] = [];
  for (const { batches, fromOffset } of polled) {
    for (const batch of batches) {
      const records = await recordsOf(batch, fromOffset);
      texts.push(...records.map(({ value }) => Buffer.from(value ?? []).toString()));
    }
  }
  return texts.toSorted();
}

const pollTexts = async (consumer: GroupConsumer): Promise<string[]> =>
  textsOf(await consumer.poll());
const indexes = (consumer: GroupConsumer): number[] =>
  consumer.assignment().map(({ partition }) => partition);
const first = { topic: 't', partition: 0 };

describe('committed offsets', () => {
  test('last, the newest counts', async () => {
    const disk = newDisk();
    const log = await openWithTopic(disk);
    expect(await log.groups.list()).toEqual([]);
    expect(await log.groups.committed('g', first)).toBeNull();
    await log.groups.commit('g', [{ ...first, offset: 5, metadata: 'm' }]);
    await log.groups.commit('g', [
      { ...first, offset: 7 },
      { topic: 't', partition: 1, offset: 2 },
    ]);
    await log.groups.commit('h "1"', [{ ...first, offset: 1 }]);
    disk.cutPower();
    const again = await openWithTopic(disk);
    expect(await again.groups.list()).toEqual(['g', 'h "1"']);
    expect(await again.groups.committed('g', first)).toMatchObject({ offset: 7, metadata: '' });
    expect((await again.groups.describe('g'))?.offsets).toHaveLength(2);
    await again.groups.delete('g');
    expect(await again.groups.describe('g')).toBeNull();
    disk.cutPower();
    expect(await (await openWithTopic(disk)).groups.list()).toEqual(['h "1"']);
  });

  test('of a transaction move when it commits', async () => {
    const disk = newDisk();
    const log = await openWithTopic(disk);
    const [lost, kept] = [await log.beginTransaction(), await log.beginTransaction()];
    await lost.commitOffsets('g', [{ ...first, offset: 1 }]);
    await kept.commitOffsets('g', [{ ...first, offset: 2 }]);
    expect(await log.groups.committed('g', first)).toBeNull();
    await kept.commit();
    expect(await log.groups.committed('g', first)).toMatchObject({ offset: 2 });
    await lost.abort();
    expect(await log.groups.committed('g', first)).toMatchObject({ offset: 2 });
    disk.kill();
    const again = await openWithTopic(disk);
    expect(await again.groups.committed('g', first)).toMatchObject({ offset: 2 });
  });

  test('that were committed after those of a transaction are not undone by it', async () => {
    const disk = newDisk();
    const log = await openWithTopic(disk);
    const late = await log.beginTransaction();
    await late.commitOffsets('g', [{ ...first, offset: 1 }]);
    await log.groups.commit('g', [{ ...first, offset: 9 }]);
    await late.commit();
    expect(await log.groups.committed('g', first)).toMatchObject({ offset: 9 });
    disk.kill();
    const again = await openWithTopic(disk);
    expect(await again.groups.committed('g', first)).toMatchObject({ offset: 9 });
  });

  test('are refused from who is no member, of an old generation, or for no partition', async () => {
    const log = await openWithTopic(newDisk());
    const none = { topic: 't', partition: 9, offset: 0 };
    await expect(log.groups.commit('g', [none])).rejects.toMatchObject({ code: '42704' });
    const consumer = await log.groups.join('g', { topics: ['t'] });
    await consumer.poll();
    const offsets = [{ ...first, offset: 0 }];
    await expect(log.groups.commit('g', offsets)).rejects.toMatchObject({ code: 'ML004' });
    await expect(log.groups.delete('g')).rejects.toMatchObject({ code: '55006' });
    const stranger = { ...consumer.member(), memberId: 'somebody' };
    const unknown = log.groups.commit('g', offsets, stranger);
    await expect(unknown).rejects.toMatchObject({ code: 'ML004' });
    const old = { ...consumer.member(), generation: consumer.member().generation - 1 };
    await expect(log.groups.commit('g', offsets, old)).rejects.toMatchObject({ code: 'ML003' });
    const transaction = await log.beginTransaction();
    const fenced = transaction.commitOffsets('g', offsets, old);
    await expect(fenced).rejects.toMatchObject({ code: 'ML003' });
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'ML006' });
    await log.groups.commit('g', offsets, consumer.member());
    await consumer.leave();
    await log.groups.delete('g');
    await expect(log.groups.delete('g')).rejects.toMatchObject({ code: '42704' });
  });
});

describe('a transaction of a member', () => {
  test('that commits after others took over is aborted', async () => {
    const log = await openWithTopic(newDisk());
    await put(log, 0, 'a0');
    await log.createTopic('out');
    const one = await log.groups.join('g', { topics: ['t'] });
    await one.poll();
    const transaction = await log.beginTransaction();
    await transaction.appendRecords({ topic: 'out', partition: 0 }, textRecords('copy'));
    await transaction.commitOffsets('g', one.offsets(), one.member());
    const two = await log.groups.join('g', { topics: ['t'] });
    await expect(transaction.commit()).rejects.toMatchObject({ code: 'ML003' });
    expect(await log.groups.committed('g', first)).toBeNull();
    expect(log.topic('out')?.partitions[0]?.openTransactions()).toEqual([]);
    expect([...(await pollTexts(one)), ...(await pollTexts(two))]).toEqual(['a0']);
  });

  test('that is committing is waited for by those who take over', async () => {
    const disk = newDisk();
    const log = await openWithTopic(disk);
    await put(log, 0, 'a0');
    const one = await log.groups.join('g', { topics: ['t'] });
    await one.poll();
    const transaction = await log.beginTransaction();
    await transaction.commitOffsets('g', one.offsets(), one.member());
    const committing = transaction.commit();
    await Promise.resolve();
    const two = await log.groups.join('g', { topics: ['t'] });
    await one.leave();
    expect(await pollTexts(two)).toEqual([]);
    await committing;
    expect(await log.groups.committed('g', first)).toMatchObject({ offset: 1 });
  });

  test('that was aborted is done again after going back', async () => {
    const log = await openWithTopic(newDisk());
    await put(log, 0, 'a0');
    const one = await log.groups.join('g', { topics: ['t'] });
    expect(await pollTexts(one)).toEqual(['a0']);
    const transaction = await log.beginTransaction();
    await transaction.commitOffsets('g', one.offsets(), one.member());
    await transaction.abort();
    expect(await pollTexts(one)).toEqual([]);
    one.rewind();
    expect(await pollTexts(one)).toEqual(['a0']);
  });
});

describe('consumers of a group', () => {
  test('divide the partitions, and go on from what was committed', async () => {
    const disk = newDisk();
    const log = await openWithTopic(disk);
    await put(log, 0, 'a0', 'a1');
    await put(log, 1, 'b0');
    const one = await log.groups.join('g', { topics: ['t'] });
    expect(await pollTexts(one)).toEqual(['a0', 'a1', 'b0']);
    await one.commit();
    const two = await log.groups.join('g', { topics: ['t'] });
    await put(log, 0, 'a2');
    await put(log, 1, 'b1');
    await expect(one.commit()).rejects.toMatchObject({ code: 'ML003' });
    expect(await pollTexts(one)).toEqual(['a2']);
    expect(await pollTexts(two)).toEqual(['b1']);
    expect([indexes(one), indexes(two)]).toEqual([[0], [1]]);
    await two.commit();
    await one.leave();
    expect(await pollTexts(two)).toEqual(['a2']);
    expect(indexes(two)).toEqual([0, 1]);
    await expect(one.poll()).rejects.toMatchObject({ code: 'ML004' });
    const description = await log.groups.describe('g');
    expect(description?.members.map(({ memberId }) => memberId)).toEqual([two.member().memberId]);
    expect(description?.generation).toBe(two.member().generation);
  });

  test('have generations that count on after a restart', async () => {
    const disk = newDisk();
    const log = await openWithTopic(disk);
    await put(log, 0, 'a0');
    const one = await log.groups.join('g', { topics: ['t'] });
    await one.poll();
    await one.commit();
    const member = one.member();
    disk.kill();
    const again = await openWithTopic(disk);
    const late = again.groups.commit('g', [{ ...first, offset: 0 }], member);
    await expect(late).rejects.toMatchObject({ code: 'ML004' });
    const two = await again.groups.join('g', { topics: ['t'] });
    expect(await pollTexts(two)).toEqual([]);
    expect(two.member().generation).toBeGreaterThan(member.generation);
    expect(two.member().memberId).not.toBe(member.memberId);
  });

  test('that are silent for too long are out, and come back when they poll', async () => {
    const clock = new ManualClock();
    const log = await openWithTopic(newDisk(), 2, clock);
    const silent = await log.groups.join('g', { topics: ['t'], sessionMs: 1000 });
    const lively = await log.groups.join('g', { topics: ['t'], sessionMs: 1000 });
    await silent.poll();
    for (let turn = 0; turn < 4; turn += 1) {
      clock.advance(400);
      await lively.poll();
    }
    expect(indexes(lively)).toEqual([0, 1]);
    await expect(silent.commit()).rejects.toMatchObject({ code: 'ML004' });
    await silent.poll();
    await lively.poll();
    expect(indexes(silent).length + indexes(lively).length).toBe(2);
    await silent.commit();
  });

  test('take up partitions that come to a topic', async () => {
    const log = await openWithTopic(newDisk(), 1);
    const one = await log.groups.join('g', { topics: ['t'] });
    await one.poll();
    await log.alterTopic('t', { partitions: 3 });
    await put(log, 2, 'c0');
    expect(await pollTexts(one)).toEqual(['c0']);
    expect(indexes(one)).toEqual([0, 1, 2]);
  });

  test('wait for rows, for a time or until told', async () => {
    const clock = new ManualClock();
    const log = await openWithTopic(newDisk(), 2, clock);
    const one = await log.groups.join('g', { topics: ['t'], from: 'end' });
    await one.poll();
    const waiting = one.poll({ waitMs: 60_000 });
    await put(log, 1, 'b0');
    expect(await textsOf(await waiting)).toEqual(['b0']);
    const short = one.poll({ waitMs: 100 });
    await turns();
    clock.advance(100);
    expect(await short).toEqual([]);
    const stop = new AbortController();
    const stopped = one.poll({ waitMs: 60_000, signal: stop.signal });
    await turns();
    stop.abort();
    expect(await stopped).toEqual([]);
    expect(clock.pending).toBeLessThan(10);
  });

  test('that wait for long stay members', async () => {
    const clock = new ManualClock();
    const log = await openWithTopic(newDisk(), 2, clock);
    const one = await log.groups.join('g', { topics: ['t'], sessionMs: 900 });
    const waiting = one.poll({ waitMs: 5000 });
    for (let turn = 0; turn < 50; turn += 1) {
      await turns();
      clock.advance(100);
    }
    expect(await waiting).toEqual([]);
    expect((await log.groups.describe('g'))?.generation).toBe(1);
  });

  test('go on with a topic that is deleted and made again', async () => {
    const disk = newDisk();
    const log = await openWithTopic(disk);
    await put(log, 0, 'a0', 'a1');
    await log.createTopic('other');
    const one = await log.groups.join('g', { topics: ['t', 'other'] });
    await one.poll();
    await one.commit();
    await log.deleteTopic('t');
    expect(await log.groups.committed('g', first)).toBeNull();
    expect(await log.groups.committed('g', { topic: 'other', partition: 0 })).not.toBeNull();
    await log.createTopic('t', { partitions: 2 });
    await put(log, 0, 'new');
    expect(await pollTexts(one)).toEqual([]);
    expect(await pollTexts(one)).toEqual(['new']);
    disk.kill();
    const again = await openWithTopic(disk);
    expect(await again.groups.committed('g', first)).toBeNull();
  });

  test('begin anew when what comes next was removed', async () => {
    const log = await openWithTopic(newDisk(), 1);
    await put(log, 0, 'a0', 'a1', 'a2');
    const one = await log.groups.join('g', { topics: ['t'] });
    await one.poll();
    await one.commit([{ ...first, offset: 1 }]);
    await one.leave();
    await log.topic('t')?.partitions[0]?.truncateBefore(2);
    const two = await log.groups.join('g', { topics: ['t'] });
    expect(await pollTexts(two)).toEqual(['a2']);
  });
});

describe('the lag of a group', () => {
  test('counts rows, and seconds since the first that was not read', async () => {
    const clock = new ManualClock();
    const log = await openWithTopic(newDisk(), 2, clock);
    const [zero, one] = log.topic('t')?.partitions ?? [];
    for (const time of [1000, 2000, 3000]) {
      await zero?.appendRecords([textRecord('x', time)]);
      await one?.appendRecords([textRecord('x', time)]);
    }
    clock.advance(10_000);
    await log.groups.commit('g', [
      { ...first, offset: 1 },
      { topic: 't', partition: 1, offset: 3 },
    ]);
    expect(await log.groups.lag('g')).toEqual([
      { ...first, committed: 1, end: 3, records: 2, seconds: 8 },
      { topic: 't', partition: 1, committed: 3, end: 3, records: 0, seconds: 0 },
    ]);
    await log.groups.join('h', { topics: ['t'] });
    expect(await log.groups.lag('h')).toMatchObject([
      { committed: null, end: 3, records: 3, seconds: 9 },
      { committed: null, records: 3 },
    ]);
  });

  test('does not count what only a transaction that was aborted has left', async () => {
    const log = await openWithTopic(newDisk(), 1);
    const transaction = await log.beginTransaction();
    await transaction.appendRecords(first, textRecords('x', 'y'));
    await log.groups.commit('g', [{ ...first, offset: 0 }]);
    expect(await log.groups.lag('g')).toMatchObject([{ end: 0, records: 0 }]);
    await transaction.abort();
    expect(await log.groups.lag('g')).toMatchObject([{ records: 0, seconds: 0 }]);
    await put(log, 0, 'z');
    expect(await log.groups.lag('g')).toMatchObject([{ end: 4, records: 1 }]);
  });
});

async function turns(): Promise<void> {
  for (let step = 0; step < 50; step += 1) await Promise.resolve();
}
