import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SqlError } from '../../src/common/sql-error.ts';
import { type Batch, insertBatch, type Schema, sliceBatch } from '../../src/data/batch.ts';
import { decodeBatch, encodeBatch, readTimestamps } from '../../src/data/column-codec.ts';
import { readDirectory, reservedColumn } from '../../src/data/column-directory.ts';
import { DictionaryPool } from '../../src/data/dictionary-pool.ts';
import { joinColumn, viewBody } from '../../src/data/join-column.ts';
import { mergeBodies } from '../../src/data/merge-bodies.ts';
import type { SqlType } from '../../src/data/sql-type.ts';
import type { Vector } from '../../src/data/vector.ts';
import { builderFor } from '../../src/data/vector-builder.ts';

type Cell = null | number | bigint | string;

const types: readonly SqlType[] = [
  { kind: 'boolean' },
  { kind: 'integer' },
  { kind: 'bigint' },
  { kind: 'double' },
  { kind: 'numeric', precision: 18, scale: 3 },
  { kind: 'text' },
  { kind: 'timestamp' },
];

const schema: Schema = {
  fields: types.map((type, index) => ({ name: `c${index}`, type, nullable: true })),
};

function cellOf(type: SqlType): fc.Arbitrary<Cell> {
  switch (type.kind) {
    case 'boolean':
      return fc.constantFrom(0, 1);
    case 'integer':
      return fc.oneof(
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        fc.integer({ min: 0, max: 9 }),
      );
    case 'double':
      return fc.oneof(
        fc.double(),
        fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1.5),
      );
    case 'text':
      return fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('a', 'bb', '', 'ccc'));
    default:
      return fc.oneof(
        fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
        fc.constantFrom(2n ** 53n, -(2n ** 53n), 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)),
        fc.bigInt({ min: 1_700_000_000_000_000n, max: 1_700_000_000_000_300n }),
      );
  }
}

/** A column leans to one way of looking: all wild, all tame, few values, many or only NULLs. */
function columnOf(type: SqlType, rows: number): fc.Arbitrary<readonly Cell[]> {
  const cell = cellOf(type);
  const list = (one: fc.Arbitrary<Cell>): fc.Arbitrary<Cell[]> =>
    fc.array(one, { minLength: rows, maxLength: rows });
  const few = fc.array(cell, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    list(cell),
    list(fc.option(cell)),
    list(fc.constant(null)),
    few.chain((values) => list(fc.constantFrom(...values))),
    few.chain((values) => list(fc.option(fc.constantFrom(...values)))),
  );
}

const tables = fc
  .integer({ min: 0, max: 80 })
  .chain((rows) => fc.tuple(...types.map((type) => columnOf(type, rows))));

function vectorOf(type: SqlType, cells: readonly Cell[]): Vector {
  const builder = builderFor(type);
  for (const cell of cells) {
    if (cell === null) builder.appendNull();
    else if (builder.kind === 'text') builder.appendString(String(cell));
    else if (builder.kind === 'integer64') builder.appendBigInt(BigInt(cell));
    else builder.appendNumber(Number(cell));
  }
  return builder.finish();
}

function batchOf(columns: readonly (readonly Cell[])[]): Batch {
  const vectors = columns.map((cells, index) => vectorOf(types[index] as SqlType, cells));
  return insertBatch(schema, columns[0]?.length ?? 0, vectors);
}

function cellsOf(vector: Vector, type: SqlType, rows: number): readonly Cell[] {
  return Array.from({ length: rows }, (_, row) => {
    if (vector.nulls?.[row] === 1) return null;
    if (vector.kind === 'text') return textOf(vector.bytes, vector.offsets, row);
    if (vector.kind === 'dictionary') {
      return textOf(
        vector.dictionary.bytes,
        vector.dictionary.offsets,
        vector.codes[row] as number,
      );
    }
    const value = vector.values[row] as number | bigint;
    return ['bigint', 'numeric', 'timestamp'].includes(type.kind) ? BigInt(value) : value;
  });
}

function textOf(bytes: Uint8Array, offsets: Int32Array, index: number): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    bytes.subarray(offsets[index], offsets[index + 1]),
  );
}

function tableOf(batch: Batch): readonly (readonly Cell[])[] {
  return batch.columns.map((vector, c) => cellsOf(vector, types[c] as SqlType, batch.rowCount));
}

const stamp = { schemaId: 7, timestampMs: 1_700_000_000_000 };

test('a decoded body holds the cells that were encoded', () => {
  fc.assert(
    fc.property(tables, (columns) => {
      const pool = new DictionaryPool('test');
      const decoded = decodeBatch(encodeBatch(batchOf(columns), stamp), schema, pool);
      expect(tableOf(decoded)).toEqual(columns);
    }),
    { numRuns: 300 },
  );
});

test('a slice, encoded, merged with the rest, is the whole again', () => {
  fc.assert(
    fc.property(tables, fc.nat(80), fc.boolean(), (columns, at, weighted) => {
      const plain = batchOf(columns);
      const cut = Math.min(at, plain.rowCount);
      const weights = weighted ? new Int32Array(plain.rowCount).fill(-1) : null;
      const head = sliceBatch({ ...plain, weights }, 0, cut);
      const tail = sliceBatch(plain, cut, plain.rowCount);
      const times = Float64Array.from({ length: cut }, (_, row) => row);
      const merged = mergeBodies([
        encodeBatch(head, { schemaId: 7, timestampMs: times }),
        encodeBatch(tail, { schemaId: 7, timestampMs: 5 }),
      ]);
      const pool = new DictionaryPool('test');
      const body = merged as Uint8Array;
      const decoded = decodeBatch(body, schema, pool);
      expect(tableOf(decoded)).toEqual(columns);
      const tailRows = plain.rowCount - cut;
      expect([...readTimestamps(body, readDirectory(body), pool)]).toEqual([
        ...times,
        ...new Array<number>(tailRows).fill(5),
      ]);
      const expected = [...new Array<number>(cut).fill(-1), ...new Array<number>(tailRows).fill(1)];
      expect(decoded.weights === null ? null : [...decoded.weights]).toEqual(
        weighted ? expected : null,
      );
    }),
    { numRuns: 200 },
  );
});

test('bodies of few rows, joined, are the whole again', () => {
  fc.assert(
    fc.property(tables, fc.array(fc.nat(80), { maxLength: 6 }), (columns, places) => {
      const whole = batchOf(columns);
      const cuts = [...places.filter((at) => at < whole.rowCount), 0, whole.rowCount];
      const ends = cuts.toSorted((a, b) => a - b);
      const bodies = ends.slice(1).map((end, i) => {
        const part = sliceBatch(whole, ends[i] as number, end);
        const weights = i % 2 === 0 ? null : new Int32Array(part.rowCount).fill(i);
        return viewBody(encodeBatch({ ...part, weights }, { schemaId: 7, timestampMs: i }));
      });
      const joined = types.map((type, id) => joinColumn(bodies, id, builderFor(type), null));
      expect(tableOf({ ...whole, columns: joined as Vector[] })).toEqual(columns);
      const rows = ends.slice(1).map((end, i) => end - (ends[i] as number));
      const each = (value: (i: number) => number): number[] =>
        rows.flatMap((count, i) => new Array<number>(count).fill(value(i)));
      const bigint = builderFor({ kind: 'bigint' });
      const times = joinColumn(bodies, reservedColumn.recordTime, bigint, null);
      expect(times).toMatchObject({ kind: 'f64', values: Float64Array.from(each((i) => i)) });
      const integer = builderFor({ kind: 'integer' });
      const weights = joinColumn(bodies, reservedColumn.weight, integer, 1);
      const expected = Int32Array.from(each((i) => (i % 2 === 0 ? 1 : i)));
      expect(weights?.kind === 'i32' ? weights.values : expected).toEqual(expected);
      expect(joinColumn(bodies, 99, builderFor({ kind: 'text' }), null)).toBeNull();
    }),
    { numRuns: 200 },
  );
});

test('a decoded body can be encoded again', () => {
  fc.assert(
    fc.property(tables, (columns) => {
      const pool = new DictionaryPool('test');
      const once = decodeBatch(encodeBatch(batchOf(columns), stamp), schema, pool);
      const twice = decodeBatch(encodeBatch(once, stamp), schema, pool);
      expect(tableOf(twice)).toEqual(columns);
    }),
    { numRuns: 100 },
  );
});

test('every flipped bit is detected', () => {
  const columns = types.map((type, c) =>
    Array.from({ length: 21 }, (_, row): Cell => {
      if ((row + c) % 5 === 0) return null;
      if (type.kind === 'text') return `t${row % 4}`;
      return type.kind === 'boolean' ? row % 2 : row * (c + 1);
    }),
  );
  const body = encodeBatch(batchOf(columns), stamp);
  for (let bit = 0; bit < body.length * 8; bit += 1) {
    const flipped = body.slice();
    flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
    let error: unknown = null;
    try {
      const pool = new DictionaryPool('test');
      decodeBatch(flipped, schema, pool);
      readTimestamps(flipped, readDirectory(flipped), pool);
    } catch (caught) {
      error = caught;
    }
    expect(error, `bit ${bit}`).toBeInstanceOf(SqlError);
  }
});
