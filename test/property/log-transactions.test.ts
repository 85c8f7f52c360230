import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../../src/common/random.ts';
import type { Log, Partition } from '../../src/log/api.ts';
import { readTexts, textRecords } from '../support/log-records.ts';
import { openWithTopics } from '../support/log-transactions.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { SimulatedDisk } from '../support/simulated-disk.ts';

type Fate = 'open' | 'committing' | 'committed' | 'aborted';

/** What became of each transaction, and how many rows it has in all partitions together. */
type Model = Map<string, { fate: Fate; rows: number }>;

const places = [
  { topic: 'a', partition: 0 },
  { topic: 'a', partition: 1 },
  { topic: 'b', partition: 0 },
];

function partitionsOf(log: Log): readonly Partition[] {
  return [...(log.topic('a')?.partitions ?? []), ...(log.topic('b')?.partitions ?? [])];
}

/** Transactions one after the other, each in some partitions, with an end that chance decides. */
async function write(log: Log, model: Model, name: string, random: Random): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) {
    const transaction = await log.beginTransaction();
    const id = `${name}.${turn}`;
    const known = { fate: 'open' as Fate, rows: 0 };
    model.set(id, known);
    for (let step = random.nextIntBelow(4); step >= 0; step -= 1) {
      const to = places[random.nextIntBelow(places.length)] as (typeof places)[number];
      known.rows += 1;
      const appended = transaction.appendRecords(to, textRecords(id));
      if (random.nextIntBelow(2) === 0) await appended;
      else appended.catch(() => undefined);
    }
    const end = random.nextIntBelow(6);
    if (end === 0) {
      await transaction.abort();
      known.fate = 'aborted';
    } else if (end < 5) {
      known.fate = 'committing';
      await transaction.commit();
      known.fate = 'committed';
    }
  }
}

/** Rows of others between them: they hold nobody up. */
async function writePlainly(log: Log, random: Random): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    const partition = partitionsOf(log)[random.nextIntBelow(3)] as Partition;
    await partition.appendRecords(textRecords('plain'));
  }
}

/** Rows per transaction below one vector of stable offsets, which was taken in one turn. */
async function seen(log: Log): Promise<Map<string, number>> {
  const partitions = partitionsOf(log);
  const cut = partitions.map((partition) => partition.stableOffset());
  const counts = new Map<string, number>();
  for (const [index, partition] of partitions.entries()) {
    for (const [offset, id] of await readTexts(partition)) {
      if (offset < (cut[index] as number)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  counts.delete('plain');
  return counts;
}

function checkWhole(counts: ReadonlyMap<string, number>, model: Model): void {
  for (const [id, count] of counts) {
    const known = model.get(id);
    expect({ id, count }).toEqual({ id, count: known?.rows });
    expect(['committing', 'committed'], id).toContain(known?.fate);
  }
}

function checkNothingLost(counts: ReadonlyMap<string, number>, model: Model): void {
  for (const [id, { fate, rows }] of model) {
    if (fate === 'committed') expect({ id, rows: counts.get(id) }).toEqual({ id, rows });
  }
}

async function live(
  disk: SimulatedDisk,
  model: Model,
  life: number,
  random: Random,
): Promise<void> {
  const clock = new ManualClock();
  const log = await openWithTopics(disk, clock);
  const found = await seen(log);
  checkWhole(found, model);
  checkNothingLost(found, model);
  let [isOver, calls] = [false, 0];
  const last =
    random.nextIntBelow(3) === 0 ? Number.POSITIVE_INFINITY : 20 + random.nextIntBelow(250);
  disk.fault = ({ operation }) => {
    calls += 1;
    if (calls === last) {
      isOver = true;
      if (random.nextIntBelow(2) === 0) disk.kill();
      else disk.cutPower();
    }
    const fails = operation === 'sync' && random.nextIntBelow(60) === 0;
    return fails ? { code: 'EIO' } : null;
  };
  const writers = Array.from({ length: 5 }, (_, index) =>
    write(log, model, `${life}.${index}`, random).catch(() => undefined),
  );
  writers.push(writePlainly(log, random).catch(() => undefined));
  void Promise.all(writers).then(() => {
    isOver = true;
  });
  for (let turn = 0; turn < 300 && !isOver; turn += 1) {
    for (let step = 0; step < 20; step += 1) await Promise.resolve();
    clock.advance(200);
    if (turn % 10 === 0) checkWhole(await seen(log).catch(() => new Map()), model);
  }
  disk.fault = () => null;
  disk.kill();
}

test('transactions are seen whole or not at all, at every moment and after every crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.bigInt({ min: 0n, max: 2n ** 62n }), async (seed) => {
      const random = new Random(seed);
      const disk = new SimulatedDisk(random);
      const model: Model = new Map();
      for (let life = 0; life < 3; life += 1) await live(disk, model, life, random);
      const log = await openWithTopics(disk);
      const found = await seen(log);
      checkWhole(found, model);
      checkNothingLost(found, model);
      expect(partitionsOf(log).flatMap((partition) => partition.openTransactions())).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 60_000);
