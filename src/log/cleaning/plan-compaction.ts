import type { CleanMark } from './clean-mark.ts';
import type { CompactionSettings } from './compaction-settings.ts';

/** What planning looks at of a closed segment. */
export type CompactedSegment = {
  readonly baseOffset: number;
  readonly endOffset: number;
  readonly bytes: number;
  /** Of the newest row; asked for only where age counts. */
  readonly maxTimestampMs: number;
};

export type CompactionState = {
  readonly settings: CompactionSettings;
  readonly mark: CleanMark;
  /** The offset of the first row of a transaction whose end is not on the disk; infinite without any. */
  readonly undecidedOffset: number;
  /** Where the reader that is furthest behind stands; infinite without any. */
  readonly readerOffset: number;
  readonly nowMs: number;
};

/**
 * Up to which offset a partition is to be compacted now; null when it need not be. Only whole closed
 * segments are, old enough and without rows that are undecided.
 */
export function planCompaction(
  closed: readonly CompactedSegment[],
  state: CompactionState,
): number | null {
  const eligible = eligibleSegments(closed, state);
  const limit = eligible.at(-1)?.endOffset ?? 0;
  if (limit === 0) return null;
  const dirty = eligible.filter(({ endOffset }) => endOffset > state.mark.offset);
  if (dirty.length === 0) return areTombstonesDue(state, limit) ? limit : null;
  const ratio = bytesOf(dirty) / bytesOf(eligible);
  return ratio >= state.settings.dirtyRatioMin || areTombstonesDue(state, limit) ? limit : null;
}

/** The closed segments that may be compacted, oldest first. */
export function eligibleSegments<Segment extends CompactedSegment>(
  closed: readonly Segment[],
  { settings, undecidedOffset, nowMs }: CompactionState,
): readonly Segment[] {
  const { minAgeMs } = settings;
  const end = closed.findIndex((segment) => {
    const isYoung = minAgeMs > 0 && segment.maxTimestampMs > nowMs - minAgeMs;
    return isYoung || segment.endOffset > undecidedOffset;
  });
  return end < 0 ? closed : closed.slice(0, end);
}

/** Tombstones whose time is over go even when nothing else is to be done, unless somebody has yet to read them. */
function areTombstonesDue({ mark, nowMs, readerOffset }: CompactionState, limit: number): boolean {
  const { horizonMs, tombstoneOffset } = mark;
  if (horizonMs === null || horizonMs > nowMs) return false;
  return readerOffset > tombstoneOffset && limit > tombstoneOffset;
}

function bytesOf(segments: readonly CompactedSegment[]): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, 0);
}
