import { beforeEach, expect, test } from 'vitest';
import { Random } from '../../../../src/common/random.ts';
import { listSegments } from '../../../../src/log/segment/list-segments.ts';
import { removeSegments } from '../../../../src/log/segment/remove-segments.ts';
import type { Segment } from '../../../../src/log/segment/segment.ts';
import { SimulatedDisk } from '../../../support/simulated-disk.ts';
import {
  batchOf,
  numbersIn,
  readerOf,
  rewrite,
  rewrittenSegment,
  segmentOptions,
} from '../../../support/test-segments.ts';

let disk: SimulatedDisk;

beforeEach(async () => {
  disk = new SimulatedDisk(new Random(5n));
  await disk.disk.makeDirectory('/p');
});

const name = '/p/00000000000000000010-00000000000000000050.log';

/** Batches with gaps before, between, inside and behind. */
const withGaps = [
  batchOf([12, 13], {}, 3),
  batchOf([20, 24, 26], { baseOffset: 18, endOffset: 30 }, 3),
  batchOf([31], {}, 9),
  batchOf([], { baseOffset: 32, endOffset: 34 }, 9),
];

async function reopened(lines: string[] = []): Promise<readonly Segment[]> {
  return listSegments(segmentOptions(disk.disk, (line) => lines.push(line)));
}

test('what was rewritten is read, from every offset, gaps included', async () => {
  const written = await rewrittenSegment(disk.disk, [10, 50], withGaps);
  expect(disk.files().toSorted()).toEqual([name.replace('.log', '.index'), name]);
  for (const segments of [[written], await reopened()]) {
    const reader = readerOf(segments);
    for (let from = 10; from <= 50; from += 1) {
      const expected = [12, 13, 20, 24, 26, 31].filter((number) => {
        if (number < 14) return from < 14;
        return number < 30 ? from < 30 : from < 32;
      });
      expect(await numbersIn(reader, from, 50), `from ${from}`).toEqual(expected);
    }
  }
});

test('what ends a read is the offset to go on from, and batches without rows are not seen', async () => {
  const reader = readerOf([await rewrittenSegment(disk.disk, [10, 50], withGaps)]);
  const all = await reader.read(10, 50, 1000);
  expect(all.batches.map((batch) => [batch.baseOffset, batch.endOffset, batch.rows])).toEqual([
    [12, 14, 2],
    [18, 30, 3],
    [31, 32, 1],
  ]);
  expect(all.nextOffset).toBe(50);
  expect(await reader.read(32, 50, 1000)).toEqual({ batches: [], nextOffset: 50 });
  expect((await reader.read(10, 20, 1000)).nextOffset).toBe(30);
  expect((await reader.read(10, 16, 1000)).nextOffset).toBe(16);
  const isSecond = (head: { readonly baseOffset: number }): boolean => head.baseOffset === 18;
  expect((await reader.read(10, 50, 1000, isSecond)).batches).toHaveLength(1);
});

test('a segment from which everything was removed keeps its range', async () => {
  await rewrittenSegment(disk.disk, [10, 50], []);
  const lines: string[] = [];
  const [segment] = await reopened(lines);
  disk.overwrite(name.replace('.log', '.index'), new Uint8Array(3));
  expect(await readerOf([segment as Segment]).read(10, 50, 1)).toEqual({
    batches: [],
    nextOffset: 50,
  });
  expect(lines).toEqual([]);
});

test('an unfinished file counts for nothing, and an aborted one is gone', async () => {
  const writer = await rewrite(disk.disk, 10, 50);
  await writer.append(batchOf([12]).batch, batchOf([12]).body);
  expect(await reopened()).toEqual([]);
  const again = await rewrite(disk.disk, 10, 50);
  await again.abort();
  expect(disk.files()).toEqual([]);
});

test('a crash at any call, and a loss of power behind it, leaves the old segments or the new one', async () => {
  let calls = 1;
  for (let crashAt = 1; crashAt <= calls; crashAt += 1) {
    for (const crash of ['kill', 'cutPower'] as const) {
      disk = new SimulatedDisk(new Random(BigInt(crashAt)));
      await disk.disk.makeDirectory('/p');
      const olds = [
        await rewrittenSegment(disk.disk, [0, 10], [batchOf([1, 2]), batchOf([5])]),
        await rewrittenSegment(disk.disk, [10, 20], [batchOf([11])]),
      ];
      disk.settle();
      const before = disk.calls;
      const failing = new Set([before + crashAt]);
      disk.fault = ({ number }) => {
        if (failing.has(number)) disk.kill();
        return null;
      };
      const work = async (): Promise<void> => {
        const next = await rewrittenSegment(disk.disk, [0, 20], [batchOf([1, 2, 5, 11])]);
        await removeSegments(disk.disk, '/p', olds, next);
      };
      const outcome = await work().then(
        () => 'done',
        () => 'failed',
      );
      if (outcome === 'done') calls = disk.calls - before;
      else calls = Math.max(calls, crashAt + 1);
      disk[crash]();
      disk.fault = () => null;
      const segments = await reopened();
      expect(await numbersIn(readerOf(segments), 0, 20)).toEqual([1, 2, 5, 11]);
      expect([1, 2]).toContain(segments.length);
    }
  }
  expect(calls).toBeGreaterThan(10);
});

test('a segment rewritten again under its name: who holds batches of the old one reads on', async () => {
  const old = await rewrittenSegment(disk.disk, [0, 10], [batchOf([1, 2]), batchOf([5])]);
  const { batches } = await readerOf([old]).read(0, 10, 1);
  const untouched = (await reopened())[0] as Segment;
  const writer = await rewrite(disk.disk, 0, 10);
  await writer.append(batchOf([2]).batch, batchOf([2]).body);
  const next = await writer.finish([old, untouched]);
  await removeSegments(disk.disk, '/p', [old], next);
  const body = (await batches[0]?.body()) ?? new Uint8Array(0);
  expect([...new Float64Array(body.buffer, body.byteOffset, 2)]).toEqual([1, 2]);
  expect(await numbersIn(readerOf([old]), 0, 10)).toEqual([1, 2, 5]);
  expect(await numbersIn(readerOf([next]), 0, 10)).toEqual([2]);
  expect(await numbersIn(readerOf(await reopened()), 0, 10)).toEqual([2]);
});
