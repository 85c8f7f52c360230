import { assert } from '../common/assert.ts';
import { columnOf, encodeColumns, findColumn, readTimestamps } from './column-codec.ts';
import { readDirectory, reservedColumn } from './column-directory.ts';
import { DictionaryPool } from './dictionary-pool.ts';
import { gatherVector } from './gather.ts';
import type { Vector } from './vector.ts';

/**
 * A body of some rows of another (indexes, ascending), with the offset of each relative to the
 * batch it will be in. @throws SqlError XX001 when the body is damaged.
 */
export function selectRows(
  body: Uint8Array,
  rows: Uint32Array,
  offsetDeltas: Uint32Array,
): Uint8Array {
  assert(rows.length === offsetDeltas.length, 'an offset per row');
  const directory = readDirectory(body);
  const dictionaries = new DictionaryPool('select');
  const selection = Int32Array.from(rows);
  const columns = directory.columns
    .filter(({ id }) => id !== reservedColumn.offsetDelta)
    .map((entry) => {
      const vector = columnOf(body, directory, entry, dictionaries);
      const integers = entry.kind !== 'f64';
      return { id: entry.id, vector: gatherVector(vector, selection, rows.length), integers };
    });
  const deltas: Vector = { kind: 'f64', values: Float64Array.from(offsetDeltas), nulls: null };
  const offsets = { id: reservedColumn.offsetDelta, vector: deltas, integers: true };
  return encodeColumns(directory.schemaId, rows.length, [...columns, offsets]);
}

/** The record time of each row of a body, milliseconds since 1970. @throws SqlError XX001 */
export function rowTimestamps(body: Uint8Array): Float64Array {
  return readTimestamps(body, readDirectory(body), new DictionaryPool('times'));
}

/**
 * The offset of each row relative to its batch; null when they are 0, 1, 2, … : no row was removed.
 * @throws SqlError XX001
 */
export function rowOffsetDeltas(body: Uint8Array): Uint32Array | null {
  const directory = readDirectory(body);
  const entry = findColumn(directory, reservedColumn.offsetDelta);
  if (entry === null) return null;
  const vector = columnOf(body, directory, entry, new DictionaryPool('offsets'));
  assert(vector.kind === 'f64', 'offsets are doubles');
  return Uint32Array.from(vector.values);
}
