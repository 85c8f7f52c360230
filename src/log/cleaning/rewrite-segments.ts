import { removeSegments } from '../segment/remove-segments.ts';
import type { Segment } from '../segment/segment.ts';
import { SegmentFileWriter } from '../segment/segment-file-writer.ts';
import type { SegmentSpan } from '../segment/segment-list.ts';
import { segmentName } from '../segment/segment-name.ts';
import type { LogBatch } from '../segment/stored-batch.ts';
import { BatchMerger } from './batch-merger.ts';
import { areNeighbours, type CleanedPartition } from './cleaned-partition.ts';
import { visitBatches } from './segment-batches.ts';
import { type Throttle, WorkStopped } from './throttle.ts';

/** What becomes of the batches of segments that are rewritten. */
export type BatchRewriter = {
  /** Hands on what is kept of a batch. */
  readonly take: (batch: LogBatch, merger: BatchMerger) => Promise<void>;
  /** Whether the old segments are as good as what was written of them, once all was taken; `written` batches. */
  readonly isInVain: (written: number) => boolean;
};

/**
 * Puts one segment in the place of neighbouring closed ones, with what a rewriter keeps of their batches.
 * Durable when it resolves; a crash or a failure before leaves the old ones as they are. False when they
 * stay because it was in vain.
 * @throws SqlError XX001, errors of the file system, WorkStopped (they may have been truncated meanwhile, too)
 */
export async function replaceSegments(
  partition: CleanedPartition,
  spans: readonly SegmentSpan[],
  rewriter: BatchRewriter,
  throttle: Throttle,
): Promise<boolean> {
  const olds = spans.map(({ segment }) => segment);
  const writer = await SegmentFileWriter.create({
    disk: partition.disk,
    directory: partition.directory,
    baseOffset: (spans[0] as SegmentSpan).segment.baseOffset,
    rangeEnd: (spans.at(-1) as SegmentSpan).endOffset,
    partitionSalt: partition.salt,
    schemas: [partition.schema],
    createdMs: Math.floor(partition.clock.nowMicros() / 1000),
    report: partition.report,
  });
  try {
    const written = await copyBatches(partition, spans, rewriter, writer, throttle);
    if (!rewriter.isInVain(written)) {
      if (!areNeighbours(partition.segments, olds)) throw new WorkStopped('overtaken');
      await replace(partition, olds, await writer.finish(olds));
      return true;
    }
  } catch (error) {
    await writer.abort();
    await discard(partition, spans);
    throw error;
  }
  await writer.abort();
  return false;
}

/**
 * A segment that may stand there though it does not count must not come to life later. The file that
 * replaced one of its own name stays: it is as good.
 */
async function discard(partition: CleanedPartition, spans: readonly SegmentSpan[]): Promise<void> {
  const { disk, directory } = partition;
  const [first, last] = [spans[0] as SegmentSpan, spans.at(-1) as SegmentSpan];
  const range = { baseOffset: first.segment.baseOffset, rangeEnd: last.endOffset };
  const path = `${directory}/${segmentName(range)}`;
  if (partition.segments.all().some((segment) => segment.path === path)) return;
  await disk.remove(path).catch(() => undefined);
}

async function copyBatches(
  partition: CleanedPartition,
  spans: readonly SegmentSpan[],
  rewriter: BatchRewriter,
  writer: SegmentFileWriter,
  throttle: Throttle,
): Promise<number> {
  const lz4 = partition.settings().compression === 'lz4';
  const merger = new BatchMerger({ bodies: partition.bodies, lz4 }, ({ batch, body }) =>
    writer.append(batch, body),
  );
  await visitBatches(spans, 0, partition.memory, throttle, async (batch) => {
    await rewriter.take(batch, merger);
    return true;
  });
  await merger.flush();
  return merger.written;
}

async function replace(
  partition: CleanedPartition,
  olds: readonly Segment[],
  next: Segment,
): Promise<void> {
  const { disk, directory, segments } = partition;
  if (!areNeighbours(segments, olds)) {
    await removeSegments(disk, directory, [next]);
    throw new WorkStopped('overtaken');
  }
  segments.replace(olds, next);
  await removeSegments(disk, directory, olds, next);
}

/**
 * Makes large batches of the small ones of neighbouring closed segments: offsets, rows and times stay.
 * See `replaceSegments`.
 */
export function mergeSegments(
  partition: CleanedPartition,
  spans: readonly SegmentSpan[],
  throttle: Throttle,
): Promise<boolean> {
  const rewriter: BatchRewriter = { take: takeWhole, isInVain: () => false };
  return replaceSegments(partition, spans, rewriter, throttle);
}

async function takeWhole(batch: LogBatch, merger: BatchMerger): Promise<void> {
  const { head } = batch;
  if (head.control) return merger.addAsItIs(batch);
  await merger.add({
    head,
    body: await batch.body(),
    kept: null,
    isStamped: head.producerId >= 0,
    isTransactional: head.transactional,
    horizonMs: head.deleteHorizon ? head.firstTimestampMs : null,
  });
}
