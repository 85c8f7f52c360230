import type { Batch } from './batch.ts';
import type { Nulls, TextVector, Vector } from './vector.ts';

/** The rows selection[0 … count) of a vector, in that order. */
export function gatherVector(vector: Vector, selection: Int32Array, count: number): Vector {
  const nulls = gatherNulls(vector.nulls, selection, count);
  switch (vector.kind) {
    case 'u8':
      return { kind: 'u8', values: gatherBytes(vector.values, selection, count), nulls };
    case 'i32':
      return { kind: 'i32', values: gatherInt32(vector.values, selection, count), nulls };
    case 'f64':
      return { kind: 'f64', values: gatherFloat64(vector.values, selection, count), nulls };
    case 'i64':
      return { kind: 'i64', values: gatherInt64(vector.values, selection, count), nulls };
    case 'text':
      return gatherText(vector, selection, count, nulls);
    case 'dictionary':
      return {
        kind: 'dictionary',
        codes: gatherInt32(vector.codes, selection, count),
        dictionary: vector.dictionary,
        nulls,
      };
  }
}

/** The rows selection[0 … count) of a batch with their weights and late marks. */
export function gatherBatch(batch: Batch, selection: Int32Array, count: number): Batch {
  return {
    schema: batch.schema,
    rowCount: count,
    columns: batch.columns.map((column) => gatherVector(column, selection, count)),
    weights: batch.weights === null ? null : gatherInt32(batch.weights, selection, count),
    late: batch.late === null ? null : gatherFloat64(batch.late, selection, count),
  };
}

function gatherNulls(nulls: Nulls, selection: Int32Array, count: number): Nulls {
  if (nulls === null) return null;
  const gathered = gatherBytes(nulls, selection, count);
  return gathered.includes(1) ? gathered : null;
}

function gatherBytes(values: Uint8Array, selection: Int32Array, count: number): Uint8Array {
  const gathered = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) gathered[i] = values[selection[i] as number] as number;
  return gathered;
}

function gatherInt32(values: Int32Array, selection: Int32Array, count: number): Int32Array {
  const gathered = new Int32Array(count);
  for (let i = 0; i < count; i += 1) gathered[i] = values[selection[i] as number] as number;
  return gathered;
}

function gatherFloat64(values: Float64Array, selection: Int32Array, count: number): Float64Array {
  const gathered = new Float64Array(count);
  for (let i = 0; i < count; i += 1) gathered[i] = values[selection[i] as number] as number;
  return gathered;
}

function gatherInt64(values: BigInt64Array, selection: Int32Array, count: number): BigInt64Array {
  const gathered = new BigInt64Array(count);
  for (let i = 0; i < count; i += 1) gathered[i] = values[selection[i] as number] as bigint;
  return gathered;
}

/** Texts above this length are copied with `set`; below it a loop is faster. */
const loopBytesMax = 40;

function gatherText(
  vector: TextVector,
  selection: Int32Array,
  count: number,
  nulls: Nulls,
): TextVector {
  const { offsets: from, bytes: source } = vector;
  const offsets = new Int32Array(count + 1);
  let length = 0;
  for (let i = 0; i < count; i += 1) {
    offsets[i] = length;
    const row = selection[i] as number;
    length += (from[row + 1] as number) - (from[row] as number);
  }
  offsets[count] = length;
  const bytes = new Uint8Array(length);
  for (let i = 0; i < count; i += 1) {
    const start = from[selection[i] as number] as number;
    const target = offsets[i] as number;
    const size = (offsets[i + 1] as number) - target;
    if (size > loopBytesMax) bytes.set(source.subarray(start, start + size), target);
    else for (let k = 0; k < size; k += 1) bytes[target + k] = source[start + k] as number;
  }
  return { kind: 'text', offsets, bytes, nulls };
}
