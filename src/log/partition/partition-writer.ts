import { assert } from '../../common/assert.ts';
import type { Clock, Timer } from '../../common/clock.ts';
import type { Disk, DiskFile } from '../../common/disk.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Append, AppendedRange, BodyFormat, Durability } from '../api.ts';
import { diskError, isDiskFull } from '../disk/disk-error.ts';
import type { Gate } from '../disk/gate.ts';
import { Segment } from '../segment/segment.ts';
import { encodeSegmentFront } from '../segment/segment-front.ts';
import { SegmentIndex } from '../segment/segment-index.ts';
import { atMultipleOf8 } from '../segment/stored-batch.ts';
import type { DurableMarkFile } from './durable-mark.ts';
import { batchRowsMax, type EncodedGroup, encodeGroup, groupBytes, planBatches } from './group.ts';
import type { RecoveredPartition } from './recover-partition.ts';

/** What is written and synced together is at most about so many bytes. */
const groupBytesMax = 32 * 1024 * 1024;
/** One append has at most so many bytes of body. */
const bodyBytesMax = 256 * 1024 * 1024;
/** How long a relaxed append may wait for its sync, and a durable one for being marked. */
const settleDelayMs = 500;
/** A mark is written early after so many bytes: recovery looks at what is above it. */
const unmarkedBytesMax = 16 * 1024 * 1024;
/** The schema of a topic has this id. */
const schemaId = 1;

/** What a writer tells its partition. */
export type WriterEvents = {
  /** Further batches go to a new segment. */
  readonly rolled: (segment: Segment) => void;
  /** A group is acknowledged: it is at `position` of the last segment. */
  readonly written: (group: EncodedGroup, position: number, endOffset: number) => void;
};

export type WriterOptions = {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly directory: string;
  readonly salt: number;
  readonly schema: Uint8Array;
  readonly durability: Durability;
  readonly bodies: BodyFormat;
  readonly segmentBytesMax: number;
  /** Bounds the syncs that are under way at once: four would stall every other file call. */
  readonly syncs: Gate;
  readonly report: (line: string) => void;
};

type Pending = Append & {
  readonly resolve: (range: AppendedRange) => void;
  readonly reject: (error: SqlError) => void;
};

/** A group that is in the file, and where it begins. */
type Written = {
  readonly group: EncodedGroup;
  readonly firstOffset: number;
  readonly position: number;
};

type Active = { readonly segment: Segment; readonly file: DiskFile };

/**
 * The one writer of a partition. One group is under way at a time; what is appended meanwhile
 * becomes the next one.
 */
export class PartitionWriter {
  readonly #options: WriterOptions;
  readonly #events: WriterEvents;
  readonly #mark: DurableMarkFile;
  #queue: Pending[] = [];
  #draining: Promise<void> | null = null;
  #failure: SqlError | null = null;
  #closed = false;

  #active: Active | null;
  #position: number;
  #durablePosition: number;
  #markedPosition: number;
  #endOffset: number;
  #durableOffset: number;
  #group: number;
  #timer: Timer | null = null;
  #settling: Promise<void> = Promise.resolve();

  constructor(options: WriterOptions, recovered: RecoveredPartition, events: WriterEvents) {
    this.#options = options;
    this.#events = events;
    this.#mark = recovered.mark;
    this.#active = recovered.active;
    this.#position = recovered.active?.position ?? 0;
    this.#durablePosition = this.#position;
    this.#markedPosition = this.#position;
    this.#endOffset = recovered.endOffset;
    this.#durableOffset = recovered.endOffset;
    this.#group = recovered.group;
  }

  /** See `Partition.append`. */
  append(append: Append): Promise<AppendedRange> {
    const { rows, body } = append;
    assert(rows >= 1 && rows <= batchRowsMax && Number.isInteger(rows), 'rows of an append');
    if (body.length > bodyBytesMax) return Promise.reject(tooLarge(body.length));
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#closed) return Promise.reject(closedError());
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...append, body: atMultipleOf8(body), resolve, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Writes what is queued, syncs and marks it, closes the files of the writer. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#draining !== null) await this.#draining;
    this.#timer?.cancel();
    await this.#settle();
    await this.#mark.sync().catch(() => undefined);
    await this.#mark.close();
  }

  async #drain(): Promise<void> {
    // What is appended in this same turn goes with it.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const pending = this.#takeGroup();
      const written = await this.#writeGroup(pending).catch((error: unknown) => {
        this.#reject(pending, diskError(error, 'write the log'));
        return null;
      });
      if (written !== null) this.#acknowledge(pending, written);
    }
    this.#draining = null;
  }

  #takeGroup(): readonly Pending[] {
    let [count, bytes] = [0, 0];
    for (const { body } of this.#queue) {
      if (count > 0 && bytes + body.length > groupBytesMax) break;
      bytes += body.length;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #writeGroup(pending: readonly Pending[]): Promise<Written> {
    if (this.#failure !== null) throw this.#failure;
    const batches = planBatches(pending, this.#options.bodies);
    const active = await this.#segmentFor(groupBytes(batches));
    const [firstOffset, position] = [this.#endOffset, this.#position];
    const group = encodeGroup(batches, {
      firstOffset,
      group: this.#group + 1,
      durablePosition: this.#durablePosition,
      schemaId,
      salt: active.segment.salt,
    });
    await this.#write(active.file, group, position);
    if (this.#options.durability === 'durable') await this.#sync(active.file);
    return { group, firstOffset, position };
  }

  #acknowledge(pending: readonly Pending[], { group, firstOffset, position }: Written): void {
    let first = firstOffset;
    for (const { rows, resolve } of pending) {
      resolve({ first, last: first + rows - 1 });
      first += rows;
    }
    this.#group += 1;
    this.#position = position + group.bytes;
    this.#endOffset = first;
    if (this.#options.durability === 'durable') {
      this.#durablePosition = this.#position;
      this.#durableOffset = this.#endOffset;
    }
    this.#settleLater();
    this.#events.written(group, position, this.#endOffset);
  }

  /**
   * A full disk leaves nothing behind and may pass; after any other failure nobody knows what the
   * file holds.
   */
  async #write(file: DiskFile, group: EncodedGroup, position: number): Promise<void> {
    try {
      await file.write(group.buffers, position);
    } catch (error) {
      const undone = isDiskFull(error) && (await undo(file, position));
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
    this.#options.report(
      `${this.#options.directory}: takes no more rows until it is opened again, ${this.#failure.message}`,
    );
  }

  /** What waits behind a group that failed fails with it: a writer's rows never overtake each other. */
  #reject(group: readonly Pending[], error: SqlError): void {
    const waiting = this.#queue;
    this.#queue = [];
    for (const { reject } of [...group, ...waiting]) reject(error);
  }

  async #segmentFor(bytes: number): Promise<Active> {
    const active = this.#active;
    if (active !== null && this.#position + bytes <= this.#options.segmentBytesMax) return active;
    const empty = active !== null && this.#endOffset === active.segment.baseOffset;
    return active !== null && empty ? active : this.#roll();
  }

  /** Begins a new segment once the one before is durable. */
  async #roll(): Promise<Active> {
    const { disk, directory, salt, schema, report } = this.#options;
    if (this.#active !== null) await this.#settle();
    if (this.#failure !== null) throw this.#failure;
    const baseOffset = this.#endOffset;
    const segment = new Segment({ disk, directory, baseOffset, partitionSalt: salt, report });
    const createdMs = Math.floor(this.#options.clock.nowMicros() / 1000);
    const front = encodeSegmentFront({ baseOffset, createdMs, rewritten: null }, [schema]);
    const file = await disk.open(`${segment.path}.new`, 'create');
    try {
      await file.write([front], 0);
      await file.sync();
      await disk.rename(`${segment.path}.new`, segment.path);
      await disk.syncDirectory(directory);
    } catch (error) {
      await file.close();
      if (!isDiskFull(error)) this.#fail(error);
      throw error;
    }
    segment.bytes = front.length;
    segment.adopt(file, new SegmentIndex());
    this.#active = { segment, file };
    this.#position = front.length;
    this.#durablePosition = front.length;
    this.#markedPosition = 0;
    this.#events.rolled(segment);
    return this.#active;
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
    const place = { position: this.#position, offset: this.#endOffset, group: this.#group };
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

async function undo(file: DiskFile, position: number): Promise<boolean> {
  try {
    await file.truncate(position);
    return true;
  } catch {
    return false;
  }
}

function tooLarge(bytes: number): SqlError {
  return new SqlError(sqlState.programLimitExceeded, 'too much data in one batch', {
    detail: `The batch has ${bytes} bytes; at most ${bodyBytesMax} are possible.`,
    hint: 'Write fewer rows at once.',
  });
}

function closedError(): SqlError {
  return new SqlError(sqlState.objectNotInPrerequisiteState, 'the log is closed');
}
