import { expect, test } from 'vitest';
import {
  type ClosedSegment,
  planRetention,
  type RetentionSettings,
} from '../../../../src/log/cleaning/retention.ts';

const hour = 3_600_000;
const year = 365 * 24 * hour;

/** Segments of ten rows and 100 bytes. */
function segments(...some: readonly Partial<ClosedSegment>[]): ClosedSegment[] {
  return some.map((segment, index) => ({
    endOffset: 10 * (index + 1),
    bytes: 100,
    maxTimestampMs: year,
    closedForMs: 0,
    isFromBefore: false,
    ...segment,
  }));
}

type Given = Partial<RetentionSettings> & {
  readonly nowMs?: number;
  readonly uptimeMs?: number;
  readonly bytes?: number;
  readonly newestMs?: number;
};

function plan(closed: readonly ClosedSegment[], given: Given): number | null {
  const { nowMs = year, uptimeMs = 2 * hour, bytes = closed.length * 100 + 50 } = given;
  const { retentionMs = null, retentionBytes = null, newestMs = nowMs } = given;
  const facts = { closed, bytes, newestMs };
  return planRetention(facts, { retentionMs, retentionBytes }, { nowMs, uptimeMs });
}

test('without limits all is kept', () => {
  expect(plan(segments({ closedForMs: year }), {})).toBeNull();
  expect(plan([], { retentionMs: 0, retentionBytes: 0 })).toBeNull();
});

test('the oldest go while the partition has more bytes', () => {
  const three = segments({}, {}, {});
  expect(plan(three, { retentionBytes: 350 })).toBeNull();
  expect(plan(three, { retentionBytes: 349 })).toBe(10);
  expect(plan(three, { retentionBytes: 150 })).toBe(20);
  expect(plan(three, { retentionBytes: 0 })).toBe(30);
});

test('a segment closed in this process goes when that is long enough ago, whatever its rows say', () => {
  const ages = segments(
    { closedForMs: 3 * hour, maxTimestampMs: 20 * year },
    { closedForMs: hour, maxTimestampMs: 0 },
    { closedForMs: hour - 1, maxTimestampMs: 0 },
  );
  expect(plan(ages, { retentionMs: hour })).toBe(20);
});

test('of segments from before the record times say it, and those of the future count from the start', () => {
  const before = { isFromBefore: true, closedForMs: 2 * hour };
  const old = segments(
    { ...before, maxTimestampMs: year - 5 * hour },
    { ...before, maxTimestampMs: year - 4 * hour + 1 },
  );
  expect(plan(old, { retentionMs: 4 * hour })).toBe(10);
  const future = segments({ ...before, maxTimestampMs: 3 * year });
  expect(plan(future, { retentionMs: 2 * hour + 1 })).toBeNull();
  expect(plan(future, { retentionMs: 2 * hour })).toBe(10);
});

test('a younger segment keeps those behind it', () => {
  const [old, young] = [{ closedForMs: 9 * hour }, { closedForMs: 1 }];
  expect(plan(segments(old, young, old), { retentionMs: hour })).toBe(10);
});

test('a clock that is years ahead at the start deletes nothing for an hour', () => {
  const before = segments({ isFromBefore: true, maxTimestampMs: year, closedForMs: 60_000 });
  const wrong = { nowMs: 11 * year, newestMs: year, retentionMs: 7 * 24 * hour };
  expect(plan(before, { ...wrong, uptimeMs: 60_000 })).toBeNull();
  expect(plan(before, { ...wrong, uptimeMs: hour })).toBe(10);
  // Rows were written since: the clock goes on from there.
  expect(plan(before, { ...wrong, newestMs: 11 * year, uptimeMs: 60_000 })).toBe(10);
});
