import { Random } from '../../src/common/random.ts';
import type { Log, Partition, Transaction } from '../../src/log/api.ts';
import { readTexts, textRecords } from './log-records.ts';
import { ManualClock } from './manual-clock.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { openTestLog } from './test-log.ts';

/** A disk in memory that loses what chance says. */
export function newDisk(seed = 1): SimulatedDisk {
  return new SimulatedDisk(new Random(BigInt(seed)));
}

/** A log with the topics `a`, of two partitions, and `b`. */
export async function openWithTopics(disk: SimulatedDisk, clock = new ManualClock()): Promise<Log> {
  const log = await openTestLog(disk.disk, { clock });
  if (log.topic('a') === null) await log.createTopic('a', { partitions: 2 });
  if (log.topic('b') === null) await log.createTopic('b');
  return log;
}

/** A partition by name. */
export function partition(log: Log, topic: string, index = 0): Partition {
  return log.topic(topic)?.partitions[index] as Partition;
}

/** The values of the rows that readers of committed rows see. */
export async function values(log: Log, topic: string, index = 0): Promise<string[]> {
  return (await readTexts(partition(log, topic, index))).map(([, value]) => value);
}

/** Rows in three partitions, and how far a group has read. */
export async function fill(transaction: Transaction, text: string): Promise<void> {
  await Promise.all([
    transaction.appendRecords({ topic: 'a', partition: 0 }, textRecords(`${text}0`)),
    transaction.appendRecords({ topic: 'a', partition: 1 }, textRecords(`${text}1`)),
    transaction.appendRecords({ topic: 'b', partition: 0 }, textRecords(`${text}2`)),
    transaction.appendRecords({ topic: 'a', partition: 0 }, textRecords(`${text}3`)),
    transaction.commitOffsets('g', [{ topic: 'b', partition: 0, offset: 1 }]),
  ]);
}

/** What is seen of `fill`. */
export type Seen = {
  readonly rows: readonly (readonly string[])[];
  readonly offset: number | null;
};

/** What readers see. */
export async function seen(log: Log): Promise<Seen> {
  const offset = await log.groups.committed('g', { topic: 'b', partition: 0 });
  const rows = [await values(log, 'a', 0), await values(log, 'a', 1), await values(log, 'b')];
  return { rows, offset: offset?.offset ?? null };
}

/** As if the transaction had never been. */
export const nothing: Seen = { rows: [[], [], []], offset: null };
/** All that `fill(…, 'x')` wrote. */
export const all: Seen = { rows: [['x0', 'x3'], ['x1'], ['x2']], offset: 1 };
