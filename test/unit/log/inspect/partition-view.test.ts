import { beforeEach, describe, expect, test } from 'vitest';
import type { Log, Partition } from '../../../../src/log/api.ts';
import { textRecords } from '../../../support/log-records.ts';
import { LogTools } from '../../../support/log-tools.ts';
import { newDisk, openWithTopics, partition } from '../../../support/log-transactions.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import type { SimulatedDisk } from '../../../support/simulated-disk.ts';
import { openTestLog } from '../../../support/test-log.ts';

let disk: SimulatedDisk;
let clock: ManualClock;
let tools: LogTools;

beforeEach(() => {
  disk = newDisk();
  clock = new ManualClock();
  tools = new LogTools('/data');
});

/** Lets the tools see the simulated disk; `isHeld` says whether a server runs. */
function look(isHeld: boolean): void {
  tools.world = { disk: disk.disk, clock: new PassingClock(), isLockHeld: async () => isHeld };
}

/** Whoever waits for a server to tell what is synced waits in vain, and not long. */
class PassingClock extends ManualClock {
  override readonly after = (_delayMs: number, run: () => void) => {
    queueMicrotask(run);
    return { cancel: () => {} };
  };
}

const consume = (topic: string, ...args: string[]): Promise<string[]> =>
  tools.lines(['consume', topic, ...args]);

describe('rows that may vanish', () => {
  test('of a running server only what is marked, or what a later batch says is synced, is shown', async () => {
    const log = await openTestLog(disk.disk, { clock });
    const topic = await log.createTopic('t');
    const t = topic.partitions[0] as Partition;
    look(true);
    await t.appendRecords(textRecords('a'));
    expect(await consume('t')).toEqual([]);
    await t.appendRecords(textRecords('b'));
    expect(await consume('t')).toEqual(['a']);
    clock.advance(1000);
    await t.appendRecords(textRecords('c'));
    expect(await consume('t')).toEqual(['a', 'b']);
    await log.close();
    expect(await consume('t')).toEqual(['a', 'b', 'c']);
  });

  test('after a kill all that recovery keeps is shown, and it is on the disk then', async () => {
    const log = await openTestLog(disk.disk, { clock });
    const topic = await log.createTopic('t');
    await topic.partitions[0]?.appendRecords(textRecords('a', 'b'));
    disk.kill();
    look(false);
    expect(await consume('t')).toEqual(['a', 'b']);
    disk.cutPower();
    look(false);
    expect(await consume('t')).toEqual(['a', 'b']);
  });

  test('rows of a relaxed topic are shown when they are written', async () => {
    const log = await openTestLog(disk.disk, { clock });
    const topic = await log.createTopic('t', { durability: 'relaxed' });
    await topic.partitions[0]?.appendRecords(textRecords('a'));
    look(true);
    expect(await consume('t')).toEqual(['a']);
    await log.close();
  });
});

describe('transactions', () => {
  async function write(log: Log): Promise<void> {
    const open = await log.beginTransaction();
    const aborted = await log.beginTransaction();
    const committed = await log.beginTransaction();
    const a = { topic: 'a', partition: 0 };
    await partition(log, 'a').appendRecords(textRecords('plain'));
    await committed.appendRecords(a, textRecords('kept'));
    await aborted.appendRecords(a, textRecords('gone'));
    await committed.commit();
    await aborted.abort();
    await open.appendRecords(a, textRecords('open'));
    await partition(log, 'a').appendRecords(textRecords('behind'));
    await partition(log, 'a').appendRecords(textRecords('last'));
  }

  test('aborted rows are left out, and what follows an open transaction waits for its end', async () => {
    const log = await openWithTopics(disk, clock);
    await write(log);
    look(true);
    expect(await consume('a')).toEqual(['plain', 'kept']);
    expect(await consume('a', '--from', '-1')).toEqual(['kept']);
    const described = JSON.parse((await tools.run(['describe', 'a', '--json'])).out);
    expect(described.partitions[0].openTransactions).toHaveLength(1);
    expect(await tools.lines(['dump', 'a', '--records'])).toContainEqual(
      expect.stringContaining('"value":"gone"'),
    );
    expect((await tools.run(['verify'])).out).toContain('has no end yet');
  });

  test('when nobody is left to end it, an open transaction counts as aborted', async () => {
    const log = await openWithTopics(disk, clock);
    await write(log);
    disk.kill();
    look(false);
    expect(await consume('a')).toEqual(['plain', 'kept', 'behind', 'last']);
    const reopened = await openWithTopics(disk, clock);
    await reopened.close();
    expect(await consume('a')).toEqual(['plain', 'kept', 'behind', 'last']);
    expect((await tools.run(['verify'])).code).toBe(0);
  });

  test('the record of the commit counts where a marker is missing', async () => {
    for (let calls = 1; ; calls += 1) {
      const fresh = newDisk(calls);
      disk = fresh;
      look(false);
      const log = await openWithTopics(fresh, clock);
      const transaction = await log.beginTransaction();
      for (const [topic, index] of [
        ['a', 0],
        ['a', 1],
        ['b', 0],
      ] as const) {
        await transaction.appendRecords({ topic, partition: index }, textRecords('x'));
      }
      let left = calls;
      fresh.fault = () => {
        left -= 1;
        return left < 0 ? { code: 'EIO' } : null;
      };
      void transaction.commit().catch(() => undefined);
      for (let turn = 0; turn < 40; turn += 1) await new Promise((done) => setImmediate(done));
      fresh.fault = () => null;
      fresh.kill();
      look(false);
      const rows = (await Promise.all([consume('a'), consume('b')])).flat();
      // All of it or nothing, as the next open will see it.
      expect([0, 3]).toContain(rows.length);
      const reopened = await openWithTopics(fresh, new ManualClock());
      const after = (await Promise.all([consume('a'), consume('b')])).flat();
      await reopened.close();
      expect(after).toEqual(rows);
      if (left >= 0) return;
    }
  });

  test('groups and their lag are described', async () => {
    const log = await openWithTopics(disk, clock);
    await partition(log, 'b').appendRecords(textRecords('1', '2', '3'));
    const transaction = await log.beginTransaction();
    await transaction.commitOffsets('readers', [{ topic: 'b', partition: 0, offset: 1 }]);
    await transaction.commit();
    await log.close();
    look(false);
    const described = JSON.parse((await tools.run(['describe', 'b', '--json'])).out);
    expect(described.groups).toEqual([{ group: 'readers', partition: 0, offset: 1, lag: 2 }]);
    expect((await tools.lines(['describe', 'b'])).at(-1)).toMatch(/^readers +0 +1 +2$/);
    expect((await tools.run(['verify'])).code).toBe(0);
  });
});

test('a reader goes on while segments roll, are truncated and rewritten', async () => {
  const log = await openTestLog(disk.disk, { clock, segmentBytesMax: 500 });
  const topic = await log.createTopic('t');
  const t = topic.partitions[0] as Partition;
  look(true);
  for (let first = 0; first < 60; first += 1) {
    await t.appendRecords(textRecords(`value ${first}`));
    if (first % 7 === 0) {
      const shown = await consume('t');
      const start = t.startOffset();
      expect(shown).toEqual(
        Array.from({ length: Math.max(0, first - start) }, (_, index) => `value ${start + index}`),
      );
    }
    if (first === 30) await t.truncateBefore(20);
    clock.advance(10);
  }
  await log.close();
  expect((await consume('t')).at(-1)).toBe('value 59');
  expect((await tools.run(['verify'])).code).toBe(0);
});
