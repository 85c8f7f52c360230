import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { RecordHeader } from '../api.ts';

/**
 * Reads the records of a body one after the other, without an object per record: `next` moves on,
 * the fields and methods speak of the record that it came to. Never reads outside of the body.
 */
export class RecordReader {
  /** The offset of the record, relative to the base of the batch. */
  offsetDelta = 0;
  /** The time of the record, milliseconds relative to the first timestamp of the batch. */
  timestampDelta = 0;
  readonly #body: Uint8Array;
  readonly #rows: number;
  #row = 0;
  /** Where the next thing is read. */
  #at = 0;
  /** Where the record ends. */
  #end = 0;
  /** Where the length of the key stands. */
  #restAt = 0;
  /** −1: none. */
  #keyBytes = -1;
  #keyEnd = 0;
  #valueBytes = -1;
  #valueEnd = 0;

  /** `rows` as the header of the batch says; the body is not compressed. */
  constructor(body: Uint8Array, rows: number) {
    this.#body = body;
    this.#rows = rows;
  }

  /** Goes to the next record; false when there is none. @throws SqlError XX001 when the body is damaged */
  next(): boolean {
    this.#at = this.#end;
    if (this.#row === this.#rows) {
      if (this.#at !== this.#body.length) throw damaged();
      return false;
    }
    this.#end = this.#body.length;
    const length = this.#varint();
    // One byte each at least: attributes, two distances, two lengths, number of headers.
    if (length < 6 || length > this.#body.length - this.#at) throw damaged();
    this.#end = this.#at + length;
    this.#at += 1;
    this.timestampDelta = this.#varint();
    this.offsetDelta = this.#varint();
    this.#restAt = this.#at;
    this.#keyBytes = this.#skip();
    this.#keyEnd = this.#at;
    this.#valueBytes = this.#skip();
    this.#valueEnd = this.#at;
    if (this.#at >= this.#end) throw damaged();
    if (this.#body[this.#at] === 0 && this.#at + 1 !== this.#end) throw damaged();
    this.#row += 1;
    return true;
  }

  /** The key, a view into the body; null for none. */
  key(): Uint8Array | null {
    if (this.#keyBytes < 0) return null;
    return this.#body.subarray(this.#keyEnd - this.#keyBytes, this.#keyEnd);
  }

  /** The value, a view into the body; null for none: a tombstone. */
  value(): Uint8Array | null {
    if (this.#valueBytes < 0) return null;
    return this.#body.subarray(this.#valueEnd - this.#valueBytes, this.#valueEnd);
  }

  /** The headers. @throws SqlError XX001 when they are damaged */
  headers(): readonly RecordHeader[] {
    this.#at = this.#valueEnd;
    const count = this.#varint();
    if (count < 0 || count > this.#end - this.#at) throw damaged();
    const headers: RecordHeader[] = [];
    for (let index = 0; index < count; index += 1) {
      const key = this.#bytes();
      if (key === null) throw damaged();
      headers.push({ key: Buffer.from(key).toString(), value: this.#bytes() });
    }
    if (this.#at !== this.#end) throw damaged();
    return headers;
  }

  /** Key, value and headers as they are encoded: a view, for `RecordBatchBuilder.addRest`. */
  rest(): Uint8Array {
    return this.#body.subarray(this.#restAt, this.#end);
  }

  /** Reads a length and jumps over so many bytes; answers the length, −1 for null. */
  #skip(): number {
    const length = this.#varint();
    if (length < -1 || length > this.#end - this.#at) throw damaged();
    if (length > 0) this.#at += length;
    return length;
  }

  #bytes(): Uint8Array | null {
    const length = this.#skip();
    return length < 0 ? null : this.#body.subarray(this.#at - length, this.#at);
  }

  #varint(): number {
    if (this.#at >= this.#end) throw damaged();
    const byte = this.#body[this.#at] as number;
    if (byte > 0x7f) return this.#longVarint();
    this.#at += 1;
    return (byte >>> 1) ^ -(byte & 1);
  }

  #longVarint(): number {
    let zigzag = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      zigzag |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (zigzag >>> 1) ^ -(zigzag & 1);
    }
    return this.#hugeVarint(BigInt(zigzag));
  }

  /** The rest of a number of more than 28 bits: distances in time of many days. */
  #hugeVarint(low: bigint): number {
    let zigzag = low;
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      zigzag |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return safeNumber((zigzag >> 1n) ^ -(zigzag & 1n));
    }
    throw damaged();
  }

  #byte(): number {
    if (this.#at >= this.#end) throw damaged();
    const byte = this.#body[this.#at] as number;
    this.#at += 1;
    return byte;
  }
}

function safeNumber(wide: bigint): number {
  const value = Number(wide);
  if (!Number.isSafeInteger(value)) throw damaged();
  return value;
}

function damaged(): SqlError {
  return new SqlError(sqlState.dataCorrupted, 'a batch of records is damaged');
}
