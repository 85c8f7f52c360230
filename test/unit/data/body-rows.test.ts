import { expect, test } from 'vitest';
import { rowOffsetDeltas, rowTimestamps, selectRows } from '../../../src/data/body-rows.ts';
import { decodeBatch, encodeBatch } from '../../../src/data/column-codec.ts';
import { DictionaryPool } from '../../../src/data/dictionary-pool.ts';
import { mergeBodies } from '../../../src/data/merge-bodies.ts';
import type { Datum, SqlType } from '../../../src/data/sql-type.ts';
import { batchRows } from '../../support/batch-rows.ts';
import { buildBatch, fieldsOf } from '../../support/build-batch.ts';

const types: readonly SqlType[] = [{ kind: 'bigint' }, { kind: 'text' }, { kind: 'double' }];
const fields = fieldsOf(types);
const rows: readonly Datum[][] = [
  [1n, 'one', 0.5],
  [2n ** 60n, null, null],
  [3n, '', -1],
  [4n, 'four', 1e300],
];

function body(weights: readonly number[] | null = null): Uint8Array {
  const timestampMs = Float64Array.from(rows, (_, row) => 1000 + row);
  return encodeBatch(buildBatch(fields, rows, { weights }), { schemaId: 1, timestampMs });
}

function decoded(bytes: Uint8Array): { rows: Datum[][]; weights: Int32Array | null } {
  const batch = decodeBatch(bytes, { fields }, new DictionaryPool('test'));
  return { rows: batchRows(batch), weights: batch.weights };
}

test('selected rows keep values, weights and times, and carry their offsets', () => {
  const some = selectRows(body([1, -1, 1, -1]), Uint32Array.of(1, 3), Uint32Array.of(1, 3));
  expect(decoded(some)).toEqual({ rows: [rows[1], rows[3]], weights: Int32Array.of(-1, -1) });
  expect([...rowTimestamps(some)]).toEqual([1001, 1003]);
  expect([...(rowOffsetDeltas(some) ?? [])]).toEqual([1, 3]);
});

test('a body that has lost no rows carries no offsets', () => {
  expect(rowOffsetDeltas(body())).toBeNull();
  expect([...rowTimestamps(body())]).toEqual([1000, 1001, 1002, 1003]);
});

test('rows can be selected again, and bodies with offsets merged', () => {
  const first = selectRows(body(), Uint32Array.of(0, 2, 3), Uint32Array.of(0, 2, 3));
  const fewer = selectRows(first, Uint32Array.of(1), Uint32Array.of(2));
  const second = selectRows(body(), Uint32Array.of(0), Uint32Array.of(10));
  const merged = mergeBodies([fewer, second]) ?? new Uint8Array(0);
  expect(decoded(merged).rows).toEqual([rows[2], rows[0]]);
  expect([...(rowOffsetDeltas(merged) ?? [])]).toEqual([2, 10]);
});

test('all rows may go', () => {
  const none = selectRows(body(), new Uint32Array(0), new Uint32Array(0));
  expect(decoded(none).rows).toEqual([]);
  expect(rowOffsetDeltas(none)).toEqual(new Uint32Array(0));
});
