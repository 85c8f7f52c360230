import { assert } from '../../common/assert.ts';
import type { Disk, DiskFile } from '../../common/disk.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import { type BatchHead, batchBytes } from '../format/batch-head.ts';
import { encodeIndex, readIndex, storeIndex } from './index-file.ts';
import { type ScanOutcome, scanSegment } from './scan-segment.ts';
import { readSegmentFront } from './segment-front.ts';
import type { SegmentIndex } from './segment-index.ts';
import { indexName, type SegmentRange, segmentName, segmentSalt } from './segment-name.ts';

/** What a segment needs to be opened, read and indexed. */
export type SegmentOptions = {
  readonly disk: Disk;
  readonly directory: string;
  readonly baseOffset: number;
  /** The offset after the range of a rewritten segment; null for one as it was appended. */
  readonly rangeEnd?: number | null | undefined;
  readonly partitionSalt: number;
  readonly report: (line: string) => void;
  /** Whether the directory is only looked at: no index is stored. */
  readonly readOnly?: boolean | undefined;
};

/** Closes the files of removed segments that nobody can read any more. */
const unreachable = new FinalizationRegistry<DiskFile>((file) => {
  file.close().catch(() => undefined);
});

/** One file of a partition. Closed ones are opened and indexed when they are first read. */
export class Segment implements SegmentRange {
  readonly baseOffset: number;
  readonly rangeEnd: number | null;
  readonly path: string;
  readonly indexPath: string;
  readonly salt: number;
  /** Bytes of the file; of the one that is written to, acknowledged ones. */
  bytes = 0;
  readonly #options: SegmentOptions;
  #file: Promise<DiskFile> | null = null;
  #index: Promise<SegmentIndex> | null = null;
  /** The index once it is in memory. */
  #known: SegmentIndex | null = null;
  readonly #told = new Set<string>();
  /** Of a forgotten index: which blocks were held against their checksums. */
  #checkedBlocks: readonly boolean[] = [];
  #isGrowing = false;
  #isRetired = false;
  #isClosed = false;
  #closedBecause: SqlError | null = null;
  #sealing: Promise<void> = Promise.resolve();
  /** The position up to which the index is stored. */
  #storedPosition = 0;

  constructor(options: SegmentOptions) {
    this.#options = options;
    this.baseOffset = options.baseOffset;
    this.rangeEnd = options.rangeEnd ?? null;
    this.path = `${options.directory}/${segmentName(this)}`;
    this.indexPath = `${options.directory}/${indexName(this)}`;
    this.salt = segmentSalt(options.partitionSalt, this);
  }

  /** The open file; opened for reading at first use. */
  file(): Promise<DiskFile> {
    if (this.#isClosed && this.#file === null) return Promise.reject(closedError());
    this.#file ??= this.#options.disk.open(this.path, 'read').catch((error: unknown) => {
      this.#file = null;
      throw error;
    });
    return this.#file;
  }

  /** Takes over an open file: that of the segment that is written to. */
  adopt(file: DiskFile, index: SegmentIndex): void {
    this.#file = Promise.resolve(file);
    this.adoptIndex(index);
    this.#isGrowing = true;
  }

  /** Takes over an index that is known to be that of the whole file. */
  adoptIndex(index: SegmentIndex): void {
    this.#index = Promise.resolve(index);
    this.#known = index;
  }

  /** Adds a batch that was written to this segment, the last one. */
  add(position: number, head: BatchHead): void {
    assert(this.#isGrowing && this.#known, 'batches are added to the segment that is written to');
    this.#known.add(position, head);
    this.bytes = position + batchBytes(head.bodyBytes);
  }

  /** Why nothing can be read any more; null while something can. */
  get closedBecause(): SqlError | null {
    return this.#closedBecause;
  }

  /** Tells of damage that was found when it was read, once. Growth: a line per damaged place. */
  tellDamage(line: string): void {
    if (this.#told.has(line)) return;
    this.#told.add(line);
    this.#options.report(`${this.path}: ${line}`);
  }

  /** Where its batches are. `endOffset` is the base of the next segment, known when this one is closed. */
  index(endOffset: number): Promise<SegmentIndex> {
    this.#index ??= this.#indexOfClosed(endOffset).then(
      (index) => {
        this.#known = index;
        index.markChecked(this.#checkedBlocks);
        return index;
      },
      (error: unknown) => {
        this.#index = null;
        throw error;
      },
    );
    return this.#index;
  }

  /** Gives the memory of the index back, when it can be read again from its file. */
  forgetIndex(): void {
    const index = this.#known;
    const isStored = this.#storedPosition === this.bytes;
    if (index === null || this.#isGrowing || !isStored || index.isDamaged) return;
    this.#checkedBlocks = index.blocks().map((block) => block.kind === 'batches' && block.checked);
    this.#index = null;
    this.#known = null;
  }

  /** The index when it is in memory already. */
  knownIndex(): SegmentIndex | null {
    return this.#known;
  }

  /**
   * The index as it was stored, when it tells of no more than the `size` bytes that the file has. What is
   * behind its `position` must be walked.
   */
  async readStoredIndex(size: number): Promise<{
    readonly index: SegmentIndex;
    readonly position: number;
    readonly offset: number;
  } | null> {
    const stored = await readIndex(this.#options.disk, this.indexPath, this.salt);
    if (stored === null || stored.baseOffset !== this.baseOffset || stored.position > size) {
      return null;
    }
    this.#storedPosition = stored.position;
    return { index: stored.index, position: stored.position, offset: stored.endOffset };
  }

  /**
   * Stores the index when it is in memory and tells of more than the one that is stored; `endOffset` is
   * the offset after the last row. Not being able to is no failure: it can be made again. To be called
   * when everything that it tells of is synced.
   */
  async storeIndex(endOffset: number): Promise<void> {
    if (this.#known !== null) await this.#store(this.#known, endOffset, this.bytes);
  }

  /**
   * Nothing more is written to the segment: its index is stored, and its file opened again for reading
   * when it is read. `endOffset` is the offset after its last row; all of it is synced.
   */
  seal(endOffset: number): void {
    this.#isGrowing = false;
    this.#sealing = this.#seal(endOffset);
  }

  /**
   * Opens the file, which is about to be removed, for those who hold batches of it: it is closed when
   * nobody does any more, or by `close`.
   */
  async retire(): Promise<void> {
    this.#isRetired = true;
    const file = await this.file().catch(() => null);
    if (file !== null) unreachable.register(this, file);
  }

  /** Closes the file; `reason` is what those are told who still hold batches of it. */
  async close(reason: SqlError | null = null): Promise<void> {
    this.#isClosed = true;
    this.#closedBecause = reason;
    await this.#sealing;
    const file = await this.#file?.catch(() => null);
    await file?.close();
  }

  async #seal(endOffset: number): Promise<void> {
    await this.storeIndex(endOffset);
    const file = this.#file;
    if (this.#isRetired || file === null) return;
    this.#file = null;
    const open = await file.catch(() => null);
    // Who asked for the file in this turn has it by now, and its closing waits for those who read.
    await Promise.resolve();
    await open?.close().catch(() => undefined);
  }

  async #store(index: SegmentIndex, endOffset: number, position: number): Promise<void> {
    const { disk, readOnly } = this.#options;
    if (readOnly || this.#isRetired || this.#storedPosition === position) return;
    const { salt, baseOffset } = this;
    const content = encodeIndex({ salt, baseOffset, endOffset, position }, index);
    if (content === null) return;
    try {
      await storeIndex(disk, this.indexPath, content);
      this.#storedPosition = position;
    } catch {
      // It is made again from the heads.
    }
  }

  async #indexOfClosed(endOffset: number): Promise<SegmentIndex> {
    const file = await this.file();
    const size = await file.size();
    const ownEnd = this.rangeEnd ?? endOffset;
    const stored = await this.readStoredIndex(size);
    const fits = stored !== null && stored.position === size && stored.offset === ownEnd;
    const index = fits ? stored.index : await this.#scanClosed(file, size, ownEnd);
    if (ownEnd < endOffset) this.#fenceBehind(index, size, ownEnd, endOffset);
    return index;
  }

  async #scanClosed(file: DiskFile, size: number, endOffset: number): Promise<SegmentIndex> {
    const front = await readSegmentFront(file, this.path);
    const fileBytes = front?.rewritten?.fileBytes ?? null;
    const outcome = await scanSegment({
      file,
      size,
      salt: this.salt,
      start: { position: front?.bytes ?? 0, offset: this.baseOffset },
      durable: { position: size, offset: this.rangeEnd === null ? endOffset : this.baseOffset },
      endOffset,
      rewritten: this.rangeEnd === null ? undefined : { fileBytes },
    });
    reportDamages(outcome, this.path, this.#options.report);
    this.#storedPosition = 0;
    await this.#store(outcome.index, endOffset, size);
    return outcome.index;
  }

  /** A segment that should follow this one is missing. */
  #fenceBehind(index: SegmentIndex, position: number, from: number, to: number): void {
    index.addDamage(position, from, to);
    this.#options.report(`${this.path}: no segment follows, rows ${from} to ${to - 1} are lost`);
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

function closedError(): SqlError {
  return new SqlError(sqlState.objectNotInPrerequisiteState, 'the log is closed');
}
