import type { BlockPool } from '../../common/block-pool.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { BodyKind, StoredBatch } from '../api.ts';
import { diskError } from '../disk/disk-error.ts';
import { type BatchHead, headBytes } from '../format/batch-head.ts';
import type { Segment } from './segment.ts';

/** The bytes at an address that is a multiple of 8: themselves, or a copy. */
export function atMultipleOf8(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
}

/** A batch whose body is in memory; `checked` says that its checksum was compared. */
export function batchInMemory(head: BatchHead, body: Uint8Array, checked: boolean): StoredBatch {
  return new BatchInMemory(head, body, checked);
}

/** A class, for there can be very many: their methods are not made for each. */
class BatchInMemory implements StoredBatch {
  readonly baseOffset: number;
  readonly endOffset: number;
  readonly rows: number;
  readonly kind: BodyKind;
  readonly schemaId: number;
  readonly firstTimestampMs: number;
  readonly maxTimestampMs: number;
  readonly bodyBytes: number;
  readonly checked: boolean;
  readonly #body: Uint8Array;

  constructor(head: BatchHead, body: Uint8Array, checked: boolean) {
    this.baseOffset = head.baseOffset;
    this.endOffset = head.endOffset;
    this.rows = head.rows;
    this.kind = head.kind;
    this.schemaId = head.schemaId;
    this.firstTimestampMs = head.firstTimestampMs;
    this.maxTimestampMs = head.maxTimestampMs;
    this.bodyBytes = head.bodyBytes;
    this.checked = checked;
    this.#body = body;
  }

  range(from: number, to: number): Promise<Uint8Array> {
    return Promise.resolve(atMultipleOf8(this.#body.subarray(from, to)));
  }

  inMemory(): Uint8Array {
    return this.#body;
  }

  body(): Promise<Uint8Array> {
    return Promise.resolve(this.#body);
  }
}

/** A batch that is read from its segment, at the position of its head. */
export function batchOnDisk(
  head: BatchHead,
  segment: Segment,
  position: number,
  memory: BlockPool,
): StoredBatch {
  return {
    baseOffset: head.baseOffset,
    endOffset: head.endOffset,
    rows: head.rows,
    kind: head.kind,
    schemaId: head.schemaId,
    firstTimestampMs: head.firstTimestampMs,
    maxTimestampMs: head.maxTimestampMs,
    bodyBytes: head.bodyBytes,
    range: (from, to) => readExactly(segment, position + headBytes + from, to - from, memory),
    inMemory: () => null,
    body: () => readExactly(segment, position + headBytes, head.bodyBytes, memory),
  };
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

async function readInto(segment: Segment, target: Uint8Array, position: number): Promise<number> {
  try {
    const file = await segment.file();
    return await file.read(target, position);
  } catch (error) {
    throw diskError(error, 'read the log');
  }
}
