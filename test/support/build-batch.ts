import type { Batch, Field } from '../../src/data/batch.ts';
import { dictionaryOf } from '../../src/data/dictionary-builder.ts';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import type { Vector } from '../../src/data/vector.ts';
import { vectorFromDatums } from '../../src/data/vector-datum.ts';

/** Fields named c0, c1, … of the types. */
export function fieldsOf(types: readonly SqlType[]): Field[] {
  return types.map((type, index) => ({ name: `c${index}`, type, nullable: true }));
}

export type BatchParts = {
  readonly weights?: readonly number[] | null;
  readonly late?: readonly number[] | null;
  /** Columns of texts to be encoded as dictionaries. */
  readonly dictionaries?: ReadonlySet<number>;
};

/** A batch of rows of datums. */
export function buildBatch(
  fields: readonly Field[],
  rows: readonly (readonly Datum[])[],
  { weights = null, late = null, dictionaries = new Set() }: BatchParts = {},
): Batch {
  const columns = fields.map(({ type }, c) => {
    const datums = rows.map((row) => row[c] ?? null);
    return dictionaries.has(c) ? dictionaryVector(datums) : vectorFromDatums(type, datums);
  });
  return {
    schema: { fields },
    rowCount: rows.length,
    columns,
    weights: weights === null ? null : Int32Array.from(weights),
    late: late === null ? null : Float64Array.from(late),
  };
}

function dictionaryVector(datums: readonly Datum[]): Vector {
  const texts = [...new Set(datums.map((datum) => (datum === null ? '' : String(datum))))].sort();
  const codes = Int32Array.from(datums, (datum) => texts.indexOf(String(datum ?? '')));
  const nulls = datums.includes(null)
    ? Uint8Array.from(datums, (datum) => (datum === null ? 1 : 0))
    : null;
  return {
    kind: 'dictionary',
    codes,
    dictionary: dictionaryOf(`test.${JSON.stringify(texts)}`, texts),
    nulls,
  };
}
