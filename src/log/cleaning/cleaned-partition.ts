import type { BlockPool } from '../../common/block-pool.ts';
import type { Clock } from '../../common/clock.ts';
import type { Disk } from '../../common/disk.ts';
import type { BodyFormat, TopicSettings } from '../api.ts';
import type { PartitionState } from '../partition/partition-state.ts';
import type { Segment } from '../segment/segment.ts';
import type { SegmentList } from '../segment/segment-list.ts';

/** Somebody who reads a partition in order: what stands behind it must still tell of deletions. */
export type ReaderPosition = {
  /** The offset that is read next. */
  readonly position: () => number;
};

/** What cleaning heeds of a topic. */
export type CleaningSettings = Pick<
  TopicSettings,
  'compaction' | 'compression' | 'segmentBytesMax' | 'retentionMs' | 'retentionBytes'
>;

/** A partition as cleaning sees it. */
export type CleanedPartition = {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly directory: string;
  /** Of the partition. */
  readonly salt: number;
  readonly schema: Uint8Array;
  readonly bodies: BodyFormat;
  /** Where what is read from disk is put. */
  readonly memory: BlockPool;
  readonly report: (line: string) => void;
  readonly segments: SegmentList;
  readonly state: Pick<PartitionState, 'producers' | 'transactions'>;
  readonly settings: () => CleaningSettings;
  readonly readers: ReadonlySet<ReaderPosition>;
  /** Forgets rows before an offset, durably. @throws SqlError 58030, 53100 */
  readonly dropBefore: (offset: number) => Promise<void>;
  /** Everything before an offset is compacted: no row there is one of an aborted transaction any more. */
  readonly compactedBefore: (offset: number) => void;
  /** Closes the last segment when it is as old as it may become. */
  readonly rollAged: () => Promise<void>;
};

/** Whether some segments are still there, side by side: else cleaning was overtaken. */
export function areNeighbours(segments: SegmentList, some: readonly Segment[]): boolean {
  const all = segments.all();
  const from = all.indexOf(some[0] as Segment);
  return from >= 0 && some.every((segment, index) => all[from + index] === segment);
}
