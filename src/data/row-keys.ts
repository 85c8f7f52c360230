import { columnOf, findColumn, readWeights } from './column-codec.ts';
import { readDirectory } from './column-directory.ts';
import { DictionaryPool } from './dictionary-pool.ts';
import type { Vector } from './vector.ts';

/** The keys of the rows of a body, and which of them say that their key is gone. */
export type RowKeys = {
  /** Equal keys, and only they, have equal bytes. */
  readonly key: (row: number) => Uint8Array;
  readonly isTombstone: (row: number) => boolean;
};

/**
 * The keys of a body made of some of its columns (indexes into the schema). A row of weight −1 is a
 * tombstone. @throws SqlError XX001 when the body is damaged.
 */
export function rowKeys(body: Uint8Array, keyColumns: readonly number[]): RowKeys {
  const directory = readDirectory(body);
  const dictionaries = new DictionaryPool('keys');
  const writers = keyColumns.map((id) => {
    const entry = findColumn(directory, id);
    return new PartWriter(entry === null ? null : columnOf(body, directory, entry, dictionaries));
  });
  const weights = readWeights(body, directory, dictionaries);
  return {
    key: (row) => {
      const bytes = writers.reduce((sum, writer) => sum + writer.bytes(row), 0);
      const key = new Uint8Array(bytes);
      let at = 0;
      for (const writer of writers) at = writer.write(row, key, at);
      return key;
    },
    isTombstone: (row) => (weights?.[row] ?? 1) < 0,
  };
}

/** What a part of a key begins with: texts tell their length, so that no two keys run together. */
const tag = { null: 0, double: 1, int64: 2, text: 3 } as const;

/** Writes one column's part of keys: a tag, then the value. */
class PartWriter {
  readonly #vector: Vector | null;

  /** Null for a column that came to the schema after the body was written: NULL in all rows. */
  constructor(vector: Vector | null) {
    this.#vector = vector;
  }

  bytes(row: number): number {
    const vector = this.#vector;
    if (vector === null || isNull(vector, row)) return 1;
    if (vector.kind !== 'text' && vector.kind !== 'dictionary') return 9;
    const { from, to } = textRange(vector, row);
    return 5 + to - from;
  }

  /** Writes the part at `at`; answers where the next one goes. */
  write(row: number, target: Uint8Array, at: number): number {
    const vector = this.#vector;
    if (vector === null || isNull(vector, row)) {
      target[at] = tag.null;
      return at + 1;
    }
    const view = new DataView(target.buffer);
    if (vector.kind === 'text' || vector.kind === 'dictionary') {
      const { bytes, from, to } = textRange(vector, row);
      target[at] = tag.text;
      view.setUint32(at + 1, to - from, true);
      target.set(bytes.subarray(from, to), at + 5);
      return at + 5 + to - from;
    }
    if (vector.kind === 'i64') writeInt64(view, at, vector.values[row] as bigint);
    else writeDouble(view, at, vector.values[row] as number);
    return at + 9;
  }
}

/** The same integer may come as a double in one batch and as int64 in another. */
function writeInt64(view: DataView, at: number, value: bigint): void {
  const double = Number(value);
  if (Number.isSafeInteger(double)) {
    writeDouble(view, at, double);
    return;
  }
  view.setUint8(at, tag.int64);
  view.setBigInt64(at + 1, value, true);
}

/** Zero has one sign and NaN one form, as in SQL's equality. */
function writeDouble(view: DataView, at: number, value: number): void {
  view.setUint8(at, tag.double);
  view.setFloat64(at + 1, value === 0 ? 0 : value, true);
}

function isNull({ nulls }: Vector, row: number): boolean {
  return nulls !== null && nulls[row] === 1;
}

function textRange(
  vector: Extract<Vector, { kind: 'text' | 'dictionary' }>,
  row: number,
): { readonly bytes: Uint8Array; readonly from: number; readonly to: number } {
  if (vector.kind === 'text') {
    const { bytes, offsets } = vector;
    return { bytes, from: offsets[row] as number, to: offsets[row + 1] as number };
  }
  const { bytes, offsets } = vector.dictionary;
  const code = vector.codes[row] as number;
  return { bytes, from: offsets[code] as number, to: offsets[code + 1] as number };
}
