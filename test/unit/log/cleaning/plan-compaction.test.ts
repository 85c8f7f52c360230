import { expect, test } from 'vitest';
import {
  type CompactedSegment,
  type CompactionState,
  planCompaction,
} from '../../../../src/log/cleaning/plan-compaction.ts';

function segments(count: number, some: Partial<CompactedSegment> = {}): CompactedSegment[] {
  return Array.from({ length: count }, (_, index) => ({
    baseOffset: index * 100,
    endOffset: (index + 1) * 100,
    bytes: 1000,
    maxTimestampMs: index * 1000,
    ...some,
  }));
}

function state(some: Partial<CompactionState> = {}): CompactionState {
  return {
    settings: { minAgeMs: 0, tombstoneMs: 1000, dirtyRatioMin: 0.5 },
    mark: { offset: 0, horizonMs: null, tombstoneOffset: 0 },
    undecidedOffset: Number.POSITIVE_INFINITY,
    readerOffset: Number.POSITIVE_INFINITY,
    nowMs: 1_000_000,
    ...some,
  };
}

test('nothing closed, nothing to do', () => {
  expect(planCompaction([], state())).toBeNull();
});

test('what was never compacted is, to the end of the closed segments', () => {
  expect(planCompaction(segments(3), state())).toBe(300);
});

test('only when enough is dirty', () => {
  const mark = { offset: 300, horizonMs: null, tombstoneOffset: 0 };
  expect(planCompaction(segments(5), state({ mark }))).toBeNull();
  expect(planCompaction(segments(6), state({ mark }))).toBe(600);
  expect(planCompaction(segments(3), state({ mark }))).toBeNull();
});

test('a segment that is clean in part is dirty', () => {
  const mark = { offset: 250, horizonMs: null, tombstoneOffset: 0 };
  const settings = { minAgeMs: 0, tombstoneMs: 1000, dirtyRatioMin: 0.3 };
  expect(planCompaction(segments(3), state({ mark, settings }))).toBe(300);
});

test('it ends before rows that are undecided, and before young ones', () => {
  expect(planCompaction(segments(5), state({ undecidedOffset: 350 }))).toBe(300);
  expect(planCompaction(segments(5), state({ undecidedOffset: 0 }))).toBeNull();
  const settings = { minAgeMs: 500, tombstoneMs: 1000, dirtyRatioMin: 0.5 };
  expect(planCompaction(segments(5), state({ settings, nowMs: 2600 }))).toBe(300);
});

test('tombstones whose time is over go without anything dirty, once every reader is past them', () => {
  const mark = { offset: 300, horizonMs: 500, tombstoneOffset: 120 };
  expect(planCompaction(segments(3), state({ mark, nowMs: 499 }))).toBeNull();
  expect(planCompaction(segments(3), state({ mark, nowMs: 500 }))).toBe(300);
  expect(planCompaction(segments(3), state({ mark, nowMs: 500, readerOffset: 120 }))).toBeNull();
  expect(planCompaction(segments(3), state({ mark, nowMs: 500, readerOffset: 121 }))).toBe(300);
  expect(planCompaction(segments(3), state({ mark, undecidedOffset: 110 }))).toBeNull();
});
