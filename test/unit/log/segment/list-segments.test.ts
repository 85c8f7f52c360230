import { expect, test } from 'vitest';
import { currentSegments } from '../../../../src/log/segment/list-segments.ts';
import {
  indexName,
  parseIndexName,
  parseSegmentName,
  segmentName,
  segmentSalt,
} from '../../../../src/log/segment/segment-name.ts';

type Range = { readonly baseOffset: number; readonly rangeEnd: number | null };

function range(baseOffset: number, rangeEnd: number | null = null): Range {
  return { baseOffset, rangeEnd };
}

test('names say ranges, and no others are segments', () => {
  expect(segmentName(range(336))).toBe('00000000000000000336.log');
  expect(indexName(range(0, 4096))).toBe('00000000000000000000-00000000000000004096.index');
  for (const one of [range(0), range(9_007_199_254_740_000), range(5, 6)]) {
    expect(parseSegmentName(segmentName(one))).toEqual(one);
    expect(parseIndexName(indexName(one))).toEqual(one);
    expect(parseSegmentName(indexName(one))).toBeNull();
  }
  for (const name of ['mark', '0.log', `${segmentName(range(0))}.new`, 'x-y.log', '-.log']) {
    expect(parseSegmentName(name)).toBeNull();
  }
});

test('a segment and the one that it is rewritten to have different salts', () => {
  const salts = [range(0), range(0, 10), range(0, 100), range(10)].map((one) =>
    segmentSalt(1, one),
  );
  expect(new Set(salts).size).toBe(4);
});

test('what lies in the range of a rewritten segment is a leftover', () => {
  const plain = [range(30), range(0), range(10), range(20)];
  expect(currentSegments(plain)).toEqual({
    current: [range(0), range(10), range(20), range(30)],
    leftovers: [],
  });
  const rewritten = [...plain, range(10, 30), range(10, 20)];
  expect(currentSegments(rewritten)).toEqual({
    current: [range(0), range(10, 30), range(30)],
    leftovers: [range(10), range(20), range(10, 20)],
  });
});
