import { expect, test } from 'vitest';
import { encodeBatch } from '../../../src/data/column-codec.ts';
import { rowKeys } from '../../../src/data/row-keys.ts';
import { encodeSchema, schemaKey } from '../../../src/data/schema-codec.ts';
import type { Datum, SqlType } from '../../../src/data/sql-type.ts';
import { buildBatch, fieldsOf } from '../../support/build-batch.ts';

function keysOf(
  types: readonly SqlType[],
  rows: readonly Datum[][],
  weights: readonly number[] | null = null,
) {
  const batch = buildBatch(fieldsOf(types), rows, { weights });
  const body = encodeBatch(batch, { schemaId: 1, timestampMs: 0 });
  return rowKeys(body, [...types.keys()]);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('equal keys have equal bytes whatever else is in their batch', () => {
  const types: readonly SqlType[] = [{ kind: 'bigint' }];
  const small = keysOf(types, [[7n], [8n]]);
  const large = keysOf(types, [[2n ** 62n], [7n]]);
  expect(hex(small.key(0))).toBe(hex(large.key(1)));
  const texts: readonly SqlType[] = [{ kind: 'text' }];
  const few = keysOf(texts, [['a']]);
  const many = keysOf(texts, [...Array.from({ length: 500 }, (_, n) => [n % 2 ? 'a' : 'b'])]);
  expect(hex(few.key(0))).toBe(hex(many.key(1)));
});

test('different keys never run together', () => {
  const types: readonly SqlType[] = [{ kind: 'text' }, { kind: 'text' }, { kind: 'integer' }];
  const rows: Datum[][] = [
    ['ab', 'c', 1],
    ['a', 'bc', 1],
    ['', 'abc', 1],
    [null, 'abc', 1],
    ['abc', null, 1],
    ['abc', '', 1],
    ['abc', '', null],
    ['abc', '', 0],
  ];
  const keys = keysOf(types, rows);
  expect(new Set(rows.map((_, row) => hex(keys.key(row)))).size).toBe(rows.length);
});

test('zero is one key, a row of weight −1 a tombstone', () => {
  const keys = keysOf([{ kind: 'double' }], [[0], [-0], [1]], [1, 1, -1]);
  expect(hex(keys.key(0))).toBe(hex(keys.key(1)));
  expect([0, 1, 2].map(keys.isTombstone)).toEqual([false, false, true]);
});

test('a schema says its key, if it has one', () => {
  const fields = fieldsOf([{ kind: 'bigint' }, { kind: 'text' }]);
  expect(schemaKey(encodeSchema({ fields }, [1, 0]))).toEqual([1, 0]);
  expect(schemaKey(encodeSchema({ fields }))).toBeNull();
  expect(schemaKey(new Uint8Array(0))).toBeNull();
});
