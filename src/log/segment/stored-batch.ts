import type { BlockPool } from '../../common/block-pool.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { BodyKind, StoredBatch } from '../api.ts';
import { diskError } from '../disk/disk-error.ts';
import { type BatchHead, decodeHead, headBytes, isWhole } from '../format/batch-head.ts';
import { decompressLz4 } from '../format/lz4.ts';
import type { Segment } from './segment.ts';
import type { BatchBlock } from './segment-index.ts';

/** The bytes at an address that is a multiple of 8: themselves, or a copy. */
export function atMultipleOf8(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
}

/** A batch as the log knows it: with its whole head. */
export type LogBatch = StoredBatch & { readonly head: BatchHead };

/** A batch whose body is in memory and known to be as it was written. */
export function batchInMemory(head: BatchHead, body: Uint8Array): LogBatch {
  return new BatchInMemory(head, body, null);
}

/** A batch whose body is in memory and does not fit its checksum; `where` tells where it stands. */
export function damagedBatch(head: BatchHead, body: Uint8Array, where: string): LogBatch {
  return new BatchInMemory(head, body, where);
}

/** Classes, for there can be very many: their methods are not made for each. */
class BatchOfHead {
  readonly head: BatchHead;
  readonly baseOffset: number;
  readonly endOffset: number;
  readonly rows: number;
  readonly kind: BodyKind;
  readonly schemaId: number;
  readonly firstTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly bodyBytes: number;

  constructor(head: BatchHead) {
    this.head = head;
    this.baseOffset = head.baseOffset;
    this.endOffset = head.endOffset;
    this.rows = head.rows;
    this.kind = head.kind;
    this.schemaId = head.schemaId;
    this.firstTimestampMs = head.firstTimestampMs;
    this.maxTimestampMs = head.maxTimestampMs;
    this.bodyBytes = head.bodyBytes;
  }
}

class BatchInMemory extends BatchOfHead implements LogBatch {
  readonly #body: Uint8Array;
  /** Where a body that is not as it was written stands; null for all others. */
  readonly #damage: string | null;

  constructor(head: BatchHead, body: Uint8Array, damage: string | null) {
    super(head);
    this.#body = body;
    this.#damage = damage;
  }

  get checked(): boolean {
    return this.#damage === null;
  }

  range(from: number, to: number): Promise<Uint8Array> {
    return Promise.resolve(atMultipleOf8(this.#body.subarray(from, to)));
  }

  inMemory(): Uint8Array {
    return this.#body;
  }

  async body(): Promise<Uint8Array> {
    if (this.#damage !== null) throw damagedRows(this.head, this.#damage, changed);
    return unpacked(this.head, this.#body, 'in memory');
  }
}

/** A batch of a segment: where it is, and the block of the index that it is the only one of. */
export type BatchPlace = {
  readonly segment: Segment;
  readonly position: number;
  readonly block: BatchBlock;
};

/** A single batch of a block that was read, head and all, into `bytes` at `at`; its checksum is compared when asked for. */
export function batchRead(
  head: BatchHead,
  place: BatchPlace,
  bytes: Uint8Array,
  at: number,
): LogBatch {
  return new BatchRead(head, place, bytes, at);
}

class BatchRead extends BatchOfHead implements LogBatch {
  readonly #place: BatchPlace;
  readonly #bytes: Uint8Array;
  readonly #at: number;
  readonly #body: Uint8Array;

  constructor(head: BatchHead, place: BatchPlace, bytes: Uint8Array, at: number) {
    super(head);
    this.#place = place;
    this.#bytes = bytes;
    this.#at = at;
    this.#body = bytes.subarray(at + headBytes, at + headBytes + head.bodyBytes);
  }

  get checked(): boolean {
    return this.#place.block.checked;
  }

  range(from: number, to: number): Promise<Uint8Array> {
    return Promise.resolve(atMultipleOf8(this.#body.subarray(from, to)));
  }

  inMemory(): Uint8Array {
    return this.#body;
  }

  async body(): Promise<Uint8Array> {
    const { block, segment } = this.#place;
    if (!block.checked && !isWhole(this.#bytes, this.#at, this.head)) {
      throw damagedBody(this.head, this.#place);
    }
    // A block that has grown meanwhile has batches that were not looked at.
    block.checked ||= block.batches === 1;
    return unpacked(this.head, this.#body, segment.path);
  }
}

/** A batch that is read from its segment when it is asked for. */
export function batchOnDisk(head: BatchHead, place: BatchPlace, memory: BlockPool): LogBatch {
  return new BatchOnDisk(head, place, memory);
}

class BatchOnDisk extends BatchOfHead implements LogBatch {
  readonly #place: BatchPlace;
  readonly #memory: BlockPool;

  constructor(head: BatchHead, place: BatchPlace, memory: BlockPool) {
    super(head);
    this.#place = place;
    this.#memory = memory;
  }

  async range(from: number, to: number): Promise<Uint8Array> {
    const { segment, position, block } = this.#place;
    const range = readExactly(segment, position + headBytes + from, to - from, this.#memory);
    if (!block.seen) {
      // Both at once; the one that is awaited later must not fail unheard.
      range.catch(() => undefined);
      this.#see(await readExactly(segment, position, headBytes, this.#memory));
    }
    return range;
  }

  inMemory(): null {
    return null;
  }

  async body(): Promise<Uint8Array> {
    const { segment, position, block } = this.#place;
    const { bodyBytes } = this.head;
    const bytes = await readExactly(segment, position, headBytes + bodyBytes, this.#memory);
    this.#see(bytes);
    if (!block.checked && !isWhole(bytes, 0, this.head)) throw damagedBody(this.head, this.#place);
    block.checked = true;
    return unpacked(this.head, bytes.subarray(headBytes), segment.path);
  }

  /** Whether the batch that stands there is this one: blocks of a file may have been swapped. */
  #see(bytes: Uint8Array): void {
    const { segment, block } = this.#place;
    if (block.seen) return;
    const found = decodeHead(bytes, 0, segment.salt);
    const isThis = found?.crc === this.head.crc && found.baseOffset === this.baseOffset;
    if (!isThis) throw damagedBody(this.head, this.#place);
    block.seen = true;
  }
}

function unpacked(head: BatchHead, body: Uint8Array, path: string): Uint8Array {
  if (head.compression === 'none') return body;
  try {
    return decompressLz4(body);
  } catch {
    throw damagedRows(head, path, 'cannot be unpacked');
  }
}

/** Tells where a batch stands. */
export function placeText(segment: Segment, position: number): string {
  return `at byte ${position} of ${segment.path}`;
}

const changed = 'are not as they were written';

function damagedBody(head: BatchHead, { segment, position }: BatchPlace): SqlError {
  const rows = `rows ${head.baseOffset} to ${head.endOffset - 1}`;
  segment.tellDamage(`damaged at byte ${position}, ${rows} ${changed}`);
  return damagedRows(head, placeText(segment, position), changed);
}

function damagedRows({ baseOffset, endOffset }: BatchHead, where: string, what: string): SqlError {
  const detail = `Rows ${baseOffset} to ${endOffset - 1}, ${where}, ${what}.`;
  return new SqlError(sqlState.dataCorrupted, 'the log is damaged', { detail });
}

/**
 * Bytes of a segment, at an address that is a multiple of 8.
 * @throws SqlError XX001 when the file is shorter, 58030 when reading fails.
 */
export async function readExactly(
  segment: Segment,
  position: number,
  bytes: number,
  memory: BlockPool,
): Promise<Uint8Array> {
  const target = new Uint8Array(memory.take(bytes), 0, bytes);
  const got = await readInto(segment, target, position);
  if (got === bytes) return target;
  throw new SqlError(sqlState.dataCorrupted, 'a segment is shorter than it was', {
    detail: `The file ${segment.path} ends at byte ${position + got}.`,
  });
}

/** Large reads are divided: the processors share the copying. */
async function readInto(segment: Segment, target: Uint8Array, position: number): Promise<number> {
  try {
    const file = await segment.file();
    if (target.length < dividedBytesMin) return await file.read(target, position);
    const half = Math.ceil(target.length / 16) * 8;
    const [first, second] = await Promise.all([
      file.read(target.subarray(0, half), position),
      file.read(target.subarray(half), position + half),
    ]);
    return first === half ? first + second : first;
  } catch (error) {
    throw segment.closedBecause ?? diskError(error, 'read the log');
  }
}

const dividedBytesMin = 2 * 1024 * 1024;
