import { segmentName } from '../segment/segment-name.ts';
import type { ListedTopic } from './list-topics.ts';
import type { LogView } from './log-view.ts';
import { listPartition } from './partition-files.ts';
import type { PartitionPlace } from './partition-place.ts';
import { fileBytes } from './read-disk.ts';
import { readMark } from './read-mark.ts';
import { readStart } from './read-start.ts';
import { ScannedSegment } from './scanned-segment.ts';

/** What a topic amounts to, its partitions together. */
export type TopicSummary = {
  /** Offsets between start and end: rows, and the gaps that cleaning and markers left. */
  readonly offsets: number;
  readonly bytes: number;
  readonly segments: number;
  /** The newest record time in the segments that are written to; −Infinity without any. */
  readonly newestMs: number;
};

/** Counts a topic, looking only into the last segment of each partition. */
export async function summarize(view: LogView, topic: ListedTopic): Promise<TopicSummary> {
  let [offsets, bytes, segments, newestMs] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  for (const partition of topic.partitions) {
    const place = view.place(topic, partition);
    const part = await summarizePartition(place);
    offsets += part.offsets;
    bytes += part.bytes;
    segments += part.segments;
    newestMs = Math.max(newestMs, part.newestMs);
  }
  return { offsets, bytes, segments, newestMs };
}

async function summarizePartition(place: PartitionPlace): Promise<TopicSummary> {
  const { disk, directory } = place;
  const files = await listPartition(disk, directory);
  const segments = files?.segments ?? [];
  let bytes = 0;
  for (const range of segments)
    bytes += await fileBytes(disk, `${directory}/${segmentName(range)}`);
  const start = Math.max(segments[0]?.baseOffset ?? 0, (await readStart(place)) ?? 0);
  const last = segments.at(-1);
  const { endOffset, newestMs } =
    last === undefined ? await markedEnd(place, start) : await endOf(place, last);
  return { offsets: Math.max(0, endOffset - start), bytes, segments: segments.length, newestMs };
}

type End = { readonly endOffset: number; readonly newestMs: number };

async function markedEnd({ disk, directory }: PartitionPlace, start: number): Promise<End> {
  const mark = await readMark(disk, directory);
  return { endOffset: mark?.offset ?? start, newestMs: Number.NEGATIVE_INFINITY };
}

async function endOf(
  place: PartitionPlace,
  range: { readonly baseOffset: number; readonly rangeEnd: number | null },
): Promise<End> {
  const segment = await ScannedSegment.open(place, range, range.rangeEnd);
  let newestMs = Number.NEGATIVE_INFINITY;
  if (segment === null) return { endOffset: range.rangeEnd ?? range.baseOffset, newestMs };
  try {
    for (let step = await segment.next(); step !== null; step = await segment.next()) {
      if (step.kind === 'batch') newestMs = Math.max(newestMs, step.head.maxTimestampMs);
    }
    return { endOffset: segment.endOffset, newestMs };
  } finally {
    await segment.close();
  }
}
