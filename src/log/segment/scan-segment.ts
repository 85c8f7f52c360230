import { crc32c } from '@node-rs/crc32';
import type { DiskFile } from '../../common/disk.ts';
import { type BatchHead, batchBytes, headBytes, headCrc } from '../format/batch-head.ts';
import { HeadReader } from './head-reader.ts';
import { SegmentIndex } from './segment-index.ts';

/** A place in a segment and the offset that the batch there has or will have. */
type SegmentPlace = { readonly position: number; readonly offset: number };

export type ScanOptions = {
  readonly file: DiskFile;
  readonly salt: number;
  /** Bytes of the file. */
  readonly size: number;
  /** Where the first batch should be. */
  readonly start: SegmentPlace;
  /** Below this place everything was synced once: whatever is unreadable there is damage. */
  readonly durable: SegmentPlace;
  /** Where a file that is whole ends: the offsets of a closed segment are known. */
  readonly endOffset: number | null;
  /** A rewritten segment may have gaps between its batches; its front says how long it is, when it is readable. */
  readonly rewritten?: { readonly fileBytes: number | null } | undefined;
  /** The index of what is before `start`, which is added to; a new one unless given. */
  readonly index?: SegmentIndex | undefined;
  /** Told of every whole batch, in order. */
  readonly seen?: ((head: BatchHead, position: number) => void) | undefined;
};

/** Offsets that were acknowledged, or may have been, and cannot be read. */
type Damage = {
  readonly position: number;
  readonly offset: number;
  readonly endOffset: number;
};

export type ScanOutcome = {
  readonly index: SegmentIndex;
  /** Behind the last whole batch. Bytes from here on are a torn tail. */
  readonly end: SegmentPlace;
  /** Of the last batch; 0 without any. */
  readonly group: number;
  readonly damages: readonly Damage[];
};

/**
 * Walks the heads of a segment. Above the durable place each body is held against its checksum, and
 * what does not fit is a torn tail, unless a batch behind it was written when it had been synced.
 */
export async function scanSegment(options: ScanOptions): Promise<ScanOutcome> {
  const scan = new SegmentScan(options);
  return scan.run();
}

class SegmentScan {
  readonly #options: ScanOptions;
  readonly #heads: HeadReader;
  readonly #index: SegmentIndex;
  readonly #damages: Damage[] = [];
  #position: number;
  #offset: number;
  #group: number;
  #isShuffled = false;

  constructor(options: ScanOptions) {
    this.#options = options;
    this.#index = options.index ?? new SegmentIndex();
    this.#group = this.#index.group;
    this.#heads = new HeadReader(options.file, options.size, options.salt);
    this.#position = options.start.position;
    this.#offset = options.start.offset;
  }

  async run(): Promise<ScanOutcome> {
    const { size } = this.#options;
    while (this.#position < size) {
      const head = await this.#wholeBatch();
      if (head !== null) this.#take(head);
      else if (!(await this.#skipDamage())) break;
    }
    this.#fenceMissingEnd();
    // Where gaps are allowed nobody could tell which rows are missing in front of a batch.
    if (this.#isShuffled && this.#options.rewritten !== undefined) return this.#unreadable();
    return {
      index: this.#index,
      end: { position: this.#position, offset: this.#offset },
      group: this.#group,
      damages: this.#damages,
    };
  }

  #unreadable(): ScanOutcome {
    const { start, endOffset, size } = this.#options;
    const index = new SegmentIndex();
    const damage = { ...start, endOffset: endOffset ?? this.#offset };
    index.addDamage(damage.position, damage.offset, damage.endOffset);
    const end = { position: size, offset: damage.endOffset };
    return { index, end, group: this.#group, damages: [damage] };
  }

  async #wholeBatch(): Promise<BatchHead | null> {
    const head = await this.#heads.headAt(this.#position);
    if (head !== null && head.baseOffset < this.#offset) this.#isShuffled = true;
    if (head === null || !this.#follows(head)) return null;
    if (this.#position < this.#options.durable.position) return head;
    return (await this.#bodyFits(head)) ? head : null;
  }

  /** Appended batches follow one on the other; only rewriting leaves gaps. */
  #follows({ baseOffset, endOffset }: BatchHead): boolean {
    if (this.#options.rewritten === undefined) return baseOffset === this.#offset;
    return baseOffset >= this.#offset && endOffset <= (this.#options.endOffset ?? endOffset);
  }

  #take(head: BatchHead): void {
    this.#index.add(this.#position, head);
    this.#options.seen?.(head, this.#position);
    this.#position += batchBytes(head.bodyBytes);
    this.#offset = head.endOffset;
    this.#group = head.group;
  }

  async #bodyFits(head: BatchHead): Promise<boolean> {
    const { file } = this.#options;
    const length = headBytes + head.bodyBytes;
    const chunk = new Uint8Array(Math.min(length, 1024 * 1024));
    let crc = 0;
    for (let done = 0; done < length; ) {
      const part = chunk.subarray(0, Math.min(chunk.length, length - done));
      if ((await file.read(part, this.#position + done)) < part.length) return false;
      crc = done === 0 ? crc32c(part.subarray(headBytes), headCrc(part)) : crc32c(part, crc);
      done += part.length;
    }
    return crc === head.crc;
  }

  /** Goes on behind damage, fencing it; false when what stands here is a torn tail, or the end. */
  async #skipDamage(): Promise<boolean> {
    const { durable, size } = this.#options;
    const from = this.#position;
    for (let at = from + 8; at < size; ) {
      const found = await this.#heads.findHead(at, size);
      if (found === null) break;
      const head = await this.#heads.headAt(found);
      const later = head !== null && (found < durable.position || head.durablePosition > from);
      if (head !== null && later && head.baseOffset >= this.#offset) {
        this.#fence(head.baseOffset, found);
        return true;
      }
      at = found + 8;
    }
    if (from >= durable.position || durable.position > size) return false;
    this.#fence(durable.offset, durable.position);
    return true;
  }

  /** A file that was cut short below what is known to have been there. */
  #fenceMissingEnd(): void {
    const { durable, endOffset, size, rewritten } = this.#options;
    if (rewritten !== undefined && this.#position === (rewritten.fileBytes ?? size)) return;
    if (this.#offset < durable.offset) this.#fence(durable.offset, size);
    if (endOffset !== null && this.#offset < endOffset) this.#fence(endOffset, size);
  }

  #fence(endOffset: number, position: number): void {
    this.#index.addDamage(this.#position, this.#offset, endOffset);
    this.#damages.push({ position: this.#position, offset: this.#offset, endOffset });
    this.#position = position;
    this.#offset = endOffset;
  }
}
