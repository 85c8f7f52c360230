import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import { Housekeeping } from '../../../../src/log/cleaning/housekeeping.ts';
import type { PartitionCleaner } from '../../../../src/log/cleaning/partition-cleaner.ts';
import type { Throttle } from '../../../../src/log/cleaning/throttle.ts';
import { openCleanedLog, readRows } from '../../../support/cleaned-log.ts';
import { keyedAppend } from '../../../support/keyed-rows.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';

/** A cleaner whose jobs are those of a list. */
class ListedCleaner {
  readonly directory: string;
  readonly jobs: ((throttle: Throttle) => Promise<boolean>)[] = [];
  asked = 0;

  constructor(directory: string) {
    this.directory = directory;
  }

  async runOne(throttle: Throttle): Promise<boolean> {
    this.asked += 1;
    return (await this.jobs.shift()?.(throttle)) ?? false;
  }

  get cleaner(): PartitionCleaner {
    return this as unknown as PartitionCleaner;
  }
}

function start() {
  const clock = new ManualClock();
  const lines: string[] = [];
  const housekeeping = new Housekeeping({ clock, report: (line) => lines.push(line) });
  const [a, b] = [new ListedCleaner('/a'), new ListedCleaner('/b')];
  housekeeping.add(a.cleaner);
  housekeeping.add(b.cleaner);
  return { clock, lines, housekeeping, a, b };
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('looks around every five seconds, and does jobs of all partitions in turn', async () => {
  const { clock, housekeeping, a, b } = start();
  const order: string[] = [];
  const job = (name: string) => async () => order.push(name) > 0;
  a.jobs.push(job('a1'), job('a2'));
  b.jobs.push(job('b1'));
  clock.advance(4999);
  await turn();
  expect(order).toEqual([]);
  clock.advance(1);
  await turn();
  expect(order).toEqual(['a1', 'b1', 'a2']);
  a.jobs.push(job('a3'));
  clock.advance(5000);
  await turn();
  expect(order.at(-1)).toBe('a3');
  await housekeeping.close();
  expect(clock.pending).toBe(0);
});

test('looks around soon after a segment was closed, and once more when it is at it', async () => {
  const { clock, housekeeping, a } = start();
  housekeeping.wake();
  clock.advance(0);
  await turn();
  expect(a.asked).toBe(1);
  a.jobs.push(async () => {
    housekeeping.wake();
    return false;
  });
  housekeeping.wake();
  clock.advance(0);
  await turn();
  expect(a.asked).toBe(3);
  await housekeeping.close();
});

test('what fails is told and tried again later, and does not keep others waiting', async () => {
  const { clock, housekeeping, a, b, lines } = start();
  const fail = (): Promise<boolean> =>
    Promise.reject(Object.assign(new Error('broken'), { code: 'EIO' }));
  a.jobs.push(fail, fail);
  clock.advance(5000);
  await turn();
  expect(lines).toEqual(['/a: not cleaned, tried again in 30 s: could not clean the log: EIO']);
  expect(b.asked).toBe(1);
  for (let second = 0; second < 25; second += 5) {
    clock.advance(5000);
    await turn();
  }
  expect([a.asked, b.asked]).toEqual([1, 6]);
  clock.advance(5000);
  await turn();
  expect(a.asked).toBe(2);
  expect(lines[1]).toContain('again in 60 s');
  await housekeeping.close();
});

test('a partition that is left is not touched any more once it resolves', async () => {
  const { clock, housekeeping, a, b, lines } = start();
  let isAtWork = false;
  a.jobs.push(async (throttle) => {
    isAtWork = true;
    throttle.spend(1_000_000_000);
    await throttle.pause().finally(() => {
      isAtWork = false;
    });
    return true;
  });
  clock.advance(5000);
  await turn();
  expect(isAtWork).toBe(true);
  expect(b.asked).toBe(0);
  await housekeeping.remove(a.cleaner);
  expect(isAtWork).toBe(false);
  await turn();
  expect([a.asked, b.asked]).toEqual([1, 1]);
  expect(lines).toEqual([]);
  await housekeeping.close();
});

test('closing ends what is under way without a failure', async () => {
  const { clock, housekeeping, a, lines } = start();
  a.jobs.push(async (throttle) => {
    throttle.spend(1_000_000_000);
    await throttle.pause();
    return true;
  });
  clock.advance(5000);
  await turn();
  await housekeeping.close();
  expect(lines).toEqual([]);
  expect(clock.pending).toBe(0);
  housekeeping.wake();
  expect(clock.pending).toBe(0);
});

test('a partition is rewritten while rows are appended and read, and the work can be stopped', async () => {
  const simulated = new SimulatedDisk(new Random(3n));
  const clock = new ManualClock();
  const log = await openCleanedLog({ disk: simulated.disk, clock });
  const housekeeping = new Housekeeping({ clock, report: () => {}, bytesPerSecond: 1000 });
  housekeeping.add(log.cleaner);
  const append = (n: number) =>
    log.partition.append(keyedAppend([{ key: `k${n}`, value: 'v', timeMs: n }]));
  for (let n = 0; n < 100; n += 1) await append(n);
  clock.advance(5000);
  await turn();
  for (let n = 100; n < 150; n += 1) {
    await append(n);
    clock.advance(100);
    await turn();
    expect((await readRows(log.partition)).length).toBe(n + 1);
  }
  await housekeeping.close();
  expect((await readRows(log.partition)).length).toBe(150);
  expect(simulated.files().some((path) => path.endsWith('.new'))).toBe(false);
  await log.partition.close();
});
