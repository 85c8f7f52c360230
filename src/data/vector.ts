/**
 * One column of a batch: a typed array over an ArrayBuffer or a SharedArrayBuffer, plain data that
 * survives `structuredClone`. `nulls` has one byte a row, 1 where the row is NULL (the value there
 * is undefined but valid), and is null when no row is.
 */
export type Vector =
  | { readonly kind: 'u8'; readonly values: Uint8Array; readonly nulls: Nulls }
  | { readonly kind: 'i32'; readonly values: Int32Array; readonly nulls: Nulls }
  /** DOUBLE and REAL; and 64-bit integers, times and decimals that all lie within ±2^53. */
  | { readonly kind: 'f64'; readonly values: Float64Array; readonly nulls: Nulls }
  | { readonly kind: 'i64'; readonly values: BigInt64Array; readonly nulls: Nulls }
  | TextVector
  | DictionaryVector;

export type VectorKind = Vector['kind'];
export type Nulls = Uint8Array | null;

/** UTF-8: row i is bytes[offsets[i] … offsets[i + 1]). The first offset need not be 0. */
export type TextVector = {
  readonly kind: 'text';
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
  readonly nulls: Nulls;
};

/** Text as codes of an immutable dictionary. Codes are comparable only under the same dictionary id. */
export type DictionaryVector = {
  readonly kind: 'dictionary';
  readonly codes: Int32Array;
  readonly dictionary: Dictionary;
  readonly nulls: Nulls;
};

/** Distinct texts: entry c is bytes[offsets[c] … offsets[c + 1]). */
export type Dictionary = {
  readonly id: string;
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
};

/** The rows [from, to) of a vector, sharing its memory. */
export function sliceVector(vector: Vector, from: number, to: number): Vector {
  const nulls = vector.nulls?.subarray(from, to) ?? null;
  switch (vector.kind) {
    case 'u8':
      return { kind: 'u8', values: vector.values.subarray(from, to), nulls };
    case 'i32':
      return { kind: 'i32', values: vector.values.subarray(from, to), nulls };
    case 'f64':
      return { kind: 'f64', values: vector.values.subarray(from, to), nulls };
    case 'i64':
      return { kind: 'i64', values: vector.values.subarray(from, to), nulls };
    case 'text':
      return {
        kind: 'text',
        offsets: vector.offsets.subarray(from, to + 1),
        bytes: vector.bytes,
        nulls,
      };
    case 'dictionary':
      return {
        kind: 'dictionary',
        codes: vector.codes.subarray(from, to),
        dictionary: vector.dictionary,
        nulls,
      };
  }
}

/** How many rows a vector has. */
export function vectorLength(vector: Vector): number {
  if (vector.kind === 'text') return vector.offsets.length - 1;
  return vector.kind === 'dictionary' ? vector.codes.length : vector.values.length;
}
