import { assert } from '../common/assert.ts';
import type { Batch } from './batch.ts';
import type { DictionaryVector, Nulls, TextVector, Vector } from './vector.ts';
import { vectorLength } from './vector.ts';

/** One batch of all rows of one or more batches of the same fields, in order. */
export function concatBatches(batches: readonly Batch[]): Batch {
  const first = batches[0];
  assert(first, 'at least one batch');
  if (batches.length === 1) return first;
  const rowCount = batches.reduce((sum, batch) => sum + batch.rowCount, 0);
  return {
    schema: first.schema,
    rowCount,
    columns: first.columns.map((_, c) =>
      concatVectors(batches.map((batch) => batch.columns[c] as Vector)),
    ),
    weights: concatWeights(batches, rowCount),
    late: concatLate(batches, rowCount),
  };
}

/** One vector of all rows of one or more vectors of the same type, in order. */
export function concatVectors(vectors: readonly Vector[]): Vector {
  const first = vectors[0];
  assert(first, 'at least one vector');
  if (vectors.length === 1) return first;
  const length = vectors.reduce((sum, vector) => sum + vectorLength(vector), 0);
  const nulls = concatNulls(vectors, length);
  switch (first.kind) {
    case 'u8': {
      const values = new Uint8Array(length);
      place(vectors, (vector, at) => vector.kind === 'u8' && values.set(vector.values, at));
      return { kind: 'u8', values, nulls };
    }
    case 'i32': {
      const values = new Int32Array(length);
      place(vectors, (vector, at) => vector.kind === 'i32' && values.set(vector.values, at));
      return { kind: 'i32', values, nulls };
    }
    case 'f64':
    case 'i64':
      return concatNumbers(vectors, length, nulls);
    case 'text':
    case 'dictionary':
      return concatTexts(vectors, length, nulls);
  }
}

function place(vectors: readonly Vector[], put: (vector: Vector, at: number) => void): void {
  let at = 0;
  for (const vector of vectors) {
    put(vector, at);
    at += vectorLength(vector);
  }
}

/** 64-bit integers come as doubles or as int64: a mixture becomes int64. */
function concatNumbers(vectors: readonly Vector[], length: number, nulls: Nulls): Vector {
  if (vectors.every((vector) => vector.kind === 'f64')) {
    const values = new Float64Array(length);
    place(vectors, (vector, at) => vector.kind === 'f64' && values.set(vector.values, at));
    return { kind: 'f64', values, nulls };
  }
  const values = new BigInt64Array(length);
  place(vectors, (vector, at) => {
    if (vector.kind === 'i64') values.set(vector.values, at);
    else if (vector.kind === 'f64')
      values.set(
        BigInt64Array.from(vector.values, (value) => BigInt(value)),
        at,
      );
  });
  return { kind: 'i64', values, nulls };
}

function concatTexts(vectors: readonly Vector[], length: number, nulls: Nulls): Vector {
  const shared = sameDictionary(vectors);
  if (shared !== null) {
    const codes = new Int32Array(length);
    place(vectors, (vector, at) => vector.kind === 'dictionary' && codes.set(vector.codes, at));
    return { kind: 'dictionary', codes, dictionary: shared.dictionary, nulls };
  }
  const texts = vectors.map((vector) =>
    vector.kind === 'dictionary' ? plainText(vector) : (vector as TextVector),
  );
  const offsets = new Int32Array(length + 1);
  let row = 0;
  let total = 0;
  for (const text of texts) {
    const base = total - (text.offsets[0] as number);
    const rows = text.offsets.length - 1;
    for (let i = 0; i < rows; i += 1) offsets[row++] = base + (text.offsets[i] as number);
    total = base + (text.offsets[rows] as number);
  }
  offsets[row] = total;
  const bytes = new Uint8Array(total);
  row = 0;
  for (const text of texts) {
    const rows = text.offsets.length - 1;
    bytes.set(text.bytes.subarray(text.offsets[0], text.offsets[rows]), offsets[row]);
    row += rows;
  }
  return { kind: 'text', offsets, bytes, nulls };
}

function sameDictionary(vectors: readonly Vector[]): DictionaryVector | null {
  const first = vectors[0];
  if (first?.kind !== 'dictionary') return null;
  const { id } = first.dictionary;
  const same = vectors.every(
    (vector) => vector.kind === 'dictionary' && vector.dictionary.id === id,
  );
  return same ? first : null;
}

/** The texts of a dictionary vector written out. */
export function plainText(vector: DictionaryVector): TextVector {
  const { codes, dictionary, nulls } = vector;
  const offsets = new Int32Array(codes.length + 1);
  let length = 0;
  for (let i = 0; i < codes.length; i += 1) {
    offsets[i] = length;
    if (nulls !== null && nulls[i] === 1) continue;
    const code = codes[i] as number;
    length += (dictionary.offsets[code + 1] as number) - (dictionary.offsets[code] as number);
  }
  offsets[codes.length] = length;
  const bytes = new Uint8Array(length);
  for (let i = 0; i < codes.length; i += 1) {
    const start = dictionary.offsets[codes[i] as number] as number;
    const at = offsets[i] as number;
    const size = (offsets[i + 1] as number) - at;
    for (let k = 0; k < size; k += 1) bytes[at + k] = dictionary.bytes[start + k] as number;
  }
  return { kind: 'text', offsets, bytes, nulls };
}

function concatNulls(vectors: readonly Vector[], length: number): Nulls {
  if (vectors.every((vector) => vector.nulls === null)) return null;
  const nulls = new Uint8Array(length);
  place(vectors, (vector, at) => vector.nulls !== null && nulls.set(vector.nulls, at));
  return nulls;
}

function concatWeights(batches: readonly Batch[], rowCount: number): Int32Array | null {
  if (batches.every((batch) => batch.weights === null)) return null;
  const weights = new Int32Array(rowCount).fill(1);
  let at = 0;
  for (const batch of batches) {
    if (batch.weights !== null) weights.set(batch.weights, at);
    at += batch.rowCount;
  }
  return weights;
}

function concatLate(batches: readonly Batch[], rowCount: number): Float64Array | null {
  if (batches.every((batch) => batch.late === null)) return null;
  const late = new Float64Array(rowCount).fill(-Infinity);
  let at = 0;
  for (const batch of batches) {
    if (batch.late !== null) late.set(batch.late, at);
    at += batch.rowCount;
  }
  return late;
}
