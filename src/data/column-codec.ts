import { crc32c } from '@node-rs/crc32';
import { assert } from '../common/assert.ts';
import type { Batch, Schema } from './batch.ts';
import { decodeColumn } from './column-decoder.ts';
import {
  type BodyDirectory,
  type ColumnEntry,
  directoryBytesFor,
  readDirectory,
  reservedColumn,
  writeDirectory,
} from './column-directory.ts';
import { type ColumnPlan, planColumn, plannedBytes, writeColumn } from './column-encoder.ts';
import type { DictionaryPool } from './dictionary-pool.ts';
import { storageOf } from './sql-type.ts';
import type { Vector } from './vector.ts';

/** What the log keeps with a batch beside its columns. */
export type Stamp = {
  /** The number under which the topic knows the schema. */
  readonly schemaId: number;
  /** Record time: one for all rows, or one per row; milliseconds since 1970. */
  readonly timestampMs: number | Float64Array;
  /** The id of each column; its place in the schema when left out. */
  readonly ids?: readonly number[] | undefined;
};

/** A column to be written: a vector under the id of its field, or a reserved one. */
export type NumberedColumn = {
  readonly id: number;
  readonly vector: Vector;
  /** Whether its numbers are 64-bit integers, not doubles. */
  readonly integers: boolean;
};

/** The columnar body of a batch for the log. `late` marks are not part of it. */
export function encodeBatch(batch: Batch, stamp: Stamp): Uint8Array {
  const columns = batch.columns.map((vector, column) => {
    const field = batch.schema.fields[column];
    assert(field, 'a field per column');
    const id = stamp.ids?.[column] ?? column;
    return { id, vector, integers: storageOf(field.type) === 'integer64' };
  });
  return encodeColumns(stamp.schemaId, batch.rowCount, [
    ...columns,
    ...reservedColumns(batch, stamp),
  ]);
}

function reservedColumns(batch: Batch, { timestampMs }: Stamp): NumberedColumn[] {
  const times =
    typeof timestampMs === 'number'
      ? new Float64Array(batch.rowCount).fill(timestampMs)
      : timestampMs;
  const time: NumberedColumn = {
    id: reservedColumn.recordTime,
    vector: { kind: 'f64', values: times, nulls: null },
    integers: true,
  };
  if (batch.weights === null) return [time];
  const weights: Vector = { kind: 'i32', values: batch.weights, nulls: null };
  return [time, { id: reservedColumn.weight, vector: weights, integers: true }];
}

/** A body of these columns, all of `rows` rows. */
export function encodeColumns(
  schemaId: number,
  rows: number,
  columns: readonly NumberedColumn[],
): Uint8Array {
  const plans = columns.map(({ vector, integers }) => planColumn(vector, integers));
  const front = directoryBytesFor(plans.length);
  const lengths = plans.map((plan) => plannedBytes(plan, rows));
  const body = new Uint8Array(lengths.reduce((sum, length) => sum + length, front));
  let position = front;
  const entries = plans.map((plan, index) => {
    const target = body.subarray(position, position + (lengths[index] as number));
    writeColumn(plan, rows, target);
    const entry = entryOf((columns[index] as NumberedColumn).id, plan, position, target);
    position += target.length;
    return entry;
  });
  writeDirectory(body, { schemaId, rows, columns: entries });
  return body;
}

function entryOf(id: number, plan: ColumnPlan, position: number, written: Uint8Array): ColumnEntry {
  return {
    id,
    kind: plan.kind,
    encoding: plan.encoding,
    position,
    length: written.length,
    crc: crc32c(written),
    nullCount: plan.nullCount,
    range: plan.range,
  };
}

/** The entry of a field (by its index in the schema) or of a reserved column; null when the body has none. */
export function findColumn(directory: BodyDirectory, id: number): ColumnEntry | null {
  const expected = directory.columns[id];
  if (expected?.id === id) return expected;
  return directory.columns.find((entry) => entry.id === id) ?? null;
}

/**
 * The vectors of some columns (indexes into the schema) of a whole body.
 * @throws SqlError XX001 when the directory or one of these columns is damaged.
 */
export function decodeColumns(
  body: Uint8Array,
  columns: readonly number[],
  dictionaries: DictionaryPool,
): readonly Vector[] {
  const directory = readDirectory(body);
  return columns.map((id) => {
    const entry = findColumn(directory, id);
    assert(entry, 'the column is in the body');
    return columnOf(body, directory, entry, dictionaries);
  });
}

/** A whole body as a batch of its schema. @throws SqlError XX001 when any of it is damaged. */
export function decodeBatch(body: Uint8Array, schema: Schema, dictionaries: DictionaryPool): Batch {
  const directory = readDirectory(body);
  const columns = decodeColumns(body, [...schema.fields.keys()], dictionaries);
  const weights = readWeights(body, directory, dictionaries);
  return { schema, rowCount: directory.rows, columns, weights, late: null };
}

/** The weights of a whole body; null when it is of inserts alone. */
export function readWeights(
  body: Uint8Array,
  directory: BodyDirectory,
  dictionaries: DictionaryPool,
): Int32Array | null {
  const entry = findColumn(directory, reservedColumn.weight);
  if (entry === null) return null;
  const vector = columnOf(body, directory, entry, dictionaries);
  assert(vector.kind === 'i32', 'weights are 32-bit integers');
  return vector.values;
}

/** The record time of each row of a whole body, milliseconds since 1970. */
export function readTimestamps(
  body: Uint8Array,
  directory: BodyDirectory,
  dictionaries: DictionaryPool,
): Float64Array {
  const entry = findColumn(directory, reservedColumn.recordTime);
  assert(entry, 'a body has record times');
  const vector = columnOf(body, directory, entry, dictionaries);
  assert(vector.kind === 'f64', 'record times are doubles');
  return vector.values;
}

/** The vector of an entry of a whole body. @throws SqlError XX001 when its checksum does not match. */
export function columnOf(
  body: Uint8Array,
  directory: BodyDirectory,
  entry: ColumnEntry,
  dictionaries: DictionaryPool,
): Vector {
  const range = body.subarray(entry.position, entry.position + entry.length);
  return decodeColumn(directory, entry, range, dictionaries);
}
