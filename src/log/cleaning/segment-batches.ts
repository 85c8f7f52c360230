import type { BlockPool } from '../../common/block-pool.ts';
import { readBlocks } from '../segment/read-blocks.ts';
import type { SegmentSpan } from '../segment/segment-list.ts';
import type { LogBatch } from '../segment/stored-batch.ts';
import type { Throttle } from './throttle.ts';

/** So much is read at once. */
const readBytes = 1024 * 1024;

/** Takes a batch; false when no more are wanted. */
export type BatchVisitor = (batch: LogBatch) => Promise<boolean>;

/**
 * Walks all batches of closed segments in order, from the one that holds `from` on, markers and those
 * without rows included. @throws SqlError XX001 when a part cannot be read, 58030, WorkStopped
 */
export async function visitBatches(
  spans: readonly SegmentSpan[],
  from: number,
  memory: BlockPool,
  throttle: Throttle,
  visit: BatchVisitor,
): Promise<void> {
  for (const span of spans) {
    for await (const batches of piecesOf(span, from, memory)) {
      for (const batch of batches) {
        if (throttle.spend(batch.bodyBytes)) await throttle.pause();
        if (!(await visit(batch))) return;
      }
    }
  }
}

async function* piecesOf(
  { segment, endOffset }: SegmentSpan,
  from: number,
  memory: BlockPool,
): AsyncGenerator<readonly LogBatch[]> {
  const index = await segment.index(endOffset);
  let next = Math.max(from, segment.baseOffset);
  for (;;) {
    const { batches, error } = await readBlocks(segment, index, next, readBytes, memory);
    const last = batches.at(-1);
    if (last !== undefined) yield batches;
    if (error !== null) throw error;
    if (last === undefined) return;
    next = last.endOffset;
  }
}
