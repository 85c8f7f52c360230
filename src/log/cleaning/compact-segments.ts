import { crc32c } from '@node-rs/crc32';
import type { SegmentSpan } from '../segment/segment-list.ts';
import type { LogBatch } from '../segment/stored-batch.ts';
import { type CleanMark, writeCleanMark } from './clean-mark.ts';
import type { CleanedPartition } from './cleaned-partition.ts';
import { CompactionFilter } from './compaction-filter.ts';
import type { CompactionSettings } from './compaction-settings.ts';
import { KeyOffsets } from './key-offsets.ts';
import { visitRows } from './keyed-rows.ts';
import { replaceSegments } from './rewrite-segments.ts';
import { visitBatches } from './segment-batches.ts';
import type { Throttle } from './throttle.ts';

export type CompactionOptions = {
  readonly partition: CleanedPartition;
  readonly settings: CompactionSettings;
  /** How far it was compacted before. */
  readonly mark: CleanMark;
  /** Up to where it is compacted now: the end of a closed segment, below everything undecided. */
  readonly limit: number;
  /** Milliseconds since 1970, never ahead of what has passed. */
  readonly nowMs: number;
  readonly throttle: Throttle;
  /** The keys of one pass over the rows take about so many bytes of memory; more take more passes. */
  readonly keyBytesMax: number;
};

/** Either how far it is compacted now, or that the rows have no keys. */
export type CompactionOutcome =
  | { readonly kind: 'compacted'; readonly mark: CleanMark }
  | { readonly kind: 'keyless' };

/**
 * Removes from closed segments all rows that have a later one of their key, aborted rows, and tombstones
 * whose time is over. What was reached is durable after every pass; a crash before costs only the work.
 * @throws SqlError XX001, errors of the file system, WorkStopped
 */
export async function compactSegments(options: CompactionOptions): Promise<CompactionOutcome> {
  const { partition, limit } = options;
  let { mark } = options;
  do {
    const known = await gatherKeys(options, mark.offset);
    if (known === null) return { kind: 'keyless' };
    mark = await removeOld(options, known);
    await writeCleanMark(partition, mark);
    partition.compactedBefore(mark.offset);
  } while (mark.offset < limit);
  return { kind: 'compacted', mark };
}

type KnownKeys = {
  readonly keys: KeyOffsets;
  /** Of rows from here on nothing is known. */
  readonly end: number;
};

/** The newest offsets of keys from an offset on, as far as memory reaches; null when rows have none. */
async function gatherKeys(
  { partition, limit, throttle, keyBytesMax, nowMs }: CompactionOptions,
  from: number,
): Promise<KnownKeys | null> {
  const keys = new KeyOffsets(keyBytesMax, crc32c(String(nowMs), partition.salt));
  const spans = spansBetween(partition, from, limit);
  let known: KnownKeys | null = { keys, end: limit };
  await visitBatches(spans, from, partition.memory, throttle, async (batch) => {
    const end = await addKeys(batch, partition, from, keys);
    if (end === batch.endOffset) return true;
    known = end === null ? null : { keys, end };
    return false;
  });
  return known;
}

/** Adds the keys of a batch; answers the offset of the first row that found no room, or the end of the batch. */
async function addKeys(
  batch: LogBatch,
  partition: CleanedPartition,
  from: number,
  keys: KeyOffsets,
): Promise<number | null> {
  const { head } = batch;
  if (head.control || head.rows === 0) return head.endOffset;
  if (partition.state.transactions.isAborted(head)) return head.endOffset;
  let end = head.endOffset;
  const hasKeys = visitRows(head, await batch.body(), partition, (_row, offset, key) => {
    if (offset < from || key === null || keys.put(key, offset)) return true;
    end = offset;
    return false;
  });
  return hasKeys ? end : null;
}

/** One pass over everything up to where keys are known. */
async function removeOld(options: CompactionOptions, { keys, end }: KnownKeys): Promise<CleanMark> {
  const { partition, settings, mark, nowMs, throttle } = options;
  const readerOffset = [...partition.readers].reduce(
    (least, reader) => Math.min(least, reader.position()),
    Number.POSITIVE_INFINITY,
  );
  const filter = new CompactionFilter({ partition, settings, keys, end, nowMs, readerOffset });
  for (const spans of groupsOf(partition, spansBetween(partition, 0, end))) {
    await replaceSegments(partition, spans, filter.rewriterFor(spans), throttle);
  }
  return { offset: Math.max(mark.offset, end), ...filter.nextTombstones() };
}

/** The closed segments that have offsets in [from, to). */
function spansBetween(
  { segments }: CleanedPartition,
  from: number,
  to: number,
): readonly SegmentSpan[] {
  const closed = segments.closed();
  return closed.filter(({ segment, endOffset }) => endOffset > from && segment.baseOffset < to);
}

/** Neighbours that together are no larger than one segment may be. */
function groupsOf(
  partition: CleanedPartition,
  spans: readonly SegmentSpan[],
): readonly (readonly SegmentSpan[])[] {
  const { segmentBytesMax } = partition.settings();
  const groups: SegmentSpan[][] = [];
  let bytes = 0;
  for (const span of spans) {
    const group = groups.at(-1);
    bytes += span.segment.bytes;
    if (group !== undefined && bytes <= segmentBytesMax) group.push(span);
    else {
      groups.push([span]);
      bytes = span.segment.bytes;
    }
  }
  return groups;
}
