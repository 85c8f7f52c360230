import { type Datum, type SqlType, storageOf } from './sql-type.ts';
import { decodeText, encodeText } from './text-bytes.ts';
import { datumFromText } from './text-input.ts';
import { formatDatum } from './text-output.ts';
import type { Nulls, Vector } from './vector.ts';

/** The value of a row of a vector that carries the type. */
export function datumAt(vector: Vector, type: SqlType, row: number): Datum {
  if (vector.nulls !== null && vector.nulls[row] === 1) return null;
  switch (vector.kind) {
    case 'u8':
      return vector.values[row] === 1;
    case 'i32':
      return vector.values[row] as number;
    case 'f64': {
      const value = vector.values[row] as number;
      return storageOf(type) === 'integer64' ? BigInt(value) : value;
    }
    case 'i64':
      return vector.values[row] as bigint;
    case 'text':
      return textDatum(type, vector.bytes, vector.offsets, row);
    case 'dictionary': {
      const { bytes, offsets } = vector.dictionary;
      return textDatum(type, bytes, offsets, vector.codes[row] as number);
    }
  }
}

/**
 * A vector of the type's storage that holds the values. 64-bit integers become doubles when all
 * lie within ±2^53, else int64. Intervals, arrays, structs and maps are kept as their text.
 */
export function vectorFromDatums(type: SqlType, datums: readonly Datum[]): Vector {
  const nulls = nullsOf(datums);
  switch (storageOf(type)) {
    case 'u8':
      return {
        kind: 'u8',
        values: Uint8Array.from(datums, (datum) => (datum === true ? 1 : 0)),
        nulls,
      };
    case 'i32':
      return { kind: 'i32', values: Int32Array.from(datums, numberOf), nulls };
    case 'f64':
      return { kind: 'f64', values: Float64Array.from(datums, numberOf), nulls };
    case 'integer64':
      return integerVector(datums, nulls);
    case 'text':
      return textVector(
        datums.map((datum) => textOf(type, datum)),
        nulls,
      );
  }
}

function textDatum(type: SqlType, bytes: Uint8Array, offsets: Int32Array, row: number): Datum {
  const text = decodeText(bytes, offsets[row] as number, offsets[row + 1] as number);
  return isReadFromText(type) ? datumFromText(type, text) : text;
}

function nullsOf(datums: readonly Datum[]): Nulls {
  if (!datums.includes(null)) return null;
  return Uint8Array.from(datums, (datum) => (datum === null ? 1 : 0));
}

function numberOf(datum: Datum): number {
  return typeof datum === 'number' ? datum : 0;
}

function integerVector(datums: readonly Datum[], nulls: Nulls): Vector {
  const integers = datums.map((datum) => (typeof datum === 'bigint' ? datum : 0n));
  const bound = BigInt(Number.MAX_SAFE_INTEGER);
  if (integers.every((value) => value >= -bound && value <= bound)) {
    return { kind: 'f64', values: Float64Array.from(integers, Number), nulls };
  }
  return { kind: 'i64', values: BigInt64Array.from(integers), nulls };
}

/** The text that a value of text storage is kept as. */
export function textOf(type: SqlType, datum: Datum): string {
  if (typeof datum === 'string') return datum;
  return datum === null ? '' : formatDatum(type, datum);
}

/** Whether values of the type are kept as a text that must be read to get at them. */
export function isReadFromText({ kind }: SqlType): boolean {
  return kind === 'interval' || kind === 'array' || kind === 'struct' || kind === 'map';
}

function textVector(texts: readonly string[], nulls: Nulls): Vector {
  const encoded = texts.map(encodeText);
  const offsets = new Int32Array(texts.length + 1);
  for (const [i, bytes] of encoded.entries()) {
    offsets[i + 1] = (offsets[i] as number) + bytes.length;
  }
  const bytes = new Uint8Array(offsets[texts.length] as number);
  for (const [i, each] of encoded.entries()) bytes.set(each, offsets[i]);
  return { kind: 'text', offsets, bytes, nulls };
}
