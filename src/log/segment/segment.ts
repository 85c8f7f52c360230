import { crc32c } from '@node-rs/crc32';
import { assert } from '../../common/assert.ts';
import type { Disk, DiskFile } from '../../common/disk.ts';
import { type BatchHead, batchBytes } from '../format/batch-head.ts';
import { aligned, decodeFront, encodeFront, frontLength } from '../format/file-front.ts';
import { type ScanOutcome, scanSegment } from './scan-segment.ts';
import type { SegmentIndex } from './segment-index.ts';

const frontProbeBytes = 64 * 1024;

/** The file name of a segment: its base offset in 20 digits, so that names sort as offsets do. */
function segmentName(baseOffset: number): string {
  return `${String(baseOffset).padStart(20, '0')}.log`;
}

/** The base offset that a file name says; null for other files. */
export function segmentBase(name: string): number | null {
  const match = /^(\d{20})\.log$/.exec(name);
  return match === null ? null : Number(match[1]);
}

/**
 * What the checksums of the heads of a segment begin with, so that bytes that only look like a
 * batch (a copy of another segment in a text column, an old block of the file system) are none.
 */
function segmentSalt(partitionSalt: number, baseOffset: number): number {
  return crc32c(String(baseOffset), partitionSalt);
}

/**
 * The front of a segment. Payload, little-endian: f64 base offset, u32 number of schemas, u32 zero,
 * then per schema u32 id, u32 length, the bytes, zeros up to a multiple of 8.
 */
export function encodeSegmentFront(baseOffset: number, schemas: readonly Uint8Array[]): Uint8Array {
  const bytes = schemas.reduce((sum, schema) => sum + 8 + aligned(schema.length), 16);
  const payload = new Uint8Array(bytes);
  const view = new DataView(payload.buffer);
  view.setFloat64(0, baseOffset, true);
  view.setUint32(8, schemas.length, true);
  let at = 16;
  schemas.forEach((schema, index) => {
    view.setUint32(at, index + 1, true);
    view.setUint32(at + 4, schema.length, true);
    payload.set(schema, at + 8);
    at += 8 + aligned(schema.length);
  });
  return encodeFront('segment', payload);
}

/**
 * Where the batches of a segment begin; null when its front is damaged.
 * @throws SqlError 55000 when the file is of a newer format.
 */
export async function readSegmentFront(file: DiskFile, path: string): Promise<number | null> {
  const probe = new Uint8Array(frontProbeBytes);
  const got = probe.subarray(0, await file.read(probe, 0));
  const length = frontLength(got);
  if (length === null) return null;
  if (length <= got.length) return decodeFront('segment', got, path)?.bytes ?? null;
  const whole = new Uint8Array(length);
  await file.read(whole, 0);
  return decodeFront('segment', whole, path)?.bytes ?? null;
}

/** What a segment needs to be opened, read and indexed. */
export type SegmentOptions = {
  readonly disk: Disk;
  readonly directory: string;
  readonly baseOffset: number;
  readonly partitionSalt: number;
  readonly report: (line: string) => void;
};

/** One file of a partition. Closed ones are opened and indexed when they are first read. */
export class Segment {
  readonly baseOffset: number;
  readonly path: string;
  readonly salt: number;
  /** Bytes of the file; of the one that is written to, acknowledged ones. */
  bytes = 0;
  readonly #options: SegmentOptions;
  #file: Promise<DiskFile> | null = null;
  #index: Promise<SegmentIndex> | null = null;
  #growing: SegmentIndex | null = null;

  constructor(options: SegmentOptions) {
    this.#options = options;
    this.baseOffset = options.baseOffset;
    this.path = `${options.directory}/${segmentName(options.baseOffset)}`;
    this.salt = segmentSalt(options.partitionSalt, options.baseOffset);
  }

  /** The open file; opened for reading at first use. */
  file(): Promise<DiskFile> {
    this.#file ??= this.#options.disk.open(this.path, 'read').catch((error: unknown) => {
      this.#file = null;
      throw error;
    });
    return this.#file;
  }

  /** Takes over an open file: that of the segment that is written to. */
  adopt(file: DiskFile, index: SegmentIndex): void {
    this.#file = Promise.resolve(file);
    this.#index = Promise.resolve(index);
    this.#growing = index;
  }

  /** Adds a batch that was written to this segment, the last one. */
  add(position: number, head: BatchHead): void {
    assert(this.#growing, 'batches are added to the segment that is written to');
    this.#growing.add(position, head);
    this.bytes = position + batchBytes(head.bodyBytes);
  }

  /** Where its batches are. `endOffset` is the base of the next segment, known when this one is closed. */
  index(endOffset: number): Promise<SegmentIndex> {
    this.#index ??= this.#scanClosed(endOffset).catch((error: unknown) => {
      this.#index = null;
      throw error;
    });
    return this.#index;
  }

  async close(): Promise<void> {
    const file = await this.#file?.catch(() => null);
    await file?.close();
  }

  async #scanClosed(endOffset: number): Promise<SegmentIndex> {
    const file = await this.file();
    const size = await file.size();
    const start = (await readSegmentFront(file, this.path)) ?? 0;
    const outcome = await scanSegment({
      file,
      size,
      salt: this.salt,
      start: { position: start, offset: this.baseOffset },
      durable: { position: size, offset: endOffset },
      endOffset,
    });
    reportDamages(outcome, this.path, this.#options.report);
    return outcome.index;
  }
}

/** Tells of stretches that were fenced, a line each. */
export function reportDamages(
  { damages }: ScanOutcome,
  path: string,
  report: (line: string) => void,
): void {
  for (const { position, offset, endOffset } of damages) {
    const lost = endOffset > offset ? `rows ${offset} to ${endOffset - 1} are` : 'no rows are';
    report(`${path}: damaged at byte ${position}, ${lost} lost`);
  }
}
