import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { LogRecord, RecordHeader } from '../api.ts';
import { varintBytes, writeVarint } from './varint.ts';

const firstCapacity = 1024;
/** No number in a record takes more bytes. */
const varintBytesMax = 10;
/** A body that fills less than this part of its buffer is copied: batches stay in memory for a while. */
const fillMin = 0.75;

/**
 * Encodes records as the body of a batch of Kafka's format 2: one after the other, each a varint
 * of its length and then attributes (0), distance in time, distance in offset, key, value, headers.
 * One buffer that grows; nothing is allocated per record.
 */
export class RecordBatchBuilder {
  readonly #baseTimestampMs: number;
  #buffer: Uint8Array;
  #at = 0;
  #rows = 0;
  #maxTimestampMs = Number.NEGATIVE_INFINITY;

  /** The base is what the batch's header has: the time of the first record, as a rule. */
  constructor(baseTimestampMs: number, capacityBytes = firstCapacity) {
    this.#baseTimestampMs = baseTimestampMs;
    this.#buffer = newBuffer(capacityBytes);
  }

  /** Records so far. */
  get rows(): number {
    return this.#rows;
  }

  /** Bytes of the body so far. */
  get bytes(): number {
    return this.#at;
  }

  /** The time of the newest record; −∞ while there is none. */
  get maxTimestampMs(): number {
    return this.#maxTimestampMs;
  }

  /** Appends a record; its offset is the next one. Times are whole milliseconds. */
  add(record: LogRecord): void {
    const { key, value, headers } = record;
    const delta = record.timestampMs - this.#baseTimestampMs;
    const rest = lengthBytes(key) + lengthBytes(value) + headersBytes(headers);
    let at = this.#begin(delta, this.#rows, rest, record.timestampMs);
    const buffer = this.#buffer;
    at = writeBytes(buffer, at, key);
    at = writeBytes(buffer, at, value);
    this.#at = writeHeaders(buffer, at, headers);
  }

  /**
   * Appends a record of another batch: `rest` is what `RecordReader.rest()` says of it. Offsets
   * are relative to the base of this batch and go up.
   */
  addRest(rest: Uint8Array, offsetDelta: number, timestampMs: number): void {
    const at = this.#begin(
      timestampMs - this.#baseTimestampMs,
      offsetDelta,
      rest.length,
      timestampMs,
    );
    copyBytes(this.#buffer, at, rest);
    this.#at = at + rest.length;
  }

  /**
   * The body; begins at an address that is a multiple of 8. The builder is done with: what is added
   * afterwards may show in it or not.
   */
  body(): Uint8Array {
    const body = this.#buffer.subarray(0, this.#at);
    return this.#at < this.#buffer.length * fillMin ? body.slice() : body;
  }

  /** Makes room and writes what stands before the key; answers where the key goes. */
  #begin(timestampDelta: number, offsetDelta: number, rest: number, timestampMs: number): number {
    const length = 1 + varintBytes(timestampDelta) + varintBytes(offsetDelta) + rest;
    if (this.#at + length + varintBytesMax > this.#buffer.length) this.#grow(length);
    const buffer = this.#buffer;
    let at = writeVarint(buffer, this.#at, length);
    buffer[at] = 0;
    at = writeVarint(buffer, at + 1, timestampDelta);
    at = writeVarint(buffer, at, offsetDelta);
    this.#rows += 1;
    if (timestampMs > this.#maxTimestampMs) this.#maxTimestampMs = timestampMs;
    return at;
  }

  #grow(bytes: number): void {
    const needed = this.#at + bytes + varintBytesMax;
    const grown = newBuffer(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(0, this.#at));
    this.#buffer = grown;
  }
}

/** Times are nearer to 1970 than so many milliseconds: the distance of any two is a number that is exact. */
const timeEnd = 2 ** 52;

/**
 * At most so many bytes of body does a record take, whatever its place in the batch.
 * @throws SqlError 22008 for a record whose time no batch can hold: its neighbours must not suffer
 */
export function recordBytesMax({ key, value, headers, timestampMs }: LogRecord): number {
  if (!Number.isInteger(timestampMs) || Math.abs(timestampMs) >= timeEnd) throw badTime();
  return 1 + 3 * varintBytesMax + lengthBytes(key) + lengthBytes(value) + headersBytes(headers);
}

/** Not filled with zeros, and not a part of a buffer that others use. */
function newBuffer(bytes: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer);
}

function lengthBytes(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : varintBytes(bytes.length) + bytes.length;
}

function headersBytes(headers: readonly RecordHeader[]): number {
  let bytes = varintBytes(headers.length);
  for (let index = 0; index < headers.length; index += 1) {
    const { key, value } = headers[index] as RecordHeader;
    const keyBytes = Buffer.byteLength(key);
    bytes += varintBytes(keyBytes) + keyBytes + lengthBytes(value);
  }
  return bytes;
}

function writeHeaders(target: Uint8Array, from: number, headers: readonly RecordHeader[]): number {
  let at = writeVarint(target, from, headers.length);
  for (let index = 0; index < headers.length; index += 1) {
    const { key, value } = headers[index] as RecordHeader;
    at = writeBytes(target, at, Buffer.from(key));
    at = writeBytes(target, at, value);
  }
  return at;
}

function writeBytes(target: Uint8Array, at: number, bytes: Uint8Array | null): number {
  if (bytes === null) return writeVarint(target, at, -1);
  const from = writeVarint(target, at, bytes.length);
  copyBytes(target, from, bytes);
  return from + bytes.length;
}

/** A call of `set` costs as much as a loop over about so many bytes. */
const loopBytesMax = 24;

function copyBytes(target: Uint8Array, at: number, bytes: Uint8Array): void {
  if (bytes.length > loopBytesMax) {
    target.set(bytes, at);
    return;
  }
  for (let index = 0; index < bytes.length; index += 1) target[at + index] = bytes[index] as number;
}

function badTime(): SqlError {
  return new SqlError(sqlState.datetimeFieldOverflow, 'the time of a record is out of range', {
    hint: 'Give it in whole milliseconds since 1970.',
  });
}
