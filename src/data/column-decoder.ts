import { crc32c } from '@node-rs/crc32';
import type { BlockPool } from '../common/block-pool.ts';
import { type BodyDirectory, type ColumnEntry, damaged } from './column-directory.ts';
import { aligned, codeWidth, narrowWidth } from './column-encoder.ts';
import type { DictionaryPool } from './dictionary-pool.ts';
import type { Nulls, Vector } from './vector.ts';

/** A part of a body, how far into it the next buffer begins, and where new arrays are put. */
type Cursor = { readonly range: Uint8Array; at: number; readonly memory: BlockPool | null };

/**
 * The vector of a column from its range of the body (`entry.position`, `entry.length`). Plain
 * columns are views of the range, which must not be written to afterwards.
 * @throws SqlError XX001 when the checksum of the range does not match.
 */
export function decodeColumn(
  directory: BodyDirectory,
  entry: ColumnEntry,
  range: Uint8Array,
  dictionaries: DictionaryPool,
  memory: BlockPool | null = null,
): Vector {
  if (range.length !== entry.length || crc32c(range) !== entry.crc) {
    throw damaged(`the checksum of column ${entry.id} does not match`);
  }
  // Typed arrays of 8-byte elements need an aligned start: a range that was read elsewhere is copied.
  const aligned8 = range.byteOffset % 8 === 0 ? range : range.slice();
  const cursor = { range: aligned8, at: 0, memory };
  const nulls = readNulls(cursor, directory.rows, entry.nullCount);
  return readValues(cursor, directory.rows, entry, nulls, dictionaries);
}

function readNulls(cursor: Cursor, rows: number, nullCount: number): Nulls {
  if (nullCount === 0) return null;
  const nulls = new Uint8Array(rows);
  if (nullCount === rows) return nulls.fill(1);
  const bits = take(cursor, (rows + 7) >> 3);
  for (let row = 0; row < rows; row += 1) {
    nulls[row] = ((bits[row >> 3] as number) >> (row & 7)) & 1;
  }
  return nulls;
}

/** The next buffer of so many bytes. */
function take(cursor: Cursor, bytes: number): Uint8Array {
  const buffer = cursor.range.subarray(cursor.at, cursor.at + bytes);
  cursor.at += aligned(bytes);
  return buffer;
}

function readValues(
  cursor: Cursor,
  rows: number,
  entry: ColumnEntry,
  nulls: Nulls,
  dictionaries: DictionaryPool,
): Vector {
  switch (entry.kind) {
    case 'u8':
      return { kind: 'u8', values: readBytes(cursor, rows, entry), nulls };
    case 'i32':
      return { kind: 'i32', values: readInt32(cursor, rows, entry), nulls };
    case 'f64':
    case 'integers':
      return { kind: 'f64', values: readFloat64(cursor, rows, entry), nulls };
    case 'int64':
      return { kind: 'i64', values: readInt64(cursor, rows, entry), nulls };
    case 'text':
      return readText(cursor, rows, entry, nulls, dictionaries);
  }
}

function readBytes(cursor: Cursor, rows: number, entry: ColumnEntry): Uint8Array {
  if (entry.encoding === 'constant') return new Uint8Array(rows).fill(constantOf(entry));
  return take(cursor, rows);
}

function readInt32(cursor: Cursor, rows: number, entry: ColumnEntry): Int32Array {
  if (entry.encoding === 'constant') return new Int32Array(rows).fill(constantOf(entry));
  if (entry.encoding === 'narrow') return widened(cursor, int32Array(cursor, rows), entry);
  return int32View(take(cursor, rows * 4));
}

function readFloat64(cursor: Cursor, rows: number, entry: ColumnEntry): Float64Array {
  if (entry.encoding === 'constant') return new Float64Array(rows).fill(constantOf(entry));
  if (entry.encoding === 'narrow') return widened(cursor, float64Array(cursor, rows), entry);
  const bytes = take(cursor, rows * 8);
  return new Float64Array(bytes.buffer, bytes.byteOffset, rows);
}

function int32Array({ memory }: Cursor, length: number): Int32Array {
  return memory === null
    ? new Int32Array(length)
    : new Int32Array(memory.take(length * 4), 0, length);
}

function float64Array({ memory }: Cursor, length: number): Float64Array {
  return memory === null
    ? new Float64Array(length)
    : new Float64Array(memory.take(length * 8), 0, length);
}

function readInt64(cursor: Cursor, rows: number, entry: ColumnEntry): BigInt64Array {
  if (entry.encoding === 'constant') {
    return new BigInt64Array(rows).fill(BigInt(entry.range?.min ?? 0));
  }
  const bytes = take(cursor, rows * 8);
  return new BigInt64Array(bytes.buffer, bytes.byteOffset, rows);
}

/** The value of all rows of a constant column; a column of nothing but NULLs has none. */
function constantOf(entry: ColumnEntry): number {
  return Number(entry.range?.min ?? 0);
}

function widened<T extends Int32Array | Float64Array>(
  cursor: Cursor,
  target: T,
  entry: ColumnEntry,
): T {
  const min = Number(entry.range?.min ?? 0);
  const width = narrowWidth(min, Number(entry.range?.max ?? 0));
  const distances = readNarrow(cursor, target.length, width);
  if (width === 1) widenBytes(distances as Uint8Array, min, target);
  else if (width === 2) widenShorts(distances as Uint16Array, min, target);
  else widenWords(distances as Uint32Array, min, target);
  return target;
}

// One loop per width: a loop that meets every kind of array is several times slower.

function widenBytes(distances: Uint8Array, min: number, target: Int32Array | Float64Array): void {
  for (let i = 0; i < target.length; i += 1) target[i] = min + (distances[i] as number);
}

function widenShorts(distances: Uint16Array, min: number, target: Int32Array | Float64Array): void {
  for (let i = 0; i < target.length; i += 1) target[i] = min + (distances[i] as number);
}

function widenWords(distances: Uint32Array, min: number, target: Int32Array | Float64Array): void {
  for (let i = 0; i < target.length; i += 1) target[i] = min + (distances[i] as number);
}

function readNarrow(
  cursor: Cursor,
  rows: number,
  width: number,
): Uint8Array | Uint16Array | Uint32Array {
  const bytes = take(cursor, rows * width);
  if (width === 1) return bytes;
  if (width === 2) return new Uint16Array(bytes.buffer, bytes.byteOffset, rows);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, rows);
}

function readText(
  cursor: Cursor,
  rows: number,
  entry: ColumnEntry,
  nulls: Nulls,
  dictionaries: DictionaryPool,
): Vector {
  if (entry.encoding === 'plain') {
    const offsets = int32View(take(cursor, (rows + 1) * 4));
    return { kind: 'text', offsets, bytes: take(cursor, offsets[rows] as number), nulls };
  }
  if (entry.nullCount === rows) {
    return { kind: 'text', offsets: new Int32Array(rows + 1), bytes: new Uint8Array(0), nulls };
  }
  const count = int32View(take(cursor, 4))[0] as number;
  const offsets = int32View(take(cursor, (count + 1) * 4));
  const dictionary = dictionaries.intern(offsets, take(cursor, offsets[count] as number));
  const codes = readCodes(cursor, rows, entry, count);
  return { kind: 'dictionary', codes, dictionary, nulls };
}

function readCodes(cursor: Cursor, rows: number, entry: ColumnEntry, texts: number): Int32Array {
  if (entry.encoding === 'constant') return new Int32Array(rows);
  const width = codeWidth(texts);
  if (width === 4) return int32View(take(cursor, rows * 4));
  const codes = int32Array(cursor, rows);
  codes.set(readNarrow(cursor, rows, width));
  return codes;
}

function int32View(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
}
