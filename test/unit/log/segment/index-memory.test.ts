import { expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import { IndexMemory } from '../../../../src/log/segment/index-memory.ts';
import type { Segment } from '../../../../src/log/segment/segment.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';
import { batchOf, numbersIn, readerOf, rewrittenSegment } from '../../../support/test-segments.ts';

test('the indexes that were not used for long are forgotten, and read again when needed', async () => {
  const { disk } = new SimulatedDisk(new Random(1n));
  await disk.makeDirectory('/p');
  const segments: Segment[] = [];
  for (let base = 0; base < 50; base += 10) {
    segments.push(await rewrittenSegment(disk, [base, base + 10], [batchOf([base + 2])]));
  }
  const memory = new IndexMemory(2);
  const known = (): number[] =>
    segments.filter((one) => one.knownIndex() !== null).map((one) => one.baseOffset);
  for (const segment of segments)
    memory.used(segment, await segment.index(segment.baseOffset + 10));
  expect(known()).toEqual([30, 40]);
  const [first] = segments;
  memory.used(first as Segment, await (first as Segment).index(10));
  expect(known()).toEqual([0, 40]);
  expect(await numbersIn(readerOf(segments), 0, 50)).toEqual([2, 12, 22, 32, 42]);
});

test('a block that was held against its checksum stays so when its index is forgotten', async () => {
  const { disk } = new SimulatedDisk(new Random(1n));
  await disk.makeDirectory('/p');
  const segment = await rewrittenSegment(disk, [0, 10], [batchOf([2])]);
  expect(await numbersIn(readerOf([segment]), 0, 10)).toEqual([2]);
  segment.forgetIndex();
  expect(segment.knownIndex()).toBeNull();
  const { batches } = await readerOf([segment]).read(0, 10, 1);
  expect(batches[0]?.checked).toBe(true);
});
