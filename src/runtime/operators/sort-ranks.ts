import type { Batch } from '../../data/batch.ts';
import type { SqlType } from '../../data/sql-type.ts';
import type { DictionaryVector, TextVector, Vector } from '../../data/vector.ts';
import type { SortKey } from '../../planner/physical/physical-plan.ts';
import { isByteOrdered } from '../row-order.ts';

/** So many bytes of a text make its rank: they are an exact double. */
const rankBytes = 6;

/**
 * A number per row and sort key that never goes against the order: of two rows the one with the
 * smaller number sorts first, and where they are the same the values must be looked at.
 */
export function sortRanks(batch: Batch, order: readonly SortKey[]): Float64Array[] {
  return order.map(({ column, descending, nullsFirst }) => {
    const vector = batch.columns[column] as Vector;
    const type = batch.schema.fields[column]?.type ?? { kind: 'unknown' };
    const ranks = new Float64Array(batch.rowCount);
    fill(ranks, vector, type);
    if (descending) for (let i = 0; i < ranks.length; i += 1) ranks[i] = -(ranks[i] as number);
    const { nulls } = vector;
    if (nulls === null) return ranks;
    const ofNull = nullsFirst ? -Infinity : Infinity;
    for (let i = 0; i < ranks.length; i += 1) if (nulls[i] === 1) ranks[i] = ofNull;
    return ranks;
  });
}

function fill(ranks: Float64Array, vector: Vector, type: SqlType): void {
  switch (vector.kind) {
    case 'u8':
    case 'i32':
      ranks.set(vector.values);
      return;
    case 'f64':
      // NaN is above all numbers.
      for (let i = 0; i < ranks.length; i += 1) {
        const value = vector.values[i] as number;
        ranks[i] = Number.isNaN(value) ? Infinity : value;
      }
      return;
    case 'i64':
      for (let i = 0; i < ranks.length; i += 1) ranks[i] = Number(vector.values[i]);
      return;
    case 'text':
    case 'dictionary':
      if (isByteOrdered(type)) fillTexts(ranks, vector);
  }
}

function fillTexts(ranks: Float64Array, vector: TextVector | DictionaryVector): void {
  const { bytes, offsets } = vector.kind === 'text' ? vector : vector.dictionary;
  for (let i = 0; i < ranks.length; i += 1) {
    const entry = vector.kind === 'text' ? i : (vector.codes[i] as number);
    ranks[i] = textRank(bytes, offsets, entry);
  }
}

function textRank(bytes: Uint8Array, offsets: Int32Array, entry: number): number {
  const start = offsets[entry] as number;
  const end = offsets[entry + 1] as number;
  let rank = 0;
  for (let i = 0; i < rankBytes; i += 1) {
    rank = rank * 256 + (start + i < end ? (bytes[start + i] as number) : 0);
  }
  return rank;
}
