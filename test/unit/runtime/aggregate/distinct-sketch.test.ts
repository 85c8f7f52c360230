import { expect, test } from 'vitest';
import { DistinctSketch } from '../../../../src/runtime/aggregate/distinct-sketch.ts';
import { valueHashes } from '../../../../src/runtime/aggregate/value-hash.ts';

function hashesOf(from: number, to: number): Float64Array {
  const values = Int32Array.from({ length: to - from }, (_, i) => from + i);
  return valueHashes({ kind: 'i32', values, nulls: null }, values.length);
}

function sketchOf(hashes: Iterable<number>): DistinctSketch {
  const sketch = new DistinctSketch();
  for (const hash of hashes) sketch.add(hash);
  return sketch;
}

test('counts exactly up to 1,024 values, however often they come', () => {
  for (const count of [0, 1, 2, 100, 1024]) {
    const hashes = hashesOf(0, count);
    expect(sketchOf([...hashes, ...hashes]).estimate()).toBe(count);
  }
});

test('counts zero as a value', () => {
  expect(sketchOf([0, 5, 0]).estimate()).toBe(2);
});

test('is near the truth beyond', () => {
  for (const count of [1025, 2000, 5000, 20_000, 100_000, 1_000_000]) {
    const estimate = sketchOf(hashesOf(0, count)).estimate();
    expect(Math.abs(estimate - count) / count, `${count}: ${estimate}`).toBeLessThan(0.04);
  }
});

test('neither order nor split changes the answer', () => {
  for (const [middle, end] of [
    [10, 700],
    [900, 1500],
    [100, 9000],
    [5000, 9000],
  ] as const) {
    const all = sketchOf(hashesOf(0, end));
    const backwards = sketchOf(hashesOf(0, end).toReversed());
    const first = sketchOf(hashesOf(0, middle));
    first.merge(sketchOf(hashesOf(middle / 2, end)));
    expect(backwards.estimate()).toBe(all.estimate());
    expect(first.estimate()).toBe(all.estimate());
  }
});
