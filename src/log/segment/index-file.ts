import type { Disk } from '../../common/disk.ts';
import { decodeHead, encodeStoredHead, headBytes } from '../format/batch-head.ts';
import { decodeFront, encodeFront, isWholeFront, readWholeFile } from '../format/file-front.ts';
import { type BatchBlock, SegmentIndex } from './segment-index.ts';

/** Which bytes of which segment an index tells of. */
export type IndexedPart = {
  /** The salt of the segment: the index of another one does not fit. */
  readonly salt: number;
  readonly baseOffset: number;
  /** The offset after its last row, and the position behind its last batch. */
  readonly endOffset: number;
  readonly position: number;
};

/** An index that was read from its file. */
export type StoredIndex = IndexedPart & { readonly index: SegmentIndex };

const fixedBytes = 48;
const blockBytes = 40;

/**
 * The file of an index: a front whose payload is, little-endian, f64 base offset, f64 end offset, f64
 * position, f64 last group, u32 salt of the segment, u32 number of blocks, u32 number of batches, u32
 * zero; then per block f64 base offset, f64 end offset, f64 greatest record time, u32 position, u32
 * bytes, u32 batches, u32 zero, and for a block of one batch the 88 bytes of its head.
 * Null for an index that has damage: such a segment is walked again each time, and told of.
 */
export function encodeIndex(part: IndexedPart, index: SegmentIndex): Uint8Array | null {
  const blocks = index.blocks().filter((block) => block.kind === 'batches');
  if (index.isDamaged) return null;
  const singles = blocks.filter((block) => block.head !== null).length;
  const payload = new Uint8Array(fixedBytes + blocks.length * blockBytes + singles * headBytes);
  const view = new DataView(payload.buffer);
  view.setFloat64(0, part.baseOffset, true);
  view.setFloat64(8, part.endOffset, true);
  view.setFloat64(16, part.position, true);
  view.setFloat64(24, index.group, true);
  view.setUint32(32, part.salt, true);
  view.setUint32(36, blocks.length, true);
  view.setUint32(40, index.batches, true);
  let at = fixedBytes;
  for (const block of blocks) at = encodeBlock(payload, at, block, part.salt);
  return encodeFront('index', payload);
}

function encodeBlock(payload: Uint8Array, at: number, block: BatchBlock, salt: number): number {
  const view = new DataView(payload.buffer, at, blockBytes);
  view.setFloat64(0, block.baseOffset, true);
  view.setFloat64(8, block.endOffset, true);
  view.setFloat64(16, block.maxTimestampMs, true);
  view.setUint32(24, block.position, true);
  view.setUint32(28, block.bytes, true);
  view.setUint32(32, block.batches, true);
  if (block.head === null) return at + blockBytes;
  encodeStoredHead(
    payload.subarray(at + blockBytes, at + blockBytes + headBytes),
    block.head,
    salt,
  );
  return at + blockBytes + headBytes;
}

/**
 * Reads the file of an index; null when it is missing, damaged or of another segment.
 * @throws SqlError 55000 when the file is of a newer format.
 */
export async function readIndex(
  disk: Disk,
  path: string,
  salt: number,
): Promise<StoredIndex | null> {
  const bytes = await readWholeFile(disk, path).catch(() => null);
  return bytes === null ? null : decodeIndex(bytes, path, salt);
}

/** See `readIndex`. */
export function decodeIndex(bytes: Uint8Array, path: string, salt: number): StoredIndex | null {
  // One that is damaged is no reason to refuse anything: it can be made again.
  if (!isWholeFront(bytes)) return null;
  const payload = decodeFront('index', bytes, path)?.payload;
  if (payload === undefined || payload.length < fixedBytes) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  if (view.getUint32(32, true) !== salt) return null;
  const index = new SegmentIndex();
  const group = view.getFloat64(24, true);
  let at = fixedBytes;
  for (let left = view.getUint32(36, true); left > 0; left -= 1) {
    const block = decodeBlock(payload, view, at, salt);
    if (block === null) return null;
    index.addStored(block, group);
    at += blockBytes + (block.head === null ? 0 : headBytes);
  }
  return {
    index,
    salt,
    baseOffset: view.getFloat64(0, true),
    endOffset: view.getFloat64(8, true),
    position: view.getFloat64(16, true),
  };
}

function decodeBlock(
  payload: Uint8Array,
  view: DataView,
  at: number,
  salt: number,
): BatchBlock | null {
  if (at + blockBytes > payload.length) return null;
  const batches = view.getUint32(at + 32, true);
  const head = batches === 1 ? decodeHead(payload, at + blockBytes, salt) : null;
  if (batches === 1 && head === null) return null;
  return {
    kind: 'batches',
    baseOffset: view.getFloat64(at, true),
    endOffset: view.getFloat64(at + 8, true),
    maxTimestampMs: view.getFloat64(at + 16, true),
    position: view.getUint32(at + 24, true),
    bytes: view.getUint32(at + 28, true),
    batches,
    head,
    checked: false,
    seen: false,
  };
}

/**
 * Puts the file of an index in place. It is not synced: one that is torn by a crash does not fit its
 * checksum and is made again.
 */
export async function storeIndex(disk: Disk, path: string, content: Uint8Array): Promise<void> {
  const file = await disk.open(`${path}.new`, 'create');
  try {
    await file.write([content], 0);
  } finally {
    await file.close();
  }
  await disk.rename(`${path}.new`, path);
}
