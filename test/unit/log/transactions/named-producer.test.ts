import { describe, expect, test } from 'vitest';
import { textRecords } from '../../../support/log-records.ts';
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

describe('a name', () => {
  test('that is opened again fences off who had it, and aborts what it had open', async () => {
    const log = await openWithTopics(newDisk());
    const first = await log.transactionalProducer('payments');
    const open = await first.begin();
    await fill(open, 'x');
    const second = await log.transactionalProducer('payments');
    await expect(first.begin()).rejects.toMatchObject({ code: 'ML002' });
    await expect(open.commit()).rejects.toMatchObject({ code: 'ML002' });
    await expect(
      open.appendRecords({ topic: 'a', partition: 0 }, textRecords('x')),
    ).rejects.toMatchObject({ code: 'ML002' });
    const next = await second.begin();
    await fill(next, 'x');
    await next.commit();
    expect(await seen(log)).toEqual(all);
  });

  test('has one transaction at a time, each after the other', async () => {
    const log = await openWithTopics(newDisk());
    const producer = await log.transactionalProducer('payments');
    for (let turn = 0; turn < 5; turn += 1) {
      const one = await producer.begin();
      await expect(producer.begin()).rejects.toMatchObject({ code: '25000' });
      await one.appendRecords({ topic: 'b', partition: 0 }, textRecords(`${turn}`));
      await (turn === 2 ? one.abort() : one.commit());
    }
    expect(await values(log, 'b')).toEqual(['0', '1', '3', '4']);
    const last = await producer.begin();
    await last.appendRecords({ topic: 'b', partition: 0 }, textRecords('5'));
    await producer.close();
    await expect(producer.begin()).rejects.toMatchObject({ code: '55000' });
    expect(partition(log, 'b').openTransactions()).toEqual([]);
    expect(await values(log, 'b')).toEqual(['0', '1', '3', '4']);
  });

  test('closing the log aborts what is open', async () => {
    const disk = newDisk();
    const log = await openWithTopics(disk);
    const open = await (await log.transactionalProducer('payments')).begin();
    await fill(open, 'x');
    await log.close();
    await expect(open.commit()).rejects.toMatchObject({ code: 'ML006' });
    const again = await openWithTopics(disk);
    expect(await seen(again)).toEqual(nothing);
    expect(partition(again, 'a').endOffset()).toBe(3);
  });
});
