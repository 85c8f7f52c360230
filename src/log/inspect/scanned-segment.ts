import type { DiskFile } from '../../common/disk.ts';
import type { DurableMark } from '../partition/durable-mark.ts';
import { readSegmentFront, type SegmentFront } from '../segment/segment-front.ts';
import { type SegmentRange, segmentName, segmentSalt } from '../segment/segment-name.ts';
import type { PartitionPlace } from './partition-place.ts';
import { orMissing } from './read-disk.ts';
import { readMark } from './read-mark.ts';
import {
  type SegmentPlace,
  SegmentWalk,
  type WalkedBatch,
  type WalkedDamage,
} from './segment-walk.ts';

/** A segment that is being read: how far nothing in it can vanish, and whether more may come. */
export class ScannedSegment {
  readonly range: SegmentRange;
  readonly path: string;
  readonly file: DiskFile;
  /** What its front says; null when that is damaged. */
  readonly front: SegmentFront | null;
  readonly #place: PartitionPlace;
  #walk: SegmentWalk;
  #safePosition: number;
  #endOffset: number | null;
  #isFinal: boolean;
  /** What was found when it was looked whether there is more. */
  #found: WalkedBatch | WalkedDamage | null = null;

  private constructor(
    place: PartitionPlace,
    range: SegmentRange,
    opened: Pick<ScannedSegment, 'path' | 'file' | 'front'> & { readonly walk: SegmentWalk },
    end: { readonly safePosition: number; readonly endOffset: number | null },
  ) {
    this.#place = place;
    this.range = range;
    this.path = opened.path;
    this.file = opened.file;
    this.front = opened.front;
    this.#walk = opened.walk;
    this.#safePosition = end.safePosition;
    this.#endOffset = end.endOffset;
    this.#isFinal = end.endOffset !== null;
  }

  /**
   * Opens a segment; null when it is not there any more. `endOffset` is where a closed one ends.
   * @throws SqlError 55000 when it is of a newer format
   */
  static async open(
    place: PartitionPlace,
    range: SegmentRange,
    endOffset: number | null,
  ): Promise<ScannedSegment | null> {
    const path = `${place.directory}/${segmentName(range)}`;
    const mark = await readMark(place.disk, place.directory);
    const file = await orMissing(place.disk.open(path, 'read'));
    if (file === null) return null;
    const front = await readSegmentFront(file, path);
    const size = await file.size();
    const start = { position: front?.bytes ?? 0, offset: range.baseOffset };
    const closed = { position: front?.rewritten?.fileBytes ?? size, offset: endOffset ?? 0 };
    const durable = endOffset === null ? durableOf(range, mark, start) : closed;
    const walk = walkOf(place, range, { file, size, start, durable, endOffset });
    const isSafe = endOffset !== null || place.durability !== 'durable';
    const safePosition = isSafe ? Number.POSITIVE_INFINITY : durable.position;
    return new ScannedSegment(
      place,
      range,
      { path, file, front, walk },
      { safePosition, endOffset },
    );
  }

  /** Below this position nothing can vanish. */
  get safePosition(): number {
    return this.#safePosition;
  }

  /** Where the next batch is, or what is no batch begins. */
  get place(): SegmentPlace {
    return this.#walk.place;
  }

  /** Whether nothing is appended to it any more. */
  get isFinal(): boolean {
    return this.#isFinal;
  }

  /** The offset at which it ends, or has ended so far. */
  get endOffset(): number {
    return Math.max(this.#endOffset ?? 0, this.#walk.place.offset);
  }

  /** The next batch or damaged stretch; null when there is none now. */
  async next(): Promise<WalkedBatch | WalkedDamage | null> {
    const step = this.#found ?? (await this.#walk.next());
    this.#found = null;
    if (step?.kind === 'batch') this.#keep(step.head.durablePosition);
    return step;
  }

  /** It was closed meanwhile: all that it has is safe. `endOffset` is null when it is not known. */
  async finish(endOffset: number | null): Promise<void> {
    this.#isFinal = true;
    this.#endOffset = endOffset;
    this.#safePosition = Number.POSITIVE_INFINITY;
    const size = await this.file.size();
    const durable = { position: size, offset: endOffset ?? 0 };
    this.#walkOn(size, durable);
  }

  /** Whether there is more in it, or more of it is safe, than when it was looked before. */
  async lookAgain(): Promise<boolean> {
    const safe = this.#safePosition;
    const mark = await readMark(this.#place.disk, this.#place.directory);
    const size = await this.file.size();
    const durable = durableOf(this.range, mark, { position: 0, offset: 0 });
    this.#keep(durable.position);
    if (!this.#place.isHeld()) await this.#keepAll();
    this.#walkOn(size, durable);
    this.#found = await this.#walk.next();
    return this.#safePosition > safe || this.#found !== null;
  }

  close(): Promise<void> {
    return this.file.close();
  }

  #keep(position: number): void {
    this.#safePosition = Math.max(this.#safePosition, position);
  }

  /** Nobody writes: what recovery would keep stays, once it is surely on the disk. */
  async #keepAll(): Promise<void> {
    const { position } = this.#walk.place;
    if (this.#safePosition >= position) return;
    try {
      await this.file.sync();
      this.#keep(position);
    } catch {
      // What is known to be synced is all that can be shown.
    }
  }

  #walkOn(size: number, durable: SegmentPlace): void {
    const start = this.#walk.place;
    const endOffset = this.#endOffset;
    const { file } = this;
    this.#walk = walkOf(this.#place, this.range, { file, size, start, durable, endOffset });
  }
}

function durableOf(
  range: SegmentRange,
  mark: DurableMark | null,
  start: SegmentPlace,
): SegmentPlace {
  return mark?.segment === range.baseOffset ? mark : start;
}

function walkOf(
  place: PartitionPlace,
  range: SegmentRange,
  options: {
    readonly file: DiskFile;
    readonly size: number;
    readonly start: SegmentPlace;
    readonly durable: SegmentPlace;
    readonly endOffset: number | null;
  },
): SegmentWalk {
  return new SegmentWalk({
    ...options,
    salt: segmentSalt(place.salt, range),
    isRewritten: range.rangeEnd !== null,
    isGrowing: options.endOffset === null && place.isHeld(),
  });
}
