import { describe, expect, test } from 'vitest';
import type { CursorRead, Log, Partition } from '../../../../src/log/api.ts';
import { recordsOf } from '../../../../src/log/clients/read-records.ts';
import type { LogPartition } from '../../../../src/log/partition/partition.ts';
import { textRecord, textRecords } from '../../../support/log-records.ts';
import { newDisk } from '../../../support/log-transactions.ts';
import { openTestLog } from '../../../support/test-log.ts';

const of = { topic: 't', partition: 0 };

async function openWithRows(...texts: readonly string[]): Promise<{ log: Log; rows: Partition }> {
  const log = await openTestLog(newDisk().disk, { segmentBytesMax: 200 });
  const rows = (await log.createTopic('t')).partitions[0] as Partition;
  for (const text of texts) await rows.appendRecords(textRecords(text));
  return { log, rows };
}

async function textsOf({ batches, fromOffset }: CursorRead): Promise<string[]> {
  const records = await Promise.all(batches.map((batch) => recordsOf(batch, fromOffset)));
  return records.flat().map(({ value }) => Buffer.from(value ?? []).toString());
}

describe('a cursor', () => {
  test('reads on from where it stands', async () => {
    const { log } = await openWithRows('a', 'b', 'c');
    const cursor = await log.newCursor(of);
    expect(cursor.position()).toBe(0);
    expect(await textsOf(await cursor.next(1))).toEqual(['a']);
    expect(cursor.position()).toBe(1);
    expect(await textsOf(await cursor.next())).toEqual(['b', 'c']);
    expect((await cursor.next()).batches).toEqual([]);
    expect(cursor.position()).toBe(3);
  });

  test('goes to an offset, the start, the end, a time', async () => {
    const { log, rows } = await openWithRows();
    for (const time of [100, 200, 300]) {
      await rows.appendRecords([textRecord(`at ${time}`, time)]);
    }
    const cursor = await log.newCursor(of, { from: 'end' });
    expect(cursor.position()).toBe(3);
    expect(await cursor.seek(1)).toBe(1);
    expect(await textsOf(await cursor.next())).toEqual(['at 200', 'at 300']);
    expect(await cursor.seek('start')).toBe(0);
    expect(await cursor.seek({ timestampMs: 150 })).toBe(1);
    expect(await cursor.seek({ timestampMs: 301 })).toBe(3);
    await expect(cursor.seek(4)).rejects.toMatchObject({ code: 'ML005' });
    await expect(log.newCursor(of, { from: 9 })).rejects.toMatchObject({ code: 'ML005' });
    await expect(log.newCursor({ topic: 't', partition: 1 })).rejects.toMatchObject({
      code: '42704',
    });
  });

  test('begins within a batch', async () => {
    const { log, rows } = await openWithRows();
    await rows.appendRecords(textRecords('a', 'b', 'c'));
    const read = await (await log.newCursor(of, { from: 1 })).next();
    expect(read).toMatchObject({ fromOffset: 1, nextOffset: 3 });
    expect(await textsOf(read)).toEqual(['b', 'c']);
  });

  test('sees rows of a transaction when it is committed, or at once when it asks for them', async () => {
    const { log } = await openWithRows('a');
    const transaction = await log.beginTransaction();
    await transaction.appendRecords(of, textRecords('x'));
    const committed = await log.newCursor(of);
    const uncommitted = await log.newCursor(of, { isolation: 'uncommitted' });
    expect(await textsOf(await committed.next())).toEqual(['a']);
    expect(await textsOf(await uncommitted.next())).toEqual(['a', 'x']);
    await transaction.commit();
    expect(await textsOf(await committed.next())).toEqual(['x']);
  });

  test('says when rows were removed that it had yet to read', async () => {
    const { log, rows } = await openWithRows('a'.repeat(150), 'b'.repeat(150), 'c');
    const cursor = await log.newCursor(of);
    const start = await rows.truncateBefore(2);
    expect(start).toBe(2);
    await expect(cursor.next()).rejects.toMatchObject({ code: 'ML005' });
    await cursor.seek('start');
    expect(await textsOf(await cursor.next())).toEqual(['c']);
  });

  test('is known to the partition while it is open', async () => {
    const { log, rows } = await openWithRows('a');
    const { readers } = rows as LogPartition;
    const cursor = await log.newCursor(of);
    await cursor.next();
    expect([...readers].map((reader) => reader.position())).toEqual([1]);
    cursor.close();
    expect(readers.size).toBe(0);
    await expect(cursor.next()).rejects.toMatchObject({ code: '55000' });
  });
});

describe('following', () => {
  test('wakes for what comes, and ends when told', async () => {
    const { log, rows } = await openWithRows('a');
    const cursor = await log.newCursor(of);
    const stop = new AbortController();
    const found: string[] = [];
    const following = (async () => {
      for await (const read of cursor.follow(stop.signal)) {
        found.push(...(await textsOf(read)));
        if (found.length === 4) stop.abort();
      }
    })();
    for (const text of ['b', 'c', 'd']) await rows.appendRecords(textRecords(text));
    await following;
    expect(found).toEqual(['a', 'b', 'c', 'd']);
    expect(cursor.position()).toBe(4);
  });

  test('wakes when a transaction is decided', async () => {
    const { log } = await openWithRows();
    const followed = (await log.newCursor(of)).follow()[Symbol.asyncIterator]();
    const next = followed.next();
    const [lost, kept] = [await log.beginTransaction(), await log.beginTransaction()];
    await lost.appendRecords(of, textRecords('lost'));
    await kept.appendRecords(of, textRecords('kept'));
    await kept.commit();
    await lost.abort();
    const { value } = await next;
    expect(await textsOf(value as CursorRead)).toEqual(['kept']);
    await followed.return?.();
  });

  test('ends when it waits and is stopped or closed', async () => {
    const { log } = await openWithRows();
    const stop = new AbortController();
    const cursor = await log.newCursor(of);
    const stopped = cursor.follow(stop.signal)[Symbol.asyncIterator]().next();
    await Promise.resolve();
    stop.abort();
    expect(await stopped).toMatchObject({ done: true });
    const closed = cursor.follow()[Symbol.asyncIterator]().next();
    await Promise.resolve();
    cursor.close();
    expect(await closed).toMatchObject({ done: true });
  });
});
