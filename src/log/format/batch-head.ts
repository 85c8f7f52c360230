import { crc32c } from '@node-rs/crc32';
import type { BodyKind } from '../api.ts';
import { aligned } from './file-front.ts';

/**
 * Before every body stand 88 bytes: our frame of 27 (little-endian) and Kafka's RecordBatch v2
 * header of 61 (big-endian), so that the body begins at a multiple of 8. The frame: 4 bytes
 * «\x9dMlR», u32 CRC-32C of the 80 bytes after it (seeded with the salt of the segment), u64 group,
 * u32 schema id, u32 durable position, 3 zeros.
 */
export const headBytes = 88;

/** How a body is packed; for columns always `none`. */
export type Compression = 'none' | 'lz4';

/** What a batch says about itself. */
export type BatchDescription = {
  readonly baseOffset: number;
  /** The offset after its last one: more than `baseOffset + rows` when rows were removed. */
  readonly endOffset: number;
  readonly rows: number;
  readonly kind: BodyKind;
  readonly compression: Compression;
  readonly transactional: boolean;
  /** A marker of the log's own that ends a transaction: its one row is never shown. */
  readonly control: boolean;
  /** `firstTimestampMs` is the moment at which the tombstones in it may go. */
  readonly deleteHorizon: boolean;
  /** −1 when it is from no producer that counts; then the next two are −1 too. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly schemaId: number;
  readonly firstTimestampMs: number;
  readonly maxTimestampMs: number;
  /** The number of the group that it was written with; groups count up in a partition. */
  readonly group: number;
  /**
   * Below this position of the segment everything had been synced before this batch was written:
   * damage there is never a torn tail.
   */
  readonly durablePosition: number;
};

/** What stands before a body. Offsets count rows, positions and sizes bytes. */
export type BatchHead = BatchDescription & {
  readonly bodyBytes: number;
  /** Kafka's checksum: of the header from the attributes on, and of the body. */
  readonly crc: number;
};

/** A description of an ordinary batch of columns, for those who tell only what is special. */
export const plainBatch = {
  kind: 'columns',
  compression: 'none',
  transactional: false,
  control: false,
  deleteHorizon: false,
  producerId: -1,
  producerEpoch: -1,
  baseSequence: -1,
} as const;

/** First bytes of a frame, as a little-endian number and as bytes to search for. */
const frameMagic = 0x526c_4d9d;
/** The bytes that a frame begins with. */
export const frameMagicBytes = Buffer.from([0x9d, 0x4d, 0x6c, 0x52]);

/** Where Kafka's header begins: from here on a batch is as Kafka sends it. */
export const kafkaAt = 27;
const attributesAt = kafkaAt + 21;
const kafkaMagic = 2;
/** Bits of the attributes: Kafka's, and 15 for a body of columns (whose compression bits stay 0). */
const attribute = {
  compression: 0x7,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
  columns: 0x8000,
} as const;
const compressionCodes: Readonly<Record<Compression, number>> = { none: 0, lz4: 3 };
const twoTo32 = 4_294_967_296;

/** Bytes that a batch takes in a segment: head, body and zeros up to a multiple of 8. */
export function batchBytes(bodyBytes: number): number {
  return aligned(headBytes + bodyBytes);
}

/** Writes the head of a batch to `target`, which is 88 bytes and all zeros; answers Kafka's checksum. */
export function encodeHead(
  target: Uint8Array,
  head: BatchDescription,
  body: Uint8Array,
  salt: number,
): number {
  const view = new DataView(target.buffer, target.byteOffset, headBytes);
  encodeDescription(view, head, body.length);
  const crc = bodyCrc(target, body);
  encodeFrame(target, head, crc, salt);
  return crc;
}

/** Writes a head that is known whole, its checksum included, to 88 zeros: the same bytes again. */
export function encodeStoredHead(target: Uint8Array, head: BatchHead, salt: number): void {
  const view = new DataView(target.buffer, target.byteOffset, headBytes);
  encodeDescription(view, head, head.bodyBytes);
  encodeFrame(target, head, head.crc, salt);
}

function encodeDescription(view: DataView, head: BatchDescription, bodyBytes: number): void {
  setInt64(view, kafkaAt, head.baseOffset);
  view.setInt32(kafkaAt + 8, 49 + bodyBytes);
  view.setInt32(kafkaAt + 12, 0);
  view.setInt8(kafkaAt + 16, kafkaMagic);
  view.setUint16(attributesAt, attributesOf(head));
  view.setInt32(kafkaAt + 23, head.endOffset - head.baseOffset - 1);
  setInt64(view, kafkaAt + 27, head.firstTimestampMs);
  setInt64(view, kafkaAt + 35, head.maxTimestampMs);
  setInt64(view, kafkaAt + 43, head.producerId);
  view.setInt16(kafkaAt + 51, head.producerEpoch);
  view.setInt32(kafkaAt + 53, head.baseSequence);
  view.setInt32(kafkaAt + 57, head.rows);
}

function encodeFrame(target: Uint8Array, head: BatchDescription, crc: number, salt: number): void {
  const view = new DataView(target.buffer, target.byteOffset, headBytes);
  view.setUint32(kafkaAt + 17, crc);
  view.setUint32(0, frameMagic, true);
  view.setUint32(8, head.group % twoTo32, true);
  view.setUint32(12, Math.floor(head.group / twoTo32), true);
  view.setUint32(16, head.schemaId, true);
  view.setUint32(20, head.durablePosition, true);
  view.setUint32(4, crc32c(target.subarray(8, headBytes), salt), true);
}

function attributesOf(head: BatchDescription): number {
  return (
    compressionCodes[head.compression] |
    (head.transactional ? attribute.transactional : 0) |
    (head.control ? attribute.control : 0) |
    (head.deleteHorizon ? attribute.deleteHorizon : 0) |
    (head.kind === 'columns' ? attribute.columns : 0)
  );
}

/** Kafka's checksum of a batch, from its 88 bytes of head and the body. */
export function bodyCrc(head: Uint8Array, body: Uint8Array): number {
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
  const attributes = view.getUint16(attributesAt);
  const baseOffset = getInt64(view, kafkaAt);
  return {
    baseOffset,
    endOffset: baseOffset + view.getInt32(kafkaAt + 23) + 1,
    rows: view.getInt32(kafkaAt + 57),
    kind: (attributes & attribute.columns) === 0 ? 'records' : 'columns',
    compression: (attributes & attribute.compression) === compressionCodes.lz4 ? 'lz4' : 'none',
    transactional: (attributes & attribute.transactional) !== 0,
    control: (attributes & attribute.control) !== 0,
    deleteHorizon: (attributes & attribute.deleteHorizon) !== 0,
    producerId: getInt64(view, kafkaAt + 43),
    producerEpoch: view.getInt16(kafkaAt + 51),
    baseSequence: view.getInt32(kafkaAt + 53),
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
