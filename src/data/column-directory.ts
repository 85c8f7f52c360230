import { crc32c } from '@node-rs/crc32';
import { SqlError, sqlState } from '../common/sql-error.ts';

/**
 * The front of a columnar body, little-endian: u32 schema id, u32 rows, u32 columns, u32 CRC-32C of
 * these twelve bytes and of the entries, then one entry of 40 bytes per column: u32 column id, u8
 * kind, u8 encoding, u16 flags (bit 0: minimum and maximum are known), u32 position, u32 length,
 * u32 CRC-32C, u32 null count, 8 bytes minimum, 8 bytes maximum. Positions count from the start of
 * the body; positions and lengths are multiples of 8, so that one ranged read and one CRC get a
 * column, and its typed arrays lie aligned in it.
 */
export type BodyDirectory = {
  readonly schemaId: number;
  readonly rows: number;
  readonly columns: readonly ColumnEntry[];
};

/** Where one column of a body lies, how it is written, and what is known of its values. */
export type ColumnEntry = {
  /** The index of the field in the schema, or one of `reservedColumn`. */
  readonly id: number;
  readonly kind: StoredKind;
  readonly encoding: Encoding;
  readonly position: number;
  readonly length: number;
  readonly crc: number;
  readonly nullCount: number;
  /** The least and greatest value that is not NULL; null for texts, with NaN, and for nothing but NULLs. */
  readonly range: ValueRange | null;
};

export type ValueRange = { readonly min: number | bigint; readonly max: number | bigint };

/** Columns of the log's own, beside those of the schema. */
export const reservedColumn = {
  weight: 0xffff_ffff,
  recordTime: 0xffff_fffe,
  epoch: 0xffff_fffd,
  keyHash: 0xffff_fffc,
  /** Offsets relative to the batch, of bodies that have lost rows. */
  offsetDelta: 0xffff_fffb,
} as const;

/** What a column holds. `integers` are 64-bit integers as doubles, `int64` the same as int64. */
export type StoredKind = 'u8' | 'i32' | 'f64' | 'integers' | 'int64' | 'text';

/**
 * `plain`: the typed array itself. `constant`: one value for all rows, in the entry's minimum.
 * `narrow`: unsigned distances from the minimum, in as many bytes (1, 2 or 4) as the greatest needs.
 * `dictionary`: codes, in as many bytes as the number of texts needs, and the texts.
 */
export type Encoding = 'plain' | 'constant' | 'narrow' | 'dictionary';

const kinds: readonly StoredKind[] = ['u8', 'i32', 'f64', 'integers', 'int64', 'text'];
const encodings: readonly Encoding[] = ['plain', 'constant', 'narrow', 'dictionary'];

const headerBytes = 16;
const entryBytes = 40;
const rangeKnown = 1;

/** Bytes of the directory of a body with so many columns, reserved ones included. */
export function directoryBytesFor(columns: number): number {
  return headerBytes + columns * entryBytes;
}

/** Writes the directory to the front of a body. */
export function writeDirectory(body: Uint8Array, directory: BodyDirectory): void {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  view.setUint32(0, directory.schemaId, true);
  view.setUint32(4, directory.rows, true);
  view.setUint32(8, directory.columns.length, true);
  directory.columns.forEach((entry, index) => {
    writeEntry(view, directoryBytesFor(index), entry);
  });
  view.setUint32(12, directoryCrc(body, directory.columns.length), true);
}

function writeEntry(view: DataView, at: number, entry: ColumnEntry): void {
  view.setUint32(at, entry.id, true);
  view.setUint8(at + 4, kinds.indexOf(entry.kind));
  view.setUint8(at + 5, encodings.indexOf(entry.encoding));
  view.setUint16(at + 6, entry.range === null ? 0 : rangeKnown, true);
  view.setUint32(at + 8, entry.position, true);
  view.setUint32(at + 12, entry.length, true);
  view.setUint32(at + 16, entry.crc, true);
  view.setUint32(at + 20, entry.nullCount, true);
  if (entry.range === null) return;
  writeValue(view, at + 24, entry.range.min);
  writeValue(view, at + 32, entry.range.max);
}

function writeValue(view: DataView, at: number, value: number | bigint): void {
  if (typeof value === 'bigint') view.setBigInt64(at, value, true);
  else view.setFloat64(at, value, true);
}

/**
 * Reads the directory from the front of a body; more bytes than the directory may follow.
 * @throws SqlError XX001 when it is damaged or cut short.
 */
export function readDirectory(prefix: Uint8Array): BodyDirectory {
  const bytes = directoryBytes(prefix);
  if (prefix.length < bytes) throw damaged('the directory is cut short');
  const view = new DataView(prefix.buffer, prefix.byteOffset, bytes);
  const count = view.getUint32(8, true);
  if (view.getUint32(12, true) !== directoryCrc(prefix, count)) {
    throw damaged('the checksum of the directory does not match');
  }
  const columns: ColumnEntry[] = [];
  for (let i = 0; i < count; i += 1) columns.push(readEntry(view, directoryBytesFor(i)));
  return { schemaId: view.getUint32(0, true), rows: view.getUint32(4, true), columns };
}

/**
 * How many bytes the directory takes, from the first 16 bytes of a body.
 * @throws SqlError XX001 when there are fewer.
 */
export function directoryBytes(prefix: Uint8Array): number {
  if (prefix.length < headerBytes) throw damaged('the directory is cut short');
  const view = new DataView(prefix.buffer, prefix.byteOffset, headerBytes);
  return directoryBytesFor(view.getUint32(8, true));
}

/** The entry at a place of a body. @throws SqlError XX001 when it makes no sense. */
export function readEntry(view: DataView, at: number): ColumnEntry {
  const kind = kinds[view.getUint8(at + 4)];
  const encoding = encodings[view.getUint8(at + 5)];
  if (kind === undefined || encoding === undefined) throw damaged('an encoding is unknown');
  return {
    id: view.getUint32(at, true),
    kind,
    encoding,
    position: view.getUint32(at + 8, true),
    length: view.getUint32(at + 12, true),
    crc: view.getUint32(at + 16, true),
    nullCount: view.getUint32(at + 20, true),
    range: (view.getUint16(at + 6, true) & rangeKnown) === 0 ? null : readRange(view, at, kind),
  };
}

/** Rows of a body. */
export function rowsOf(view: DataView): number {
  return view.getUint32(4, true);
}

/** The number of the schema that a body was written with. */
export function schemaIdOf(body: Uint8Array): number {
  return new DataView(body.buffer, body.byteOffset, 4).getUint32(0, true);
}

/** The place of a column's entry, found without reading the directory; −1 when the body has none. */
export function findEntry(view: DataView, id: number): number {
  const count = view.getUint32(8, true);
  const expected = directoryBytesFor(id);
  if (id < count && view.getUint32(expected, true) === id) return expected;
  for (let i = count - 1; i >= 0; i -= 1) {
    const at = directoryBytesFor(i);
    if (view.getUint32(at, true) === id) return at;
  }
  return -1;
}

function readRange(view: DataView, at: number, kind: StoredKind): ValueRange {
  if (kind === 'int64') {
    return { min: view.getBigInt64(at + 24, true), max: view.getBigInt64(at + 32, true) };
  }
  return { min: view.getFloat64(at + 24, true), max: view.getFloat64(at + 32, true) };
}

/** The checksum of everything in the directory but the checksum itself. */
function directoryCrc(body: Uint8Array, columns: number): number {
  const head = crc32c(body.subarray(0, 12));
  return crc32c(body.subarray(headerBytes, directoryBytesFor(columns)), head);
}

/** The error of a body that is not what was written. */
export function damaged(detail: string): SqlError {
  return new SqlError(sqlState.dataCorrupted, 'a stored batch is damaged', {
    detail: `In a columnar batch, ${detail}.`,
  });
}
