import type { Clock, Timer } from '../../common/clock.ts';
import type { Disk, DiskFile } from '../../common/disk.ts';
import type { SqlError } from '../../common/sql-error.ts';
import type { Durability } from '../api.ts';
import { diskError, isDiskFull } from '../disk/disk-error.ts';
import type { Gate } from '../disk/gate.ts';
import { Segment } from '../segment/segment.ts';
import { encodeSegmentFront } from '../segment/segment-front.ts';
import { SegmentIndex } from '../segment/segment-index.ts';
import type { DurableMarkFile } from './durable-mark.ts';
import { type BatchPlan, type EncodedGroup, encodeGroup, groupBytes } from './group.ts';
import { type RecoveredPartition, recoverAcknowledged } from './recover-partition.ts';
import { ZeroFill } from './zero-fill.ts';

/** How long a relaxed append may wait for its sync, and a durable one for being marked. */
const settleDelayMs = 500;
/** A mark is written early after so many bytes: recovery looks at what is above it. */
const unmarkedBytesMax = 16 * 1024 * 1024;
/** A segment has at most so many batches: many tiny ones are to be rewritten soon. */
const segmentBatchesMax = 4096;

export type SegmentAppenderOptions = {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly directory: string;
  readonly salt: number;
  readonly schema: Uint8Array;
  readonly durability: Durability;
  /** Bounds the syncs that are under way at once: four would stall every other file call. */
  readonly syncs: Gate;
  readonly report: (line: string) => void;
};

/** When a segment is closed. */
export type SegmentLimits = {
  readonly segmentBytesMax: number;
  /** Milliseconds since it has rows; null for any. */
  readonly segmentAgeMsMax: number | null;
};

/** What is told about segments. */
export type SegmentEvents = {
  /** All before it is durable, and a segment is about to begin with the row at this offset. */
  readonly rolling: (baseOffset: number) => Promise<void>;
  /** Further batches go to a new segment. */
  readonly rolled: (segment: Segment) => void;
  /** Nothing can be written before `rescan`. */
  readonly failed: () => void;
};

/** A group that is in the file, and where it begins. */
export type WrittenGroup = {
  readonly group: EncodedGroup;
  readonly firstOffset: number;
  readonly position: number;
};

type Active = {
  readonly segment: Segment;
  readonly file: DiskFile;
  /** Of durable topics. */
  readonly fill: ZeroFill | null;
};

/** Writes groups to the last segment of a partition, one at a time; syncs, marks and rolls. */
export class SegmentAppender {
  readonly #options: SegmentAppenderOptions;
  readonly #events: SegmentEvents;
  readonly #mark: DurableMarkFile;
  #limits: SegmentLimits;
  #failure: SqlError | null = null;

  #active: Active | null;
  /** The last segment takes no more, whatever its size. */
  #isFull = false;
  #batches = 0;
  /** When the segment got its first row, by the monotonic clock; of one that was there, when it was opened. */
  #firstRowMs: number | null = null;
  /** When the segment was made, by the wall clock; 0 when that is not known. */
  #createdMs: number;
  #position: number;
  #durablePosition: number;
  #markedPosition: number;
  #endOffset: number;
  #durableOffset: number;
  #group: number;
  #timer: Timer | null = null;
  #settling: Promise<void> = Promise.resolve();

  constructor(
    options: SegmentAppenderOptions,
    limits: SegmentLimits,
    recovered: RecoveredPartition,
    events: SegmentEvents,
  ) {
    this.#options = options;
    this.#limits = limits;
    this.#events = events;
    this.#mark = recovered.mark;
    this.#active = recovered.active === null ? null : this.#activeOf(recovered.active);
    this.#createdMs = recovered.active?.createdMs ?? 0;
    this.#batches = recovered.active?.segment.knownIndex()?.batches ?? 0;
    this.#position = recovered.active?.position ?? 0;
    this.#durablePosition = this.#position;
    this.#markedPosition = this.#position;
    this.#endOffset = recovered.endOffset;
    this.#durableOffset = recovered.endOffset;
    this.#group = recovered.group;
    if (this.#hasRows) this.#firstRowMs = options.clock.monotonicMs();
  }

  /** The offset after the last acknowledged row. */
  get endOffset(): number {
    return this.#endOffset;
  }

  /** Why nothing can be written; null when something can. */
  get failure(): SqlError | null {
    return this.#failure;
  }

  /** Whether the last segment has rows and is as old as it may become. */
  get isAged(): boolean {
    const ageMsMax = this.#limits.segmentAgeMsMax;
    if (ageMsMax === null || this.#firstRowMs === null) return false;
    const { clock } = this.#options;
    if (clock.monotonicMs() - this.#firstRowMs >= ageMsMax) return true;
    // A clock that jumps ahead closes it too early, which does no harm.
    return this.#createdMs > 0 && millisecondsOf(clock) - this.#createdMs >= ageMsMax;
  }

  setLimits(limits: SegmentLimits): void {
    this.#limits = limits;
  }

  /** Writes a group behind the acknowledged ones, and syncs it in a durable topic. */
  async write(batches: readonly BatchPlan[]): Promise<WrittenGroup> {
    if (this.#failure !== null) throw this.#failure;
    const active = await this.#segmentFor(groupBytes(batches), batches.length);
    const [firstOffset, position] = [this.#endOffset, this.#position];
    const group = encodeGroup(batches, {
      firstOffset,
      group: this.#group + 1,
      durablePosition: this.#durablePosition,
      salt: active.segment.salt,
    });
    await active.fill?.reach(position + group.bytes);
    await this.#write(active, group, position);
    if (this.#options.durability === 'durable') await this.#sync(active.file);
    // A sync of what was written before may have failed meanwhile.
    if (this.#failure !== null) throw this.#failure;
    return { group, firstOffset, position };
  }

  /** Counts the group that was written last as acknowledged. */
  acknowledge({ group, position }: WrittenGroup): void {
    this.#group += 1;
    this.#batches += group.heads.length;
    this.#firstRowMs ??= this.#options.clock.monotonicMs();
    this.#position = position + group.bytes;
    this.#endOffset = group.heads.at(-1)?.endOffset ?? this.#endOffset;
    if (this.#options.durability === 'durable') {
      this.#durablePosition = this.#position;
      this.#durableOffset = this.#endOffset;
    }
    this.#active?.fill?.written(group.bytes, this.#position);
    this.#settleLater();
  }

  /** Closes the last segment when it has rows: a new one begins. Not while a group is written. */
  async roll(): Promise<void> {
    if (this.#hasRows) await this.#roll();
  }

  /**
   * Brings the end of the partition back to what was acknowledged. Not while a group is written.
   * @throws SqlError 58030, 53100 when the disk fails still
   */
  async rescan(): Promise<void> {
    await this.#settling;
    const active = this.#active;
    if (active !== null) {
      const { disk, report } = this.#options;
      const place = { position: this.#position, offset: this.#endOffset };
      const durable = { position: this.#durablePosition, offset: this.#durableOffset };
      const { segment } = active;
      await active.fill?.stop();
      const rescanned = await recoverAcknowledged({ disk, segment, durable, end: place, report });
      await active.file.close().catch(() => undefined);
      const { file } = rescanned;
      this.#active = this.#activeOf({ segment, file, position: place.position });
      this.#isFull ||= !rescanned.isWhole;
      this.#durablePosition = this.#position;
      this.#durableOffset = this.#endOffset;
    }
    this.#failure = null;
    this.#settleLater();
  }

  /** Syncs and marks what was written, closes the files of its own. */
  async close(isKept = true): Promise<void> {
    this.#timer?.cancel();
    await this.#settle();
    this.#timer?.cancel();
    if (isKept) {
      // Zeros that stay are no harm: they are cut off when the partition is opened.
      await this.#active?.fill?.cut(this.#position).catch(() => undefined);
      await this.#mark.sync().catch(() => undefined);
    }
    await this.#mark.close();
  }

  /** Whether all that was acknowledged is known to be on the disk. */
  get isDurable(): boolean {
    return this.#failure === null && this.#durableOffset === this.#endOffset;
  }

  get #hasRows(): boolean {
    return this.#active !== null && this.#endOffset > this.#active.segment.baseOffset;
  }

  /**
   * A full disk leaves nothing behind and may pass; after any other failure nobody knows what the
   * file holds.
   */
  async #write(active: Active, group: EncodedGroup, position: number): Promise<void> {
    try {
      await active.file.write(group.buffers, position);
    } catch (error) {
      const undone = isDiskFull(error) && (await undo(active, position));
      if (!undone) this.#fail(error);
      throw error;
    }
  }

  async #sync(file: DiskFile): Promise<void> {
    try {
      await this.#options.syncs.run(() => file.sync());
    } catch (error) {
      this.#fail(error);
      throw error;
    }
  }

  #fail(error: unknown): void {
    if (this.#failure !== null) return;
    this.#failure = diskError(error, 'write the log');
    const { directory, report } = this.#options;
    report(`${directory}: takes no more rows until it is rescanned, ${this.#failure.message}`);
    this.#events.failed();
  }

  async #segmentFor(bytes: number, batches: number): Promise<Active> {
    const active = this.#active;
    if (active === null || this.#isFull) return this.#roll();
    if (!this.#hasRows) return active;
    const fits =
      this.#position + bytes <= this.#limits.segmentBytesMax &&
      this.#batches + batches <= segmentBatchesMax;
    return fits && !this.isAged ? active : this.#roll();
  }

  /** Begins a new segment once the one before is durable. */
  async #roll(): Promise<Active> {
    if (this.#active !== null) await this.#finish(this.#active);
    if (this.#failure !== null) throw this.#failure;
    // If it fails half way, a file may stand there already: nothing may be written before it.
    this.#isFull = true;
    const { disk, clock, directory, salt, schema, report } = this.#options;
    const baseOffset = this.#endOffset;
    const segment = new Segment({ disk, directory, baseOffset, partitionSalt: salt, report });
    const createdMs = millisecondsOf(clock);
    const front = encodeSegmentFront({ baseOffset, createdMs, rewritten: null }, [schema]);
    const file = await this.#make(segment, front);
    segment.bytes = front.length;
    segment.adopt(file, new SegmentIndex());
    this.#active = this.#activeOf({ segment, file, position: front.length });
    this.#isFull = false;
    this.#batches = 0;
    this.#firstRowMs = null;
    this.#createdMs = createdMs;
    this.#position = front.length;
    this.#durablePosition = front.length;
    this.#markedPosition = 0;
    this.#events.rolled(segment);
    return this.#active;
  }

  /** Sees to it that all of a segment is on the disk, and nothing but its batches. */
  async #finish({ file, fill }: Active): Promise<void> {
    await this.#settle();
    if (this.#failure !== null || fill === null) return;
    try {
      if (await fill.cut(this.#position)) await this.#options.syncs.run(() => file.sync());
    } catch (error) {
      this.#fail(error);
    }
  }

  #activeOf({ segment, file, position }: Omit<Active, 'fill'> & { position: number }): Active {
    const fill = this.#options.durability === 'durable' ? new ZeroFill(file, position) : null;
    return { segment, file, fill };
  }

  async #make(segment: Segment, front: Uint8Array): Promise<DiskFile> {
    const { disk, directory } = this.#options;
    let file: DiskFile | null = null;
    try {
      await this.#events.rolling(segment.baseOffset);
      file = await disk.open(`${segment.path}.new`, 'create');
      await file.write([front], 0);
      await file.sync();
      await disk.rename(`${segment.path}.new`, segment.path);
      await disk.syncDirectory(directory);
      return file;
    } catch (error) {
      await file?.close().catch(() => undefined);
      if (!isDiskFull(error)) this.#fail(error);
      throw error;
    }
  }

  /** Sees to it that what was written is synced (relaxed topics) and marked before long. */
  #settleLater(): void {
    if (this.#position - this.#markedPosition > unmarkedBytesMax) void this.#settle();
    else this.#timer ??= this.#options.clock.after(settleDelayMs, () => void this.#settle());
  }

  /** Syncs what is written and not yet synced, then marks it. One at a time. */
  #settle(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = null;
    this.#settling = this.#settling.then(() => this.#settleNow());
    return this.#settling;
  }

  async #settleNow(): Promise<void> {
    const active = this.#active;
    if (active === null || this.#failure !== null) return;
    const place = { position: this.#position, offset: this.#endOffset };
    if (place.position > this.#durablePosition && !(await this.#syncUpTo(active, place))) return;
    if (active !== this.#active || this.#durablePosition <= this.#markedPosition) return;
    await this.#writeMark(active.segment.baseOffset);
  }

  async #syncUpTo(
    active: Active,
    place: { readonly position: number; readonly offset: number },
  ): Promise<boolean> {
    try {
      await this.#sync(active.file);
    } catch {
      return false;
    }
    if (active !== this.#active) return false;
    this.#durablePosition = Math.max(this.#durablePosition, place.position);
    this.#durableOffset = Math.max(this.#durableOffset, place.offset);
    return true;
  }

  /** A mark that cannot be written is no failure: an older one is as true. */
  async #writeMark(segment: number): Promise<void> {
    const [position, offset] = [this.#durablePosition, this.#durableOffset];
    try {
      await this.#mark.write({ segment, position, offset, group: this.#group });
      this.#markedPosition = position;
    } catch (error) {
      this.#options.report(
        `${this.#options.directory}: ${diskError(error, 'write the mark').message}`,
      );
    }
  }
}

function millisecondsOf(clock: Clock): number {
  return Math.floor(clock.nowMicros() / 1000);
}

async function undo({ file, fill }: Active, position: number): Promise<boolean> {
  try {
    await (fill === null ? file.truncate(position) : fill.cut(position));
    return true;
  } catch {
    return false;
  }
}
