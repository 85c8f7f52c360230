import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Batch, insertBatch } from '../../src/data/batch.ts';
import type { TimeFormat } from '../../src/data/json-cell.ts';
import { encodeRows } from '../../src/data/json-rows.ts';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import { formatDatum } from '../../src/data/text-output.ts';
import { datumAt, vectorFromDatums } from '../../src/data/vector-datum.ts';

const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
  fc.bigInt({ min: -1000n, max: 1000n }),
);

const columns: readonly (readonly [SqlType, fc.Arbitrary<Datum>])[] = [
  [{ kind: 'boolean' }, fc.boolean()],
  [{ kind: 'integer' }, fc.integer()],
  [{ kind: 'bigint' }, int64],
  [{ kind: 'double' }, fc.double()],
  [{ kind: 'numeric', precision: 18, scale: 3 }, int64],
  [{ kind: 'numeric', precision: 18, scale: 17 }, int64],
  [{ kind: 'text' }, fc.string({ unit: 'binary' })],
  [{ kind: 'json' }, fc.json()],
  [{ kind: 'date' }, fc.integer({ min: -1_000_000, max: 4_000_000 })],
  [{ kind: 'timestamp' }, fc.bigInt({ min: -(2n ** 57n), max: 2n ** 59n })],
  [{ kind: 'timestamptz' }, fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n })],
];

/** What a client makes of a cell. */
function model(type: SqlType, datum: Datum, time: TimeFormat): unknown {
  if (datum === null || typeof datum === 'boolean') return datum;
  if (type.kind === 'json') return JSON.parse(datum as string);
  if (typeof datum === 'number' && type.kind !== 'date') {
    return Number.isFinite(datum) ? datum : String(datum);
  }
  if (type.kind === 'timestamp' || type.kind === 'timestamptz') {
    if (time === 'us') return Number(datum);
    const text = formatDatum(type, datum).replace(' ', 'T');
    return type.kind === 'timestamp' ? text : text.replace('+00', 'Z');
  }
  return formatDatum(type, datum);
}

const batches = fc.integer({ min: 0, max: 20 }).chain((rows) =>
  fc.record({
    data: fc.tuple(
      ...columns.map(([, datum]) =>
        fc.array(fc.option(datum, { nil: null }), { minLength: rows, maxLength: rows }),
      ),
    ),
    weights: fc.option(
      fc.array(fc.integer({ min: -5, max: 5 }), { minLength: rows, maxLength: rows }),
    ),
  }),
);

test('rows are what a simple model says, cell by cell', () => {
  fc.assert(
    fc.property(batches, fc.constantFrom<TimeFormat>('iso', 'us'), ({ data, weights }, time) => {
      const fields = columns.map(([type], i) => ({ name: `c${i}`, type, nullable: true }));
      const rows = data[0]?.length ?? 0;
      const vectors = columns.map(([type], i) => vectorFromDatums(type, data[i] ?? []));
      const batch: Batch = {
        ...insertBatch({ fields }, rows, vectors),
        weights: weights === null ? null : Int32Array.from(weights),
      };
      const text = encodeRows(batch, 0, rows, { time });
      expect(text).not.toContain('\n');
      const expected = Array.from({ length: rows }, (_, row) => [
        ...(weights === null ? [] : [weights[row]]),
        ...vectors.map((vector, c) => {
          const { type } = fields[c] as (typeof fields)[number];
          return model(type, datumAt(vector, type, row), time);
        }),
      ]);
      expect(JSON.parse(`[${text}]`)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
