import { expect, test } from 'vitest';
import { Random } from '../../src/common/random.ts';
import { Throttle } from '../../src/log/cleaning/throttle.ts';
import { openCleanedLog, readRows } from '../support/cleaned-log.ts';
import { keyedAppend } from '../support/keyed-rows.ts';
import { stampOf } from '../support/log-records.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { SimulatedDisk } from '../support/simulated-disk.ts';

const compaction = { minAgeMs: 0, tombstoneMs: 0, dirtyRatioMin: 0 };

test.each([
  ['compaction', { compaction }],
  ['retention', { retentionBytes: 3000 }],
  ['truncation', {}],
] as const)('what is kept of aborted transactions is bounded by %s', async (how, settings) => {
  const simulated = new SimulatedDisk(new Random(1n));
  const options = { disk: simulated.disk, clock: new ManualClock(), settings, tailBytesMax: 5000 };
  const log = await openCleanedLog(options);
  const { partition } = log;
  const sizes: number[] = [];
  for (let epoch = 0; epoch < 400; epoch += 1) {
    const outcome = epoch % 4 === 0 ? 'commit' : 'abort';
    const rows = keyedAppend([{ key: `${epoch % 3}`, value: outcome, timeMs: epoch }]);
    await partition.append({ ...rows, producer: stampOf(1, epoch, 0, true) });
    // Somebody reads while the rows go that were aborted.
    const reading = readRows(partition, partition.startOffset());
    await partition.endTransaction({ producerId: 1, epoch }, outcome);
    if (how === 'truncation') await partition.truncateBefore(partition.endOffset() - 40);
    else await log.clean();
    const seen = [...(await reading), ...(await readRows(partition, partition.startOffset()))];
    expect(seen.filter(({ value }) => value === 'abort')).toEqual([]);
    for (const path of simulated.files()) {
      if (path.endsWith('.state')) sizes.push(simulated.content(path).length);
    }
  }
  expect(Math.max(...sizes)).toBeLessThan(3000);
  await partition.close();
  const again = await openCleanedLog(options);
  const kept = await readRows(again.partition, again.partition.startOffset());
  expect(kept.some(({ value }) => value === 'commit')).toBe(true);
  expect(kept.filter(({ value }) => value === 'abort')).toEqual([]);
  await again.partition.close();
});

test('a segment that was truncated while it was the last one goes once it is closed, and cleaning ends', async () => {
  const simulated = new SimulatedDisk(new Random(1n));
  const settings = { retentionBytes: 100 };
  const log = await openCleanedLog({ disk: simulated.disk, clock: new ManualClock(), settings });
  const append = async (): Promise<void> => {
    const rows = [{ key: 'a', value: 'x'.repeat(1500), timeMs: 0 }];
    await log.partition.append(keyedAppend(rows));
  };
  await append();
  await log.partition.truncateBefore(log.partition.endOffset());
  await append();
  const jobs: boolean[] = [];
  for (let n = 0; n < 4; n += 1) {
    jobs.push(await log.cleaner.runOne(new Throttle(new ManualClock(), 1e12)));
  }
  expect(jobs.at(-1)).toBe(false);
  expect(simulated.files().filter((path) => path.endsWith('.log'))).toHaveLength(1);
  await log.partition.close();
});
