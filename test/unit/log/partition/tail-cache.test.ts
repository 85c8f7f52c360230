import { expect, test } from 'vitest';
import { type BatchHead, plainBatch } from '../../../../src/log/format/batch-head.ts';
import { TailBudget, TailCache } from '../../../../src/log/partition/tail-cache.ts';

function headAt(baseOffset: number): BatchHead {
  return {
    ...plainBatch,
    baseOffset,
    endOffset: baseOffset + 10,
    rows: 10,
    schemaId: 1,
    bodyBytes: 744,
    firstTimestampMs: 0,
    maxTimestampMs: 0,
    group: 1,
    durablePosition: 0,
    crc: 0,
  };
}

function fill(cache: TailCache, batches: number): void {
  for (let i = 0; i < batches; i += 1) cache.add(headAt(i * 10), new Uint8Array(744));
}

/** The base offset of the first batch kept. */
function oldest(cache: TailCache): number {
  for (let offset = 0; ; offset += 10) {
    const [first] = cache.from(offset, 1);
    if (first !== undefined) return first.head.baseOffset;
  }
}

test('the newest batches are kept up to the bound, and found by offset', () => {
  const cache = new TailCache(new TailBudget(1e9), 50_000);
  fill(cache, 5000);
  expect(cache.bytes).toBe(50_000);
  expect(oldest(cache)).toBe(49_500);
  expect(cache.from(49_499, 1e9)).toEqual([]);
  expect(cache.from(49_505, 1e9)).toHaveLength(50);
  expect(cache.from(49_999, 1e9).map(({ head }) => head.baseOffset)).toEqual([49_990]);
  expect(cache.from(49_500, 1500).map(({ head }) => head.baseOffset)).toEqual([49_500, 49_510]);
  expect(cache.from(50_000, 1e9)).toEqual([]);
});

test('all together stay within the budget: who keeps most gives up first', () => {
  const budget = new TailBudget(100_000);
  const [small, large] = [new TailCache(budget, 1e9), new TailCache(budget, 1e9)];
  fill(small, 20);
  fill(large, 200);
  expect([small.bytes, large.bytes]).toEqual([20_000, 80_000]);
  large.close();
  fill(small, 90);
  expect(small.bytes).toBe(100_000);
});
