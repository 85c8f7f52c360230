import type { BlockPool } from '../../common/block-pool.ts';
import { decodeControlRecord } from '../format/control-record.ts';
import { readBlocks } from '../segment/read-blocks.ts';
import type { SegmentSpan } from '../segment/segment-list.ts';
import type { LogBatch } from '../segment/stored-batch.ts';
import { PartitionState, type PartitionStateOptions } from './partition-state.ts';
import { readState, type StateSnapshot, stateFileName, stateOffset } from './state-file.ts';

export type RecoverStateOptions = PartitionStateOptions & {
  /** Where what is read from disk is put. */
  readonly memory: BlockPool;
  /** Oldest first. */
  readonly segments: readonly SegmentSpan[];
  readonly endOffset: number;
};

/**
 * What a partition knows of its producers: from the newest snapshot that fits, and from the batches
 * behind it; from all batches when there is none. What is behind closed segments is written down at
 * once, so that it is looked at only once.
 */
export async function recoverState(options: RecoverStateOptions): Promise<PartitionState> {
  const state = new PartitionState(options);
  const snapshot = await newestSnapshot(options);
  if (snapshot !== null) state.restore(snapshot);
  const from = snapshot?.offset ?? 0;
  for (const { segment, endOffset } of options.segments) {
    if (endOffset <= from) continue;
    if (segment.baseOffset > from && segment === options.segments.at(-1)?.segment) {
      await state.save(segment.baseOffset);
    }
    await replay({ segment, endOffset }, from, options.memory, state);
  }
  return state;
}

async function newestSnapshot(options: RecoverStateOptions): Promise<StateSnapshot | null> {
  const { disk, directory, endOffset, report } = options;
  const offsets = (await disk.list(directory)).map(stateOffset).filter((offset) => offset !== null);
  for (const offset of offsets.toSorted((a, b) => b - a)) {
    if (offset > endOffset) {
      // When rows reach as far again it would be taken for what they say.
      report(`${directory}: the producers' state at ${offset} is of rows that are lost`);
      await disk.remove(`${directory}/${stateFileName(offset)}`);
      continue;
    }
    const snapshot = await readState(options, offset);
    if (snapshot !== null) return snapshot;
    report(`${directory}: the producers' state at ${offset} is damaged, made again from the rows`);
  }
  return null;
}

/** Takes the batches of a segment from an offset on. Those that are damaged are passed over. */
async function replay(
  { segment, endOffset }: SegmentSpan,
  from: number,
  memory: BlockPool,
  state: PartitionState,
): Promise<void> {
  const index = await segment.index(endOffset);
  for (const block of index.blocks()) {
    if (block.kind === 'damaged' || block.endOffset <= from) continue;
    if (block.head !== null && !block.head.control) {
      state.take(block.head, null);
      continue;
    }
    const first = Math.max(from, block.baseOffset);
    const { batches } = await readBlocks(segment, index, first, 0, memory);
    for (const batch of batches) await take(batch, state);
  }
}

async function take(batch: LogBatch, state: PartitionState): Promise<void> {
  const { head } = batch;
  state.take(head, head.control ? await outcomeOf(batch) : null);
}

/** A marker that is damaged decides nothing: its transaction counts as open. */
async function outcomeOf(batch: LogBatch): Promise<ReturnType<typeof decodeControlRecord>> {
  try {
    return decodeControlRecord(await batch.body());
  } catch {
    return null;
  }
}
