import { compareDatums, compareDoubles } from '../data/compare-datums.ts';
import { compareNumerics } from '../data/decimal.ts';
import { intervalMicros, parseInterval } from '../data/interval-text.ts';
import type { Datum, SqlType } from '../data/sql-type.ts';
import { compareBytes, decodeText } from '../data/text-bytes.ts';
import { datumFromText } from '../data/text-input.ts';
import type { Vector } from '../data/vector.ts';

/** The order of two rows of a batch: negative, zero or positive. */
export type RowOrder = (a: number, b: number) => number;

/**
 * The ascending order of the values of a column, NULLs left aside: numbers with NaN as the
 * greatest, texts by their bytes, NUMERIC and INTERVAL by what they mean.
 */
export function valueOrder(vector: Vector, type: SqlType): RowOrder {
  switch (vector.kind) {
    case 'u8':
    case 'i32': {
      const { values } = vector;
      return (a, b) => (values[a] as number) - (values[b] as number);
    }
    case 'f64': {
      const { values } = vector;
      return (a, b) => compareDoubles(values[a] as number, values[b] as number);
    }
    case 'i64': {
      const { values } = vector;
      return (a, b) => compareIntegers(values[a] as bigint, values[b] as bigint);
    }
    case 'text':
      return textOrder(vector.bytes, vector.offsets, type);
    case 'dictionary': {
      const { codes, dictionary } = vector;
      const entries = textOrder(dictionary.bytes, dictionary.offsets, type);
      return (a, b) => entries(codes[a] as number, codes[b] as number);
    }
  }
}

function textOrder(bytes: Uint8Array, offsets: Int32Array, type: SqlType): RowOrder {
  const start = (row: number): number => offsets[row] as number;
  const text = (row: number): string => decodeText(bytes, start(row), start(row + 1));
  if (type.kind === 'numeric') {
    return (a, b) => compareNumerics(text(a), type, text(b), type);
  }
  if (type.kind === 'interval') {
    return (a, b) => compareIntegers(micros(text(a)), micros(text(b)));
  }
  if (!isByteOrdered(type)) {
    const values: Datum[] = [];
    const value = (row: number): Datum => {
      values[row] ??= datumFromText(type, text(row));
      return values[row] as Datum;
    };
    return (a, b) => compareDatums(value(a), type, value(b), type);
  }
  return (a, b) => compareBytes(bytes, start(a), start(a + 1), bytes, start(b), start(b + 1));
}

/** Whether values of text storage sort as the bytes they are kept as. */
export function isByteOrdered(type: SqlType): boolean {
  return type.kind !== 'numeric' && type.kind !== 'interval' && !isCompared(type);
}

/** Whether the order of values is not that of the bytes they are kept as, and they are read for it. */
export function isCompared({ kind }: SqlType): boolean {
  return kind === 'array' || kind === 'struct' || kind === 'map' || kind === 'jsonb';
}

function micros(interval: string): bigint {
  return intervalMicros(parseInterval(interval));
}

function compareIntegers(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
