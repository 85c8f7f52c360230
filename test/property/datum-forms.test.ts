import fc from 'fast-check';
import { expect, test } from 'vitest';
import { insertBatch } from '../../src/data/batch.ts';
import { decodeBatch, encodeBatch } from '../../src/data/column-codec.ts';
import { compareWithNulls } from '../../src/data/compare-datums.ts';
import { jsonOfDatum } from '../../src/data/datum-json.ts';
import { DictionaryPool } from '../../src/data/dictionary-pool.ts';
import { datumFromJson } from '../../src/data/json-datum.ts';
import { readJson } from '../../src/data/json-tree.ts';
import { type Datum, type SqlType, typeName } from '../../src/data/sql-type.ts';
import { datumFromText } from '../../src/data/text-input.ts';
import { formatDatum } from '../../src/data/text-output.ts';
import { datumAt, vectorFromDatums } from '../../src/data/vector-datum.ts';
import { datumOf } from '../support/datum-arbitrary.ts';

const arrayOf = (element: SqlType): SqlType => ({ kind: 'array', element });
const numeric: SqlType = { kind: 'numeric', precision: null, scale: null };
const point: SqlType = {
  kind: 'struct',
  fields: [
    { name: 'x', type: { kind: 'integer' } },
    { name: 'a "label"', type: { kind: 'text' } },
    { name: 'at', type: { kind: 'interval' } },
  ],
};

const types: readonly SqlType[] = [
  { kind: 'boolean' },
  { kind: 'bigint' },
  { kind: 'double' },
  { kind: 'numeric', precision: 9, scale: 2 },
  numeric,
  { kind: 'text' },
  { kind: 'time' },
  { kind: 'interval' },
  { kind: 'uuid' },
  { kind: 'bytea' },
  { kind: 'jsonb' },
  arrayOf({ kind: 'integer' }),
  arrayOf({ kind: 'text' }),
  arrayOf({ kind: 'boolean' }),
  arrayOf({ kind: 'bytea' }),
  arrayOf({ kind: 'jsonb' }),
  arrayOf(numeric),
  arrayOf(point),
  point,
  { kind: 'struct', fields: [{ name: 'points', type: arrayOf(point) }] },
  { kind: 'map', key: { kind: 'text' }, value: { kind: 'integer' } },
  { kind: 'map', key: numeric, value: arrayOf({ kind: 'text' }) },
];

/** A value and itself after a round trip: nothing shows that it was away. */
function holds(type: SqlType, trip: (datum: Exclude<Datum, null>) => Datum): void {
  fc.assert(
    fc.property(datumOf(type), (datum) => {
      const back = trip(datum);
      expect(compareWithNulls(datum, type, back, type)).toBe(0);
      expect(back === null ? null : formatDatum(type, back)).toBe(formatDatum(type, datum));
    }),
    { numRuns: 60 },
  );
}

test.each(types.map((type) => [typeName(type), type] as const))('%s as text', (_, type) => {
  holds(type, (datum) => datumFromText(type, formatDatum(type, datum)));
});

test.each(types.map((type) => [typeName(type), type] as const))('%s as JSON', (_, type) => {
  // JSON's null is NULL, not jsonb's null.
  const isNull = (datum: Datum): boolean =>
    typeName(type).startsWith('jsonb') && [datum].flat().includes('null');
  holds(type, (datum) => {
    if (isNull(datum) || (typeof datum === 'number' && Object.is(datum, -0))) return datum;
    return datumFromJson(type, readJson(jsonOfDatum(type, datum, 'iso')), 'us');
  });
});

test.each(types.map((type) => [typeName(type), type] as const))('%s in the log', (_, type) => {
  const column = fc.array(fc.option(datumOf(type), { nil: null }), { maxLength: 9 });
  fc.assert(
    fc.property(column, (datums) => {
      const schema = { fields: [{ name: 'c', type, nullable: true }] };
      const vector = vectorFromDatums(type, datums);
      const body = encodeBatch(insertBatch(schema, datums.length, [vector]), {
        schemaId: 1,
        timestampMs: 5,
      });
      const back = decodeBatch(body, schema, new DictionaryPool('test'));
      const shown = datums.map((datum) => (datum === null ? null : formatDatum(type, datum)));
      const read = datums.map((_, row) => datumAt(back.columns[0] as typeof vector, type, row));
      expect(read.map((datum) => (datum === null ? null : formatDatum(type, datum)))).toEqual(
        shown,
      );
    }),
    { numRuns: 30 },
  );
});
