import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { BlockPool } from '../../../src/common/block-pool.ts';

const mebibyte = 1024 * 1024;

/** Collects garbage and lets finalizers run. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i += 1) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Lends a block, writes a mark to it, and leaves only a view of part of it. */
function markedView(pool: BlockPool, mark: number): Uint8Array {
  const view = new Uint8Array(pool.take(mebibyte), 0, mebibyte);
  view.fill(mark);
  return view.subarray(10, 20);
}

test('a block is lent again only when no view of it is left', async () => {
  const pool = new BlockPool(2 * mebibyte);
  const kept = markedView(pool, 7);
  markedView(pool, 8);
  await collectGarbage();
  const again = new Uint8Array(pool.take(mebibyte));
  expect(again[0]).toBe(8);
  again.fill(9);
  expect([...kept]).toEqual(new Array(10).fill(7));
});

test('beyond its bound, and for small arrays, memory is ordinary', () => {
  const pool = new BlockPool(mebibyte);
  expect(pool.take(mebibyte)).toBeInstanceOf(SharedArrayBuffer);
  expect(pool.take(mebibyte)).toBeInstanceOf(ArrayBuffer);
  expect(pool.take(100)).toBeInstanceOf(ArrayBuffer);
});

test('a block is at least as long as asked for, and not a quarter longer', () => {
  const pool = new BlockPool(1024 * mebibyte);
  for (const bytes of [65_536, 65_537, 100_000, 131_071, 131_072, 5_000_001]) {
    const { byteLength } = pool.take(bytes);
    expect(byteLength).toBeGreaterThanOrEqual(bytes);
    expect(byteLength).toBeLessThanOrEqual(bytes * 1.25);
  }
});

test('blocks of one size that nobody uses make room for those of another', async () => {
  const pool = new BlockPool(4 * mebibyte);
  for (let i = 0; i < 4; i += 1) markedView(pool, i);
  expect(pool.take(3 * mebibyte)).toBeInstanceOf(ArrayBuffer);
  await collectGarbage();
  expect(pool.take(3 * mebibyte)).toBeInstanceOf(SharedArrayBuffer);
  expect(pool.take(mebibyte)).toBeInstanceOf(SharedArrayBuffer);
  expect(pool.take(mebibyte)).toBeInstanceOf(ArrayBuffer);
});
