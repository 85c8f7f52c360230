import { assert } from '../../common/assert.ts';
import { batchBytes } from '../format/batch-head.ts';
import { listPartition } from './partition-files.ts';
import type { PartitionPlace } from './partition-place.ts';
import { ScannedSegment } from './scanned-segment.ts';
import { readBody, type WalkedBatch, type WalkedDamage } from './segment-walk.ts';

/** A batch that was found; its body is null when it is not as it was written, and can be read until the next `next`. */
export type FoundBatch = WalkedBatch & {
  readonly path: string;
  readonly body: () => Promise<Uint8Array | null>;
};

/** A stretch that cannot be read. */
export type FoundDamage = WalkedDamage & { readonly path: string };

/** So often a file may vanish between being listed and being opened. */
const retriesMax = 100;

/**
 * Reads the batches of a partition from its files, one after the other, while its owner appends,
 * rolls, rewrites and deletes: a file that vanished is looked for again. Answers only what cannot
 * vanish: in the last segment of a durable topic what is known to be synced, by the mark or by a
 * later batch that says so. When nobody has the log open, that is all that recovery would keep.
 * Holds the heads of batches that are not known to be synced: one group of the writer at most.
 */
export class PartitionScan {
  readonly #place: PartitionPlace;
  #offset: number;
  #segment: ScannedSegment | null = null;
  #waiting: (FoundBatch | FoundDamage)[] = [];

  /** From the batch that holds `offset` on, or from the oldest one that is there. */
  constructor(place: PartitionPlace, offset: number) {
    this.#place = place;
    this.#offset = offset;
  }

  /** Behind what was answered: the next batch begins here or later. */
  get offset(): number {
    return this.#offset;
  }

  /** Behind all that is there, though it may vanish. */
  get seenOffset(): number {
    const last = this.#waiting.at(-1);
    if (last === undefined) return this.#offset;
    return last.kind === 'batch' ? last.head.endOffset : last.endOffset;
  }

  /** The next batch or unreadable stretch; null when there is nothing more now. */
  async next(): Promise<FoundBatch | FoundDamage | null> {
    for (;;) {
      const ready = this.#takeReady();
      if (ready !== null) return ready;
      this.#segment ??= await this.#open();
      if (this.#segment === null) return null;
      const step = await this.#segment.next();
      if (step !== null) this.#hold(this.#segment, step);
      else if (!(await this.#goOn(this.#segment))) return null;
    }
  }

  async close(): Promise<void> {
    const segment = this.#segment;
    this.#segment = null;
    this.#waiting = [];
    await segment?.close();
  }

  #hold({ path, file }: ScannedSegment, step: WalkedBatch | WalkedDamage): void {
    if (step.kind === 'damage') {
      if (step.endOffset > this.#offset) this.#waiting.push({ ...step, path });
      return;
    }
    const { position, head } = step;
    if (head.endOffset <= this.#offset) return;
    this.#waiting.push({ ...step, path, body: () => readBody(file, position, head) });
  }

  #takeReady(): FoundBatch | FoundDamage | null {
    const first = this.#waiting[0];
    if (first === undefined) return null;
    assert(this.#segment, 'what waits is of an open segment');
    if (endPosition(first) > this.#segment.safePosition) return null;
    this.#waiting.shift();
    this.#offset = first.kind === 'batch' ? first.head.endOffset : first.endOffset;
    return first;
  }

  /** At the end of what could be read: whether there may be more. */
  async #goOn(segment: ScannedSegment): Promise<boolean> {
    if (segment.isFinal) {
      this.#offset = Math.max(this.#offset, segment.endOffset);
      await this.close();
      return true;
    }
    const segments = await this.#segments();
    const { baseOffset } = segment.range;
    const later = segments.find((range) => range.baseOffset > baseOffset);
    const isListed = segments.some(
      (range) => range.baseOffset === baseOffset && range.rangeEnd === null,
    );
    if (isListed && later === undefined) return segment.lookAgain();
    await segment.finish(isListed ? (later?.baseOffset ?? null) : null);
    return true;
  }

  /** The segment that holds the offset, or the first one behind it; null when there is none. */
  async #open(): Promise<ScannedSegment | null> {
    for (let tries = 0; tries < retriesMax; tries += 1) {
      const segments = await this.#segments();
      const holding = segments.findLastIndex(({ baseOffset }) => baseOffset <= this.#offset);
      const isBehind = (segments[holding]?.rangeEnd ?? Number.POSITIVE_INFINITY) <= this.#offset;
      const index = isBehind ? holding + 1 : Math.max(0, holding);
      const [range, next] = [segments[index], segments[index + 1]];
      if (range === undefined) return null;
      const endOffset = range.rangeEnd ?? next?.baseOffset ?? null;
      const opened = await ScannedSegment.open(this.#place, range, endOffset);
      if (opened === null) continue;
      if (isBehind) this.#tellMissing(opened);
      return opened;
    }
    return null;
  }

  /** Between a rewritten segment and the next one nothing may be missing. */
  #tellMissing({ path, range }: ScannedSegment): void {
    const [offset, endOffset] = [this.#offset, range.baseOffset];
    if (endOffset <= offset) return;
    const place = { position: 0, endPosition: 0, offset, endOffset };
    this.#waiting.push({ kind: 'damage', path, ...place });
  }

  async #segments() {
    const files = await listPartition(this.#place.disk, this.#place.directory);
    return files?.segments ?? [];
  }
}

function endPosition(found: FoundBatch | FoundDamage): number {
  if (found.kind === 'damage') return found.endPosition;
  return found.position + batchBytes(found.head.bodyBytes);
}
