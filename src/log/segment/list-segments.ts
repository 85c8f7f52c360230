import { Segment, type SegmentOptions, segmentBase } from './segment.ts';

/** Where the segments of a partition are. */
export type SegmentDirectory = Omit<SegmentOptions, 'baseOffset'>;

/** The segments in the directory of a partition, oldest first; removes files that were never finished. */
export async function listSegments(options: SegmentDirectory): Promise<readonly Segment[]> {
  const { disk, directory } = options;
  const names = await disk.list(directory);
  for (const name of names.filter((name) => name.endsWith('.new'))) {
    await disk.remove(`${directory}/${name}`);
  }
  const bases = names.map(segmentBase).filter((base) => base !== null);
  const segments = bases
    .toSorted((a, b) => a - b)
    .map((baseOffset) => new Segment({ ...options, baseOffset }));
  for (const segment of segments) {
    const file = await disk.open(segment.path, 'read');
    segment.bytes = await file.size();
    await file.close();
  }
  return segments;
}
