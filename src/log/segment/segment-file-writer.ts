import { assert } from '../../common/assert.ts';
import type { DiskFile } from '../../common/disk.ts';
import { type BatchDescription, batchBytes, encodeHead, headBytes } from '../format/batch-head.ts';
import { Segment, type SegmentOptions } from './segment.ts';
import { encodeSegmentFront } from './segment-front.ts';
import { SegmentIndex } from './segment-index.ts';

/** What is gathered before it is written. */
const writeBytes = 4 * 1024 * 1024;

export type SegmentFileOptions = Omit<SegmentOptions, 'rangeEnd' | 'readOnly'> & {
  /** The offset after the range of the segments that this one is to stand for. */
  readonly rangeEnd: number;
  readonly schemas: readonly Uint8Array[];
  /** Milliseconds since 1970. */
  readonly createdMs: number;
};

/** A batch as it is rewritten: its place in the file is decided here. */
export type RewrittenBatch = Omit<BatchDescription, 'durablePosition'>;

/**
 * Writes a rewritten segment: batches with offsets of their own in ascending order, gaps between them
 * allowed. The file counts from `finish` on; before it, it is a `.new` one, removed at the next open.
 */
export class SegmentFileWriter {
  readonly #options: SegmentFileOptions;
  readonly #segment: Segment;
  readonly #file: DiskFile;
  readonly #index = new SegmentIndex();
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #written: number;
  #offset: number;

  private constructor(
    options: SegmentFileOptions,
    segment: Segment,
    file: DiskFile,
    written: number,
  ) {
    this.#options = options;
    this.#segment = segment;
    this.#file = file;
    this.#written = written;
    this.#offset = options.baseOffset;
  }

  /** Makes the file. @throws errors of the file system */
  static async create(options: SegmentFileOptions): Promise<SegmentFileWriter> {
    const segment = new Segment(options);
    const file = await options.disk.open(`${segment.path}.new`, 'create');
    try {
      const front = frontOf(options, 0);
      await file.write([front], 0);
      return new SegmentFileWriter(options, segment, file, front.length);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Bytes of the file so far. */
  get bytes(): number {
    return this.#written + this.#waitingBytes;
  }

  /** Adds a batch; the body is not changed until the file is finished. Groups must not go down. */
  async append(batch: RewrittenBatch, body: Uint8Array): Promise<void> {
    assert(batch.baseOffset >= this.#offset, 'batches of a segment ascend');
    assert(batch.endOffset <= this.#options.rangeEnd, 'batches are in the range of their segment');
    assert(batch.group >= this.#index.group, 'groups of a segment do not go down');
    const target = new Uint8Array(headBytes);
    // Nothing in a rewritten segment is a torn tail: it is synced as a whole before it counts.
    const head = { ...batch, durablePosition: 0 };
    const crc = encodeHead(target, head, body, this.#segment.salt);
    this.#index.add(this.bytes, { ...head, crc, bodyBytes: body.length });
    const bytes = batchBytes(body.length);
    this.#waiting.push(target, body, zeros.subarray(0, bytes - headBytes - body.length));
    this.#waitingBytes += bytes;
    this.#offset = batch.endOffset;
    if (this.#waitingBytes >= writeBytes) await this.#flush();
  }

  /**
   * Makes the segment count, durably. Of those that it stands for, `replaced`, one may have the same
   * name and range: its file is replaced, and whoever holds batches of it can read on. The others are to
   * be removed by `removeSegments` once readers no longer find them.
   */
  async finish(replaced: readonly Segment[] = []): Promise<Segment> {
    const { disk, directory, rangeEnd } = this.#options;
    const segment = this.#segment;
    await this.#flush();
    await this.#file.write([frontOf(this.#options, this.#written)], 0);
    await this.#file.sync();
    await this.#file.close();
    const [same] = replaced.filter((old) => old.path === segment.path);
    if (same !== undefined) await this.#makeWayFor(same);
    await disk.rename(`${segment.path}.new`, segment.path);
    await disk.syncDirectory(directory);
    segment.bytes = this.#written;
    segment.adoptIndex(this.#index);
    await segment.storeIndex(rangeEnd);
    return segment;
  }

  /** Gives up: nothing is left of the file, or what is left is removed at the next open. */
  async abort(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await this.#options.disk.remove(`${this.#segment.path}.new`).catch(() => undefined);
  }

  /** An index of the replaced file must never be taken for one of this file. */
  async #makeWayFor(old: Segment): Promise<void> {
    const { disk, directory } = this.#options;
    await old.retire();
    await disk.remove(old.indexPath).catch(() => undefined);
    await disk.syncDirectory(directory);
  }

  async #flush(): Promise<void> {
    const [buffers, bytes] = [this.#waiting, this.#waitingBytes];
    if (bytes === 0) return;
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#file.write(buffers, this.#written);
    this.#written += bytes;
  }
}

const zeros = new Uint8Array(8);

function frontOf(options: SegmentFileOptions, fileBytes: number): Uint8Array {
  const { baseOffset, createdMs, rangeEnd: endOffset, schemas } = options;
  return encodeSegmentFront(
    { baseOffset, createdMs, rewritten: { endOffset, fileBytes } },
    schemas,
  );
}
