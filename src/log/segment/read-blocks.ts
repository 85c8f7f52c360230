import type { BlockPool } from '../../common/block-pool.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import {
  type BatchHead,
  batchBytes,
  decodeHead,
  frameMagicBytes,
  headBytes,
  isWhole,
} from '../format/batch-head.ts';
import type { Segment } from './segment.ts';
import type { BatchBlock, IndexBlock, SegmentIndex } from './segment-index.ts';
import {
  batchInMemory,
  batchOnDisk,
  batchRead,
  damagedBatch,
  type LogBatch,
  placeText,
  readExactly,
} from './stored-batch.ts';

/** Blocks up to so many bytes are read whole, with their neighbours: a call costs as much as copying them. */
const wholeBytesMax = 128 * 1024;

/** Small blocks are read in pieces of about this size, several at once. */
const pieceBytes = 1024 * 1024;

/** What was found from an offset on: batches in order, then an error when damage stands behind them. */
export type FoundBatches = {
  readonly batches: readonly LogBatch[];
  readonly error: SqlError | null;
};

/**
 * The batches from the one that holds `offset`, or the next there is, on: those of one block, or of
 * several that are small, up to about `bytesMax` bytes. None and no error when there are none.
 */
export async function readBlocks(
  segment: Segment,
  index: SegmentIndex,
  offset: number,
  bytesMax: number,
  memory: BlockPool,
): Promise<FoundBatches> {
  const blocks = index.blocks();
  const place = index.place(offset);
  const first = blocks[place];
  if (first === undefined) return { batches: [], error: null };
  if (first.kind === 'damaged') return { batches: [], error: unreadable(segment, first) };
  if (first.head !== null && first.bytes > wholeBytesMax) {
    const { head, position } = first;
    return {
      batches: [batchOnDisk(head, { segment, position, block: first }, memory)],
      error: null,
    };
  }
  return readRun(segment, runFrom(blocks, place, bytesMax), offset, memory);
}

/** Small blocks that stand side by side, from a place on. */
function runFrom(
  blocks: readonly IndexBlock[],
  place: number,
  bytesMax: number,
): readonly BatchBlock[] {
  const run: BatchBlock[] = [];
  let bytes = 0;
  for (let at = place; at < blocks.length; at += 1) {
    const block = blocks[at] as IndexBlock;
    if (block.kind === 'damaged' || block.bytes > wholeBytesMax) break;
    if (run.length > 0 && bytes + block.bytes > bytesMax) break;
    const before = run.at(-1);
    if (before !== undefined && before.position + before.bytes !== block.position) break;
    run.push(block);
    bytes += block.bytes;
  }
  return run;
}

/** Several reads at once: the processors share the copying. */
async function readRun(
  segment: Segment,
  run: readonly BatchBlock[],
  offset: number,
  memory: BlockPool,
): Promise<FoundBatches> {
  const pieces = piecesOf(run).map((blocks) => readPiece(segment, blocks, memory));
  const batches: LogBatch[] = [];
  for (const piece of await Promise.all(pieces)) {
    for (const block of piece) {
      const error = takeBlock(block, offset, batches);
      if (error !== null) return { batches, error };
    }
  }
  return { batches, error: null };
}

/** The blocks in runs of about what is read at once. */
function piecesOf(run: readonly BatchBlock[]): readonly (readonly BatchBlock[])[] {
  const pieces: BatchBlock[][] = [];
  let left = 0;
  for (const block of run) {
    if (left < block.bytes) {
      pieces.push([]);
      left = pieceBytes;
    }
    pieces.at(-1)?.push(block);
    left -= block.bytes;
  }
  return pieces;
}

async function readPiece(
  segment: Segment,
  blocks: readonly BatchBlock[],
  memory: BlockPool,
): Promise<readonly ReadBlock[]> {
  const start = (blocks[0] as BatchBlock).position;
  // A block may grow while it is read.
  const parts = blocks.map((block) => ({
    segment,
    block,
    at: block.position - start,
    end: block.position - start + block.bytes,
    endOffset: block.endOffset,
    isSingle: block.head !== null,
  }));
  const bytes = await readExactly(segment, start, (parts.at(-1) as { end: number }).end, memory);
  return parts.map((part) => ({ ...part, bytes }));
}

/** A block that was read: it stands in `bytes` from `at` to `end`. */
type ReadBlock = {
  readonly segment: Segment;
  readonly block: BatchBlock;
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly end: number;
  readonly endOffset: number;
  readonly isSingle: boolean;
};

/** Adds the batches of a block that end behind `offset`; an error when what comes next is damaged. */
function takeBlock(part: ReadBlock, offset: number, batches: LogBatch[]): SqlError | null {
  const { block, at, end } = part;
  if (isShuffled(part)) return hole(part, at, block.baseOffset, part.endOffset);
  let [position, next, isWholeBlock] = [at, block.baseOffset, true];
  while (position < end) {
    const head = headAt(part, position, next);
    if (head === null) {
      const found = nextHead(part, position + 8, next);
      const endOffset = found?.head.baseOffset ?? part.endOffset;
      if (endOffset > offset && endOffset > next) return hole(part, position, next, endOffset);
      [position, next, isWholeBlock] = [found?.at ?? end, endOffset, false];
      continue;
    }
    const batch = batchAt(part, position, head);
    isWholeBlock &&= batch.checked === true;
    if (head.endOffset > offset) batches.push(batch);
    position += batchBytes(head.bodyBytes);
    next = head.endOffset;
  }
  // It may have grown meanwhile.
  if (isWholeBlock && part.endOffset === block.endOffset) block.checked = true;
  return null;
}

/**
 * Whether batches of a rewritten block stand in another order than they were written in. Where gaps are
 * allowed nobody could tell then which rows are missing in front of one.
 */
function isShuffled(part: ReadBlock): boolean {
  const { segment, block, bytes, at, end } = part;
  if (segment.rangeEnd === null || block.checked) return false;
  let next = block.baseOffset;
  for (let position = at; position < end; ) {
    const head = decodeHead(bytes, position, segment.salt);
    if (head === null) {
      position = findHead(part, position + 8)?.at ?? end;
      continue;
    }
    if (head.baseOffset < next || (position === at && head.baseOffset !== next)) return true;
    next = head.endOffset;
    position += batchBytes(head.bodyBytes);
  }
  return false;
}

function hole(part: ReadBlock, at: number, baseOffset: number, endOffset: number): SqlError {
  const position = part.block.position + at - part.at;
  const rows = `rows ${baseOffset} to ${endOffset - 1}`;
  part.segment.tellDamage(`damaged at byte ${position}, ${rows} cannot be read`);
  return unreadable(part.segment, { position, baseOffset, endOffset });
}

/** Small batches are held against their checksums at once, a single one when its body is asked for. */
function batchAt(part: ReadBlock, position: number, head: BatchHead): LogBatch {
  const { segment, block, bytes, at } = part;
  if (part.isSingle) {
    return batchRead(head, { segment, position: block.position, block }, bytes, position);
  }
  const bodyAt = position + headBytes;
  const body = bytes.subarray(bodyAt, bodyAt + head.bodyBytes);
  if (block.checked || isWhole(bytes, position, head)) return batchInMemory(head, body);
  return damagedBatch(head, body, placeText(segment, block.position + position - at));
}

function anyHeadAt(part: ReadBlock, position: number, next: number): BatchHead | null {
  const { bytes, end, endOffset, segment } = part;
  const head = decodeHead(bytes, position, segment.salt);
  if (head === null || position + batchBytes(head.bodyBytes) > end) return null;
  if (head.baseOffset < next || head.endOffset > endOffset) return null;
  return head;
}

/** The head where one is expected: only a rewritten segment has gaps between its batches. */
function headAt(part: ReadBlock, position: number, next: number): BatchHead | null {
  const head = anyHeadAt(part, position, next);
  const follows = part.segment.rangeEnd !== null || head?.baseOffset === next;
  return follows ? head : null;
}

/** The next head of a batch of this block behind damage. */
function nextHead(part: ReadBlock, from: number, next: number): FoundHead | null {
  let found = findHead(part, from);
  while (found !== null && anyHeadAt(part, found.at, next) === null) {
    found = findHead(part, found.at + 8);
  }
  return found;
}

type FoundHead = { readonly at: number; readonly head: BatchHead };

/** The next head that stands in the block, of whatever offsets. */
function findHead({ bytes, end, segment }: ReadBlock, from: number): FoundHead | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, end);
  for (let at = buffer.indexOf(frameMagicBytes, from); at >= 0; ) {
    const head = at % 8 === 0 ? decodeHead(bytes, at, segment.salt) : null;
    if (head !== null) return { at, head };
    at = buffer.indexOf(frameMagicBytes, at + 1);
  }
  return null;
}

/** Rows that cannot be read, and where they should stand. */
export function unreadable(
  segment: Segment,
  { position, baseOffset, endOffset }: Pick<IndexBlock, 'position' | 'baseOffset' | 'endOffset'>,
): SqlError {
  return new SqlError(sqlState.dataCorrupted, 'the log is damaged', {
    detail: `Rows ${baseOffset} to ${endOffset - 1}, at byte ${position} of ${segment.path}, cannot be read.`,
  });
}
