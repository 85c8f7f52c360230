import { assert } from '../common/assert.ts';
import { columnOf, encodeColumns, type NumberedColumn } from './column-codec.ts';
import { type BodyDirectory, readDirectory, reservedColumn } from './column-directory.ts';
import { concatVectors } from './concat-batches.ts';
import { DictionaryPool } from './dictionary-pool.ts';
import type { Vector } from './vector.ts';

type Opened = { readonly body: Uint8Array; readonly directory: BodyDirectory };

/**
 * One body of all rows of one or more bodies, in order; null when they are not of one schema. If
 * one has offsets, all must have, relative to the same batch.
 * @throws SqlError XX001 when one is damaged.
 */
export function mergeBodies(bodies: readonly Uint8Array[]): Uint8Array | null {
  const opened = bodies.map((body) => ({ body, directory: readDirectory(body) }));
  const first = opened[0]?.directory;
  if (first === undefined) return null;
  if (!opened.every(({ directory }) => directory.schemaId === first.schemaId)) return null;
  const dictionaries = new DictionaryPool('merge');
  const rows = opened.reduce((sum, { directory }) => sum + directory.rows, 0);
  const columns = columnIds(opened).map((id) => mergeColumn(opened, id, dictionaries));
  return encodeColumns(first.schemaId, rows, columns);
}

/** All ids in the order of the first body that has them: weights may be missing from some. */
function columnIds(opened: readonly Opened[]): readonly number[] {
  const ids = new Set<number>();
  for (const { directory } of opened) for (const { id } of directory.columns) ids.add(id);
  return [...ids];
}

function mergeColumn(
  opened: readonly Opened[],
  id: number,
  dictionaries: DictionaryPool,
): NumberedColumn {
  let integers = true;
  const vectors = opened.map(({ body, directory }) => {
    const entry = directory.columns.find((column) => column.id === id);
    if (entry === undefined) return missing(id, directory.rows);
    if (entry.kind === 'f64') integers = false;
    return columnOf(body, directory, entry, dictionaries);
  });
  return { id, vector: concatVectors(vectors), integers };
}

/** A body of inserts alone has no weights: each of its rows weighs +1. */
function missing(id: number, rows: number): Vector {
  assert(id === reservedColumn.weight, 'only weights may be missing from a body');
  return { kind: 'i32', values: new Int32Array(rows).fill(1), nulls: null };
}
