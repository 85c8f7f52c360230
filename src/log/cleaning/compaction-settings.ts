/** How a compacted topic is cleaned. */
export type CompactionSettings = {
  /** Rows younger than this are left as they are, milliseconds of record time. */
  readonly minAgeMs: number;
  /** How long a tombstone stays after it was first cleaned: who reads more slowly may miss a deletion. */
  readonly tombstoneMs: number;
  /** A partition is cleaned when at least this part of its closed bytes was never cleaned, 0 to 1. */
  readonly dirtyRatioMin: number;
};
