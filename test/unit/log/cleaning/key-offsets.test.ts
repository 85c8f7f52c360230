import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyOffsets } from '../../../../src/log/cleaning/key-offsets.ts';

const mebibyte = 1024 * 1024;

test('answers the last offset of each key as a map does', () => {
  const key = fc.uint8Array({ maxLength: 9 });
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300 }), fc.integer(), (keys, seed) => {
      const offsets = new KeyOffsets(64 * mebibyte, seed);
      const model = new Map<string, number>();
      keys.forEach((bytes, offset) => {
        expect(offsets.put(bytes, offset)).toBe(true);
        model.set(Buffer.from(bytes).toString('hex'), offset);
      });
      expect(offsets.size).toBe(model.size);
      for (const [hex, offset] of model) {
        expect(offsets.newest(new Uint8Array(Buffer.from(hex, 'hex')))).toBe(offset);
      }
      expect(offsets.newest(new Uint8Array(10))).toBe(-1);
    }),
    { numRuns: 200 },
  );
});

test('grows with its keys, and keeps those of several lengths apart', () => {
  const offsets = new KeyOffsets(64 * mebibyte, 42);
  for (let n = 0; n < 100_000; n += 1) expect(offsets.put(keyOf(n), n)).toBe(true);
  for (let n = 0; n < 100_000; n += 997) expect(offsets.newest(keyOf(n))).toBe(n);
  expect(offsets.newest(keyOf(100_000))).toBe(-1);
});

test('takes no more keys than memory allows, but further rows of those it knows', () => {
  const offsets = new KeyOffsets(256 * 1024, 7);
  let taken = 0;
  while (offsets.put(keyOf(taken), taken)) taken += 1;
  expect(taken).toBeGreaterThan(1000);
  expect(taken).toBeLessThan(16_384);
  expect(offsets.put(keyOf(5), 1_000_000)).toBe(true);
  expect(offsets.newest(keyOf(5))).toBe(1_000_000);
  expect(offsets.newest(keyOf(taken))).toBe(-1);
  for (let n = 6; n < taken; n += 1) expect(offsets.newest(keyOf(n))).toBe(n);
});

test('one key always has its place, however large it is', () => {
  const offsets = new KeyOffsets(1, 7);
  expect(offsets.put(new Uint8Array(2 * mebibyte).fill(3), 9)).toBe(true);
  expect(offsets.put(new Uint8Array(1), 10)).toBe(false);
  expect(offsets.newest(new Uint8Array(2 * mebibyte).fill(3))).toBe(9);
});

function keyOf(n: number): Uint8Array {
  return new Uint8Array(Buffer.from(`key ${n}`));
}
