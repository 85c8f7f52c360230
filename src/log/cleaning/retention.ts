import type { TopicSettings } from '../api.ts';

/** What retention looks at of a closed segment. */
export type ClosedSegment = {
  /** The offset after its range: dropping it makes this the start. */
  readonly endOffset: number;
  readonly bytes: number;
  /** The newest record time; −Infinity without rows. */
  readonly maxTimestampMs: number;
  /** How long it is known to be closed, by the clock that never jumps. */
  readonly closedForMs: number;
  /** Whether it was closed before this process knew it. */
  readonly isFromBefore: boolean;
};

/** The time as retention sees it. */
export type RetentionTime = {
  /** Milliseconds since 1970; never more than at the start of the process plus what has passed since. */
  readonly nowMs: number;
  /** How long the process has run. */
  readonly uptimeMs: number;
};

/** What retention looks at of a partition. */
export type RetentionFacts = {
  /** Oldest first. */
  readonly closed: readonly ClosedSegment[];
  /** Bytes of all segments, the last one included. */
  readonly bytes: number;
  /** The newest record time; −Infinity without rows. */
  readonly newestMs: number;
};

/** What is kept of a partition. */
export type RetentionSettings = Pick<TopicSettings, 'retentionMs' | 'retentionBytes'>;

/** Silence for so long before a start may as well be a clock that is wrong. */
const doubtfulMs = 30 * 24 * 60 * 60 * 1000;
/** So long a wrong clock may take to be put right. */
const graceMs = 60 * 60 * 1000;

/**
 * The offset up to which closed segments go, oldest first; null when none goes.
 *
 * A wrong clock must not delete early. So the age of a segment that was closed in this process is
 * how long ago that was: its rows are older, whatever their record times or the clock say. Only of those
 * from before it record times are asked, and they are not trusted for an hour when they seem to be very old:
 * then either nothing was written for a month or the clock is wrong.
 */
export function planRetention(
  { closed, bytes, newestMs }: RetentionFacts,
  { retentionMs, retentionBytes }: RetentionSettings,
  time: RetentionTime,
): number | null {
  const isDoubtful = time.nowMs - newestMs >= doubtfulMs && time.uptimeMs < graceMs;
  let [left, end] = [bytes, null as number | null];
  for (const segment of closed) {
    const isTooOld = retentionMs !== null && ageMs(segment, time, isDoubtful) >= retentionMs;
    const isTooMuch = retentionBytes !== null && left > retentionBytes;
    if (!isTooOld && !isTooMuch) break;
    left -= segment.bytes;
    end = segment.endOffset;
  }
  return end;
}

function ageMs(segment: ClosedSegment, { nowMs }: RetentionTime, isDoubtful: boolean): number {
  const { closedForMs, isFromBefore, maxTimestampMs } = segment;
  if (!isFromBefore || isDoubtful) return closedForMs;
  return Math.max(closedForMs, nowMs - maxTimestampMs);
}
