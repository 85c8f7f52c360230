import { expect, test } from 'vitest';
import type { Clock } from '../../../../src/common/clock.ts';
import { Random } from '../../../../src/common/random.ts';
import {
  type RetainedPartition,
  RetentionJob,
} from '../../../../src/log/cleaning/retention-job.ts';
import { SegmentList } from '../../../../src/log/segment/segment-list.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';
import { batchOf, rewrittenSegment } from '../../../support/test-segments.ts';

const hour = 3_600_000;
const byTime = { retentionMs: hour, retentionBytes: null };

/** A clock whose wall can jump. */
class JumpingClock implements Clock {
  wallMs = 1000 * hour;
  steadyMs = 0;
  readonly nowMicros = (): number => this.wallMs * 1000;
  readonly monotonicMs = (): number => this.steadyMs;
  readonly after = (): never => {
    throw new Error('nothing is timed');
  };

  pass(ms: number): void {
    this.wallMs += ms;
    this.steadyMs += ms;
  }
}

type Given = {
  readonly clock: JumpingClock;
  readonly list: SegmentList;
  readonly partition: RetainedPartition;
  readonly add: (timestampMs: number) => Promise<void>;
};

/** A partition of segments of ten offsets, each with a row of a time. */
async function given(...timesMs: readonly number[]): Promise<Given> {
  const { disk } = new SimulatedDisk(new Random(1n));
  await disk.makeDirectory('/p');
  let base = 0;
  const segment = async (timestampMs: number) => {
    const times = { firstTimestampMs: timestampMs, maxTimestampMs: timestampMs };
    base += 10;
    return rewrittenSegment(disk, [base - 10, base], [batchOf([base - 5], times)]);
  };
  const segments = [];
  for (const time of timesMs) segments.push(await segment(time));
  const list = new SegmentList(segments);
  const partition: RetainedPartition = {
    closed: () => list.closed(),
    bytes: () => list.bytes(),
    lastTimestampMs: () => list.last?.knownIndex()?.maxTimestampMs ?? Number.NEGATIVE_INFINITY,
    stableOffset: () => base,
    dropBefore: async (offset) => void list.dropBefore(offset),
  };
  const add = async (timestampMs: number): Promise<void> => list.push(await segment(timestampMs));
  return { clock: new JumpingClock(), list, partition, add };
}

test('segments from before go by their newest row, the last one never', async () => {
  const { clock, list, partition } = await given(998 * hour, 999.5 * hour, 990 * hour);
  const job = new RetentionJob(clock, partition);
  expect(await job.run(byTime)).toBe(10);
  expect(await job.run(byTime)).toBeNull();
  clock.pass(hour / 2);
  expect(await job.run(byTime)).toBe(20);
  clock.pass(100 * hour);
  expect(await job.run(byTime)).toBeNull();
  expect(list.all()).toHaveLength(1);
});

test.each([
  ['an hour back', -hour],
  ['two hours ahead', 2 * hour],
  ['ten years ahead', 87_600 * hour],
])('a clock that jumps %s deletes nothing early', async (_, jumpMs) => {
  const { clock, partition, add } = await given(1000 * hour, 1000 * hour);
  const job = new RetentionJob(clock, partition);
  clock.wallMs += jumpMs;
  await add(clock.wallMs);
  expect(await job.run(byTime)).toBeNull();
  clock.pass(hour - 1);
  expect(await job.run(byTime)).toBeNull();
  clock.pass(1);
  expect(await job.run(byTime)).toBe(20);
});

test('what a transaction is open in stays, and rewriting makes nothing younger', async () => {
  const { clock, list, partition, add } = await given(0);
  const job = new RetentionJob(clock, partition);
  await add(0);
  await add(0);
  await job.run(byTime);
  clock.pass(hour);
  const until10 = new RetentionJob(clock, { ...partition, stableOffset: () => 10 });
  expect(await until10.run({ retentionMs: null, retentionBytes: 0 })).toBe(10);
  const [second] = list.closed();
  expect(second?.endOffset).toBe(20);
  expect(await job.run(byTime)).toBe(20);
});
