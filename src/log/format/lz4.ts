import { compressFrameSync, decompressFrameSync } from 'lz4-napi';
import { SqlError, sqlState } from '../../common/sql-error.ts';

/** No body is larger. */
const bytesMaxDefault = 256 * 1024 * 1024;
const frameMagic = 0x184d_2204;
const headerBytesMin = 7;
/** A compressed block says at most so many times its own bytes. */
const ratioMax = 255;

/** Packs bytes as one frame of LZ4 (independent blocks, a checksum of the content), as Kafka's clients read it. */
export function compressLz4(bytes: Uint8Array): Uint8Array {
  return aligned(compressFrameSync(asBuffer(bytes), { contentChecksum: true }));
}

/**
 * Unpacks a frame of LZ4; the result begins at an address that is a multiple of 8.
 * @throws SqlError XX001 when it is damaged, 54000 when it may be larger than `bytesMax` unpacked
 */
export function decompressLz4(bytes: Uint8Array, bytesMax = bytesMaxDefault): Uint8Array {
  if (contentBytesMax(bytes) > bytesMax) {
    throw new SqlError(sqlState.programLimitExceeded, 'a compressed batch is too large');
  }
  try {
    return aligned(decompressFrameSync(asBuffer(bytes)));
  } catch {
    throw damaged();
  }
}

/**
 * How large the content of a frame can be at most, from the lengths of its blocks: so that a few
 * bytes that say they are gigabytes are refused before memory is taken for them.
 */
function contentBytesMax(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytesMin || view.getUint32(0, true) !== frameMagic) throw damaged();
  const flags = view.getUint8(4);
  const blockBytesMax = 2 ** (8 + 2 * ((view.getUint8(5) >> 4) & 7));
  const blockChecksum = (flags & 0x10) === 0 ? 0 : 4;
  let at = headerBytesMin + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4);
  let content = 0;
  for (;;) {
    if (at + 4 > bytes.length) throw damaged();
    const stored = view.getUint32(at, true) & 0x7fff_ffff;
    if (stored === 0) return content;
    content += Math.min(blockBytesMax, stored * ratioMax);
    at += 4 + stored + blockChecksum;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function aligned(buffer: Buffer): Uint8Array {
  if (buffer.byteOffset % 8 !== 0) return new Uint8Array(buffer);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

function damaged(): SqlError {
  return new SqlError(sqlState.dataCorrupted, 'a compressed batch is damaged');
}
