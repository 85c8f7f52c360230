import { expect, test } from 'vitest';
import { Random } from '../../../src/common/random.ts';
import { EpochLog } from '../../../src/engine/epoch-log.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
import { SimulatedDisk } from '../../support/simulated-disk.ts';
import { TestEngine } from '../../support/test-engine.ts';
import { openTestLog, unmergedBodies } from '../../support/test-log.ts';

const request = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;

/** The greatest epoch that a client of a server sees in a few cuts. */
async function seenEpoch(server: TestEngine): Promise<number> {
  const sink = new RecordingSink();
  await server.subscribe({ ...request, view: 's' }, sink);
  for (let i = 0; i < 5; i += 1) {
    await server.execute('INSERT INTO s VALUES (1)');
    await server.settle();
  }
  const epochs = sink.take().flatMap((event) => ('epoch' in event ? event.epoch : []));
  return Math.max(...epochs);
}

test.each([
  ['closed', 1n],
  ['crashed', 1n],
  ['crashed', 2n],
  ['crashed', 3n],
  ['crashed', 4n],
] as const)('epochs never go back: %s, seed %d', async (how, seed) => {
  const server = await TestEngine.open({ seed });
  await server.execute('CREATE STREAM s (n INTEGER)');
  const seen = [0];
  for (let start = 0; start < 6; start += 1) {
    seen.push(await seenEpoch(server));
    await server.restart(how);
    // One start that nobody has time to use.
    if (start % 2 === 1) await server.restart(how);
  }
  expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
  expect(new Set(seen).size).toBe(seen.length);
  await server.close();
});

test('the record stays small, and every write finds its place', async () => {
  const disk = new SimulatedDisk(new Random(1n));
  const clock = new ManualClock();
  const log = await openTestLog(disk.disk, { clock, bodies: unmergedBodies });
  const epochs = await EpochLog.open(log, clock, 20_000);
  for (let epoch = 2; epoch <= 1000; epoch += 1) await epochs.write(epoch, epoch, new Map());
  const bytes = (): number =>
    disk.files().reduce((sum, path) => sum + disk.content(path).length, 0);
  expect(bytes()).toBeLessThan(100_000);
  await log.close();
  const again = await openTestLog(disk.disk, { clock, bodies: unmergedBodies });
  expect((await EpochLog.open(again, clock)).firstEpoch).toBeGreaterThan(1000);
  await again.close();
});
