import type { Disk } from '../../common/disk.ts';
import { Segment, type SegmentOptions } from './segment.ts';
import { readSegmentFront } from './segment-front.ts';
import {
  parseIndexName,
  parseSegmentName,
  type SegmentRange,
  segmentName,
} from './segment-name.ts';

/** Where the segments of a partition are. */
export type SegmentDirectory = Omit<SegmentOptions, 'baseOffset' | 'rangeEnd'>;

/**
 * The segments in the directory of a partition, oldest first. Removes files that were never finished,
 * and those that a rewritten segment stands for.
 */
export async function listSegments(options: SegmentDirectory): Promise<readonly Segment[]> {
  const { disk, directory } = options;
  const names = await disk.list(directory);
  const ranges = names.map(parseSegmentName).filter((range) => range !== null);
  const whole = await withoutUnfinished(options, ranges);
  const { current, leftovers } = currentSegments(whole);
  if (!options.readOnly) {
    const unfinished = names.filter((name) => name.endsWith('.new'));
    const indexes = names.filter((name) => isOrphan(name, current));
    const old = leftovers.map(segmentName);
    for (const name of [...unfinished, ...indexes, ...old]) {
      await disk.remove(`${directory}/${name}`);
    }
  }
  const segments = current.map((range) => new Segment({ ...options, ...range }));
  for (const segment of segments) segment.bytes = await fileBytes(disk, segment.path);
  return segments;
}

/** Which of the segments of a partition count: not those whose range lies in that of a rewritten one. */
export function currentSegments(ranges: readonly SegmentRange[]): {
  readonly current: readonly SegmentRange[];
  readonly leftovers: readonly SegmentRange[];
} {
  const isLeftover = (range: SegmentRange): boolean =>
    ranges.some((other) => other !== range && covers(other, range));
  return {
    current: ranges
      .filter((range) => !isLeftover(range))
      .toSorted((a, b) => a.baseOffset - b.baseOffset),
    leftovers: ranges.filter(isLeftover),
  };
}

/** A segment as it was appended lies wholly in what a rewritten one stands for when its base does. */
function covers({ baseOffset, rangeEnd }: SegmentRange, inner: SegmentRange): boolean {
  if (rangeEnd === null || inner.baseOffset < baseOffset) return false;
  return inner.baseOffset < rangeEnd && (inner.rangeEnd ?? rangeEnd) <= rangeEnd;
}

/**
 * The ranges without rewritten segments that are not as long as their front says while what they stand
 * for is still there: such a file is put aside, and nothing is lost.
 */
async function withoutUnfinished(
  options: SegmentDirectory,
  ranges: readonly SegmentRange[],
): Promise<readonly SegmentRange[]> {
  const whole: SegmentRange[] = [];
  for (const range of ranges) {
    const stands = ranges.some((other) => other !== range && covers(range, other));
    if (!stands || (await isWholeFile(options, range))) whole.push(range);
    else await setAside(options, range);
  }
  return whole;
}

async function isWholeFile(
  { disk, directory }: SegmentDirectory,
  range: SegmentRange,
): Promise<boolean> {
  const path = `${directory}/${segmentName(range)}`;
  const file = await disk.open(path, 'read');
  try {
    const front = await readSegmentFront(file, path);
    return front?.rewritten?.fileBytes === (await file.size());
  } finally {
    await file.close();
  }
}

async function setAside(options: SegmentDirectory, range: SegmentRange): Promise<void> {
  const path = `${options.directory}/${segmentName(range)}`;
  options.report(`${path}: damaged, the segments that it was made of are used`);
  if (!options.readOnly) await options.disk.rename(path, `${path}.damaged`);
}

function isOrphan(name: string, current: readonly SegmentRange[]): boolean {
  const index = parseIndexName(name);
  if (index === null) return false;
  return !current.some(
    ({ baseOffset, rangeEnd }) => baseOffset === index.baseOffset && rangeEnd === index.rangeEnd,
  );
}

async function fileBytes(disk: Disk, path: string): Promise<number> {
  const file = await disk.open(path, 'read');
  try {
    return await file.size();
  } finally {
    await file.close();
  }
}
