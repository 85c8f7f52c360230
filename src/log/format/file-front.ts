import { crc32c } from '@node-rs/crc32';
import { assert } from '../../common/assert.ts';
import type { Disk } from '../../common/disk.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';

/** What a file of the log is. */
export type FileKind = 'log' | 'topic' | 'segment' | 'mark' | 'index' | 'state' | 'start' | 'clean';

/**
 * The layout of this page and of everything behind it; a file with a greater one is refused.
 * Format 2 has everything that 1 has, and rewritten segments, indexes, producers and markers.
 */
export const formatVersion = 2;

const magic = new TextEncoder().encode('millrace');
const kindCodes: Readonly<Record<FileKind, number>> = {
  log: 1,
  topic: 2,
  segment: 3,
  mark: 4,
  index: 5,
  state: 6,
  start: 7,
  clean: 8,
};
const fixedBytes = 24;

/** Where files of a partition are that must not be taken for those of another one. */
export type OwnDirectory = {
  readonly disk: Disk;
  readonly directory: string;
  /** Of the partition: the checksums of their fronts begin with it. */
  readonly salt: number;
};

/** Payloads are never longer: a length beyond it is damage. */
const payloadBytesMax = 16 * 1024 * 1024;

/** The next multiple of 8. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / 8) * 8;
}

/**
 * The front of every file, little-endian: 8 bytes «millrace», u32 kind, u32 format version, u32
 * payload length, u32 CRC-32C of all before it and of the payload, the payload, zeros up to a
 * multiple of 8. The checksum begins with a salt where the file must not be taken for that of another
 * partition.
 */
export function encodeFront(kind: FileKind, payload: Uint8Array, salt = 0): Uint8Array {
  assert(payload.length <= payloadBytesMax, 'a front within its bound');
  const front = new Uint8Array(aligned(fixedBytes + payload.length));
  const view = new DataView(front.buffer);
  front.set(magic);
  view.setUint32(8, kindCodes[kind], true);
  view.setUint32(12, formatVersion, true);
  view.setUint32(16, payload.length, true);
  front.set(payload, fixedBytes);
  view.setUint32(20, frontCrc(front, payload.length, salt), true);
  return front;
}

/** A front that was read: its payload, how many bytes it takes with its padding, its format. */
export type Front = {
  readonly payload: Uint8Array;
  readonly bytes: number;
  readonly version: number;
};

/**
 * Reads the front at the beginning of `bytes`; null when it is damaged, cut short, of another kind or
 * salted otherwise. @throws SqlError 55000 when it is whole and of a newer format.
 */
export function decodeFront(
  kind: FileKind,
  bytes: Uint8Array,
  path: string,
  salt = 0,
): Front | null {
  if (bytes.length < fixedBytes || !magic.every((byte, index) => bytes[index] === byte))
    return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(8, true) !== kindCodes[kind]) return null;
  const length = view.getUint32(16, true);
  const version = view.getUint32(12, true);
  if (!isWholeFront(bytes, salt)) return null;
  if (version > formatVersion) throw newerFormat(path, version);
  const payload = bytes.subarray(fixedBytes, fixedBytes + length);
  return { payload, bytes: aligned(fixedBytes + length), version };
}

/** Whether the front at the beginning of `bytes` fits its checksum, whatever its kind and version. */
export function isWholeFront(bytes: Uint8Array, salt = 0): boolean {
  if (bytes.length < fixedBytes) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(16, true);
  return (
    fixedBytes + length <= bytes.length &&
    view.getUint32(20, true) === frontCrc(bytes, length, salt)
  );
}

/** How long the front at the beginning of `bytes` says it is; null when these are no front's first bytes. */
export function frontLength(bytes: Uint8Array): number | null {
  if (bytes.length < fixedBytes || !magic.every((byte, index) => bytes[index] === byte))
    return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(16, true);
  return length > payloadBytesMax ? null : aligned(fixedBytes + length);
}

function frontCrc(bytes: Uint8Array, payloadLength: number, salt: number): number {
  const head = crc32c(bytes.subarray(0, 20), salt);
  return crc32c(bytes.subarray(fixedBytes, fixedBytes + payloadLength), head);
}

function newerFormat(path: string, version: number): SqlError {
  return new SqlError(
    sqlState.objectNotInPrerequisiteState,
    'the data directory was written by a newer version',
    {
      detail: `The file ${path} has format ${version}; this version reads up to ${formatVersion}.`,
      hint: 'Start the newer version again, or give another data directory.',
    },
  );
}

/**
 * Puts a file of this content in place, durably and at once: after a crash the path has the old
 * content or the new one.
 */
export async function replaceFile(
  disk: Disk,
  directory: string,
  name: string,
  content: Uint8Array,
): Promise<void> {
  const path = `${directory}/${name}`;
  const file = await disk.open(`${path}.new`, 'create');
  try {
    await file.write([content], 0);
    await file.sync();
  } finally {
    await file.close();
  }
  await disk.rename(`${path}.new`, path);
  await disk.syncDirectory(directory);
}

/** All bytes of a small file. */
export async function readWholeFile(disk: Disk, path: string): Promise<Uint8Array> {
  const file = await disk.open(path, 'read');
  try {
    const bytes = new Uint8Array(await file.size());
    return bytes.subarray(0, await file.read(bytes, 0));
  } finally {
    await file.close();
  }
}
