import { expect, test } from 'vitest';
import type { Vector } from '../../../../src/data/vector.ts';
import { vectorFromDatums } from '../../../../src/data/vector-datum.ts';
import { valueHashes } from '../../../../src/runtime/aggregate/value-hash.ts';

const doubles = (values: number[]): Vector => ({
  kind: 'f64',
  values: Float64Array.from(values),
  nulls: null,
});

test('equal values hash equally in every encoding', () => {
  const numbers = [0, 1, -1, 4294967296, -4294967297, 9007199254740991];
  const wide: Vector = {
    kind: 'i64',
    values: BigInt64Array.from(numbers, BigInt),
    nulls: null,
  };
  expect([...valueHashes(wide, 6)]).toEqual([...valueHashes(doubles(numbers), 6)]);
  const [zero, negativeZero] = valueHashes(doubles([0, -0]), 2);
  expect(zero).toBe(negativeZero);
  const texts = vectorFromDatums({ kind: 'text' }, ['b', 'a', 'b']);
  if (texts.kind !== 'text') throw new Error('a text vector is expected');
  const dictionary: Vector = {
    kind: 'dictionary',
    dictionary: { id: 'd', offsets: texts.offsets, bytes: texts.bytes },
    codes: Int32Array.of(2, 1, 0),
    nulls: null,
  };
  expect([...valueHashes(dictionary, 3)]).toEqual([...valueHashes(texts, 3)]);
});

test('a hundred thousand values hardly meet', () => {
  const count = 100_000;
  const integers = Array.from({ length: count }, (_, i) => i);
  const texts = vectorFromDatums(
    { kind: 'text' },
    integers.map((i) => `user ${i}`),
  );
  const large: Vector = {
    kind: 'i64',
    values: BigInt64Array.from(integers, (i) => 2n ** 60n + BigInt(i)),
    nulls: null,
  };
  for (const vector of [doubles(integers), doubles(integers.map((i) => i / 7)), texts, large]) {
    const hashes = valueHashes(vector, count);
    expect(new Set(hashes).size).toBeGreaterThan(count - 3);
    expect(hashes.every((hash) => Number.isSafeInteger(hash) && hash >= 0)).toBe(true);
  }
});
