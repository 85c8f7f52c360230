import { expect, test } from 'vitest';
import {
  planRewrite,
  rewriteLimits,
  type SegmentFacts,
} from '../../../../src/log/cleaning/plan-rewrites.ts';

const mebibyte = 1024 * 1024;
const limits = { ...rewriteLimits, segmentBytesMax: 128 * mebibyte };

/** Neighbouring segments; what is not told is as in one that is well. */
function segments(some: readonly Partial<SegmentFacts>[]): readonly SegmentFacts[] {
  return some.map((one, index) => ({
    baseOffset: index * 1_000_000,
    endOffset: (index + 1) * 1_000_000,
    bytes: 100 * mebibyte,
    batches: 20,
    isRewritten: false,
    isDamaged: false,
    isToCompress: false,
    ...one,
  }));
}

const small = { bytes: 20 * mebibyte, batches: 60_000 };

test('segments of large batches are left alone', () => {
  expect(planRewrite(segments([{}, {}, {}]), limits)).toBeNull();
  expect(planRewrite([], limits)).toBeNull();
});

test('neighbours of small batches become one, up to the size of a segment', () => {
  expect(planRewrite(segments([{}, small, small, {}, small]), limits)).toEqual({ from: 1, to: 3 });
  const many = segments(Array.from({ length: 9 }, () => small));
  expect(planRewrite(many, limits)).toEqual({ from: 0, to: 6 });
});

test('a segment larger than the size is rewritten alone', () => {
  const large = { ...small, bytes: 300 * mebibyte };
  expect(planRewrite(segments([large, small]), limits)).toEqual({ from: 0, to: 1 });
});

test('few batches are not worth it; rewritten and damaged segments are not touched', () => {
  expect(planRewrite(segments([{ bytes: 400, batches: 7, endOffset: 9 }]), limits)).toBeNull();
  expect(planRewrite(segments([{ ...small, isRewritten: true }]), limits)).toBeNull();
  expect(planRewrite(segments([{ ...small, isDamaged: true }]), limits)).toBeNull();
});

test('batches are small when both rows and bytes are few', () => {
  const wide = { batches: 1000, bytes: 100 * mebibyte };
  expect(planRewrite(segments([{ ...wide, endOffset: 1000 }]), limits)).toBeNull();
  expect(planRewrite(segments([{ ...wide, bytes: 60 * mebibyte }]), limits)).not.toBeNull();
  expect(planRewrite(segments([{ batches: 900, bytes: 10 * mebibyte }]), limits)).toBeNull();
});

test('segments that are to be packed are rewritten whatever their batches are', () => {
  expect(planRewrite(segments([{}, { isToCompress: true }]), limits)).toEqual({ from: 1, to: 2 });
});

test('many small segments become one, but not time and again', () => {
  const done = { isRewritten: true, bytes: 5 * mebibyte };
  const few = segments([done, done, done]);
  expect(planRewrite(few, limits)).toBeNull();
  expect(planRewrite(segments([{}, done, done, done, done]), limits)).toEqual({ from: 1, to: 5 });
  const grown = segments([{ isRewritten: true, bytes: 60 * mebibyte }, done, done, done]);
  expect(planRewrite(grown, limits)).toBeNull();
});

test('a row is rewritten only a few times as a log of small segments grows', () => {
  let all: SegmentFacts[] = [];
  let written = 0;
  const bytes = mebibyte;
  for (let n = 0; n < 2000; n += 1) {
    all.push({ ...(segments([small])[0] as SegmentFacts), bytes });
    for (let run = planRewrite(all, limits); run !== null; run = planRewrite(all, limits)) {
      const sum = all.slice(run.from, run.to).reduce((total, one) => total + one.bytes, 0);
      written += sum;
      const merged = { ...(all[run.from] as SegmentFacts), bytes: sum, isRewritten: true };
      all = [...all.slice(0, run.from), merged, ...all.slice(run.to)];
    }
  }
  expect(written / (2000 * bytes)).toBeLessThan(6);
  expect(all.length).toBeLessThan(40);
});
