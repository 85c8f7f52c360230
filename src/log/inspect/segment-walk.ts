import { crc32c } from '@node-rs/crc32';
import type { DiskFile } from '../../common/disk.ts';
import { type BatchHead, batchBytes, headBytes, headCrc } from '../format/batch-head.ts';
import { HeadReader } from '../segment/head-reader.ts';

/** A place in a segment and the offset that the batch there has or will have. */
export type SegmentPlace = { readonly position: number; readonly offset: number };

/** A batch of a segment. */
export type WalkedBatch = {
  readonly kind: 'batch';
  readonly position: number;
  readonly head: BatchHead;
};

/** A stretch of a segment in which no batch can be found, and the offsets that it had. */
export type WalkedDamage = {
  readonly kind: 'damage';
  readonly position: number;
  readonly endPosition: number;
  readonly offset: number;
  readonly endOffset: number;
};

export type WalkOptions = {
  readonly file: DiskFile;
  readonly salt: number;
  /** Bytes of the file. */
  readonly size: number;
  readonly start: SegmentPlace;
  /** Below this place everything was synced once: what is unreadable there is damage, behind it a torn tail. */
  readonly durable: SegmentPlace;
  /** The offset at which a closed segment ends; null for the last one. */
  readonly endOffset: number | null;
  /** Whether offsets may be missing between batches. */
  readonly isRewritten: boolean;
  /** Whether somebody writes behind the durable place: nothing is looked for there, it may only be unfinished. */
  readonly isGrowing: boolean;
};

/**
 * Walks over the batches of a segment by the rule of recovery (scan-segment.ts), one at a time and
 * without an index: what a batch has lost is told, and the walk goes on behind it. Bodies are held
 * against their checksums above the durable place only.
 */
export class SegmentWalk {
  readonly #options: WalkOptions;
  readonly #heads: HeadReader;
  #position: number;
  #offset: number;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#heads = new HeadReader(options.file, options.size, options.salt);
    this.#position = options.start.position;
    this.#offset = options.start.offset;
  }

  /** Where the next batch is, or the torn tail begins. */
  get place(): SegmentPlace {
    return { position: this.#position, offset: this.#offset };
  }

  /** The next batch or damaged stretch; null at the end. */
  async next(): Promise<WalkedBatch | WalkedDamage | null> {
    const position = this.#position;
    const head = position < this.#options.size ? await this.#wholeBatch() : null;
    if (head === null) return (await this.#skipDamage()) ?? this.#missingEnd();
    this.#position += batchBytes(head.bodyBytes);
    this.#offset = head.endOffset;
    return { kind: 'batch', position, head };
  }

  async #wholeBatch(): Promise<BatchHead | null> {
    const head = await this.#heads.headAt(this.#position);
    if (head === null || !this.#follows(head)) return null;
    if (this.#position < this.#options.durable.position) return head;
    return (await bodyFits(this.#options.file, this.#position, head)) ? head : null;
  }

  #follows({ baseOffset, endOffset }: BatchHead): boolean {
    if (!this.#options.isRewritten) return baseOffset === this.#offset;
    return baseOffset >= this.#offset && endOffset <= (this.#options.endOffset ?? endOffset);
  }

  async #skipDamage(): Promise<WalkedDamage | null> {
    const { durable, size, isGrowing } = this.#options;
    const from = this.#position;
    if (isGrowing && from >= durable.position) return null;
    for (let at = from + 8; at < size; ) {
      const found = await this.#heads.findHead(at, size);
      if (found === null) break;
      const head = await this.#heads.headAt(found);
      const later = head !== null && (found < durable.position || head.durablePosition > from);
      if (head !== null && later && head.baseOffset >= this.#offset) {
        return this.#skip(head.baseOffset, found);
      }
      at = found + 8;
    }
    if (from >= durable.position || durable.position > size) return null;
    return this.#skip(Math.max(this.#offset, durable.offset), durable.position);
  }

  /** What a file that was cut short below what is known to have been there has lost. */
  #missingEnd(): WalkedDamage | null {
    const { durable, endOffset, size, isRewritten } = this.#options;
    if (isRewritten && this.#position === durable.position) return null;
    const known = Math.max(durable.offset, endOffset ?? 0);
    return this.#offset < known ? this.#skip(known, Math.max(size, this.#position)) : null;
  }

  #skip(endOffset: number, endPosition: number): WalkedDamage {
    const { position, offset } = this.place;
    this.#position = endPosition;
    this.#offset = endOffset;
    return { kind: 'damage', position, endPosition, offset, endOffset };
  }
}

const chunkBytes = 1024 * 1024;

/** Whether the body of a batch is as it was written: Kafka's checksum says. */
export async function bodyFits(
  file: DiskFile,
  position: number,
  head: BatchHead,
): Promise<boolean> {
  const length = headBytes + head.bodyBytes;
  const chunk = new Uint8Array(Math.min(length, chunkBytes));
  let crc = 0;
  for (let done = 0; done < length; ) {
    const part = chunk.subarray(0, Math.min(chunk.length, length - done));
    if ((await file.read(part, position + done)) < part.length) return false;
    crc = done === 0 ? crc32c(part.subarray(headBytes), headCrc(part)) : crc32c(part, crc);
    done += part.length;
  }
  return crc === head.crc;
}

/**
 * The body of a batch as it is stored, at an address that is a multiple of 8; null when it is not
 * as it was written.
 */
export async function readBody(
  file: DiskFile,
  position: number,
  head: BatchHead,
): Promise<Uint8Array | null> {
  const bytes = new Uint8Array(headBytes + head.bodyBytes);
  if ((await file.read(bytes, position)) < bytes.length) return null;
  const body = bytes.subarray(headBytes);
  return crc32c(body, headCrc(bytes)) === head.crc ? body : null;
}
