import { currentSegments } from '../segment/list-segments.ts';
import {
  parseIndexName,
  parseSegmentName,
  type SegmentRange,
  segmentName,
} from '../segment/segment-name.ts';
import { listDirectory, type ReadDisk } from './read-disk.ts';

/** What lies in the directory of a partition. */
export type PartitionFiles = {
  /** The segments that count, oldest first; the last one is written to. */
  readonly segments: readonly SegmentRange[];
  /** Names of segments that a rewritten one stands for, of indexes without a segment, and of unfinished files. */
  readonly leftovers: readonly string[];
  /** Names of files that were set aside because they were damaged. */
  readonly aside: readonly string[];
  /** All names. */
  readonly names: readonly string[];
};

/** Lists a partition, writing nothing; null when its directory is not there. */
export async function listPartition(
  disk: ReadDisk,
  directory: string,
): Promise<PartitionFiles | null> {
  const names = await listDirectory(disk, directory);
  if (names === null) return null;
  const ranges = names.map(parseSegmentName).filter((range) => range !== null);
  const { current, leftovers } = currentSegments(ranges);
  const orphans = names.filter((name) => isOrphan(name, current));
  const unfinished = names.filter((name) => name.endsWith('.new'));
  return {
    segments: current,
    leftovers: [...leftovers.map(segmentName), ...orphans, ...unfinished],
    aside: names.filter((name) => name.endsWith('.damaged')),
    names,
  };
}

function isOrphan(name: string, segments: readonly SegmentRange[]): boolean {
  const index = parseIndexName(name);
  if (index === null) return false;
  return !segments.some(
    ({ baseOffset, rangeEnd }) => baseOffset === index.baseOffset && rangeEnd === index.rangeEnd,
  );
}
