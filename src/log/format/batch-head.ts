import { crc32c } from '@node-rs/crc32';
import { aligned } from './file-front.ts';

/**
 * Before every body stand 88 bytes: our frame of 27 (little-endian) and Kafka's RecordBatch v2
 * header of 61 (big-endian), so that the body begins at a multiple of 8. The frame: 4 bytes
 * «\x9dMlR», u32 CRC-32C of the 80 bytes after it (seeded with the salt of the segment), u64 group,
 * u32 schema id, u32 durable position, 3 zeros.
 */
export const headBytes = 88;

/** What stands before a body. Offsets count rows, positions and sizes bytes. */
export type BatchHead = {
  readonly baseOffset: number;
  readonly rows: number;
  readonly schemaId: number;
  readonly bodyBytes: number;
  readonly firstTimestampMs: number;
  readonly maxTimestampMs: number;
  /** The number of the group that it was written with; groups count up in a partition. */
  readonly group: number;
  /**
   * Below this position of the segment everything had been synced before this batch was written:
   * damage there is never a torn tail.
   */
  readonly durablePosition: number;
  /** Kafka's checksum: of the header from the attributes on, and of the body. */
  readonly crc: number;
};

/** First bytes of a frame, as a little-endian number and as bytes to search for. */
const frameMagic = 0x526c_4d9d;
/** The bytes that a frame begins with. */
export const frameMagicBytes = Buffer.from([0x9d, 0x4d, 0x6c, 0x52]);

const kafkaAt = 27;
const attributesAt = kafkaAt + 21;
const kafkaMagic = 2;
/** Bit 15 of the attributes: the body is columns. Compression, the low three bits, stays 0. */
const columnarBody = 0x8000;
const twoTo32 = 4_294_967_296;

/** Bytes that a batch takes in a segment: head, body and zeros up to a multiple of 8. */
export function batchBytes(bodyBytes: number): number {
  return aligned(headBytes + bodyBytes);
}

/** Writes the head of a batch to `target`, which is 88 bytes and all zeros. */
export function encodeHead(
  target: Uint8Array,
  head: Omit<BatchHead, 'crc' | 'bodyBytes'>,
  body: Uint8Array,
  salt: number,
): number {
  const view = new DataView(target.buffer, target.byteOffset, headBytes);
  setInt64(view, kafkaAt, head.baseOffset);
  view.setInt32(kafkaAt + 8, 49 + body.length);
  view.setInt32(kafkaAt + 12, 0);
  view.setInt8(kafkaAt + 16, kafkaMagic);
  view.setUint16(attributesAt, columnarBody);
  view.setInt32(kafkaAt + 23, head.rows - 1);
  setInt64(view, kafkaAt + 27, head.firstTimestampMs);
  setInt64(view, kafkaAt + 35, head.maxTimestampMs);
  setInt64(view, kafkaAt + 43, -1);
  view.setInt16(kafkaAt + 51, -1);
  view.setInt32(kafkaAt + 53, -1);
  view.setInt32(kafkaAt + 57, head.rows);
  const crc = bodyCrc(target, body);
  view.setUint32(kafkaAt + 17, crc);
  view.setUint32(0, frameMagic, true);
  view.setUint32(8, head.group % twoTo32, true);
  view.setUint32(12, Math.floor(head.group / twoTo32), true);
  view.setUint32(16, head.schemaId, true);
  view.setUint32(20, head.durablePosition, true);
  view.setUint32(4, crc32c(target.subarray(8, headBytes), salt), true);
  return crc;
}

/** Kafka's checksum of a batch, from its 88 bytes of head and the body. */
function bodyCrc(head: Uint8Array, body: Uint8Array): number {
  return crc32c(body, headCrc(head));
}

/** The part of Kafka's checksum that covers the head: where that of the body goes on from. */
export function headCrc(head: Uint8Array): number {
  return crc32c(head.subarray(attributesAt, headBytes));
}

/** Whether the batch at `at`, all of it in `bytes`, is as it was written: Kafka's checksum says. */
export function isWhole(bytes: Uint8Array, at: number, { crc, bodyBytes }: BatchHead): boolean {
  return crc32c(bytes.subarray(at + attributesAt, at + headBytes + bodyBytes)) === crc;
}

/** The head at `at`; null when the bytes there are not the head of a batch of this segment. */
export function decodeHead(bytes: Uint8Array, at: number, salt: number): BatchHead | null {
  if (at + headBytes > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, headBytes);
  if (view.getUint32(0, true) !== frameMagic) return null;
  if (view.getUint32(4, true) !== crc32c(bytes.subarray(at + 8, at + headBytes), salt)) return null;
  if (view.getInt8(kafkaAt + 16) !== kafkaMagic) return null;
  return {
    baseOffset: getInt64(view, kafkaAt),
    rows: view.getInt32(kafkaAt + 23) + 1,
    schemaId: view.getUint32(16, true),
    bodyBytes: view.getInt32(kafkaAt + 8) - 49,
    firstTimestampMs: getInt64(view, kafkaAt + 27),
    maxTimestampMs: getInt64(view, kafkaAt + 35),
    group: view.getUint32(12, true) * twoTo32 + view.getUint32(8, true),
    durablePosition: view.getUint32(20, true),
    crc: view.getUint32(kafkaAt + 17),
  };
}

function setInt64(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / twoTo32);
  view.setInt32(at, high);
  view.setUint32(at + 4, Math.floor(value - high * twoTo32));
}

function getInt64(view: DataView, at: number): number {
  return view.getInt32(at) * twoTo32 + view.getUint32(at + 4);
}
