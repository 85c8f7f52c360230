import { type BatchHead, decodeHead, frameMagicBytes, headBytes } from '../../format/batch-head.ts';
import { type SegmentRange, segmentName } from '../../segment/segment-name.ts';
import type { ReadDisk } from '../read-disk.ts';
import { bodyFits } from '../segment-walk.ts';

const windowBytes = 1024 * 1024;
const polynomial = 0x82f6_3b78;

/** What each byte adds to a CRC-32C, and the byte that a top byte of those comes from. */
const forward = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ polynomial;
  }
  return value >>> 0;
});
const backward = new Uint8Array(256);
forward.forEach((value, byte) => {
  backward[value >>> 24] = byte;
});

/** What a checksum began with: `crc32c(bytes, seedOf(bytes, crc)) === crc`. */
export function seedOf(bytes: Uint8Array, crc: number): number {
  let state = ~crc >>> 0;
  for (let at = bytes.length - 1; at >= 0; at -= 1) {
    const index = backward[state >>> 24] as number;
    const above = (state ^ (forward[index] as number)) << 8;
    state = (above | (index ^ (bytes[at] as number))) >>> 0;
  }
  return ~state >>> 0;
}

/**
 * The salt of a topic whose file is lost, from the checksum of a batch in one of its segments: the
 * head says what it began with. Null when there is no whole batch in the first MiB.
 */
export async function recoverSalt(
  disk: ReadDisk,
  directory: string,
  partition: number,
  range: SegmentRange,
): Promise<number | null> {
  const file = await disk.open(`${directory}/${segmentName(range)}`, 'read');
  try {
    const window = Buffer.alloc(windowBytes);
    const bytes = window.subarray(0, await file.read(window, 0));
    for (
      let at = bytes.indexOf(frameMagicBytes);
      at >= 0;
      at = bytes.indexOf(frameMagicBytes, at + 1)
    ) {
      const found = at % 8 === 0 ? headAt(bytes, at) : null;
      if (found === null || !(await bodyFits(file, at, found.head))) continue;
      return topicSalt(found.salt, partition, range);
    }
    return null;
  } finally {
    await file.close();
  }
}

function headAt(bytes: Buffer, at: number): { head: BatchHead; salt: number } | null {
  if (at + headBytes > bytes.length) return null;
  const salt = seedOf(bytes.subarray(at + 8, at + headBytes), bytes.readUInt32LE(at + 4));
  const head = decodeHead(bytes, at, salt);
  return head === null || head.bodyBytes < 0 ? null : { head, salt };
}

/** Back from the salt of a segment over that of its partition, as they were made. */
function topicSalt(
  segment: number,
  partition: number,
  { baseOffset, rangeEnd }: SegmentRange,
): number {
  const name = rangeEnd === null ? String(baseOffset) : `${baseOffset}-${rangeEnd}`;
  const ofPartition = seedOf(Buffer.from(name), segment);
  return seedOf(Buffer.from(String(partition)), ofPartition);
}
