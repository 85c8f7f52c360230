import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../../../src/data/sql-type.ts';
import { datumAt, vectorFromDatums } from '../../../../src/data/vector-datum.ts';
import { GroupKernels, GroupTable } from '../../../../src/runtime/state/group-table.ts';

const bigint: SqlType = { kind: 'bigint' };
const double: SqlType = { kind: 'double' };
const text: SqlType = { kind: 'text' };

function locate(table: GroupTable, types: readonly SqlType[], rows: readonly Datum[][]): number[] {
  const columns = types.map((type, c) =>
    vectorFromDatums(
      type,
      rows.map((row) => row[c] ?? null),
    ),
  );
  return [...table.locate(columns, rows.length)];
}

function keysOf(table: GroupTable, types: readonly SqlType[]): Datum[][] {
  const vectors = table.keyVectors(null);
  return Array.from({ length: table.size }, (_, g) =>
    types.map((type, c) => datumAt(vectors[c] as (typeof vectors)[number], type, g)),
  );
}

test('numbers keys in the order of their first appearance, over any growth', () => {
  const types = [bigint, text];
  const table = new GroupTable(new GroupKernels(types));
  const rows = Array.from({ length: 5000 }, (_, n): Datum[] => [BigInt(n % 1250), `t${n % 1250}`]);
  expect(locate(table, types, rows)).toEqual(rows.map((_, n) => n % 1250));
  expect(keysOf(table, types)).toEqual(rows.slice(0, 1250));
});

test('a key is the same as a double and as an int64', () => {
  const table = new GroupTable(new GroupKernels([bigint]));
  expect(locate(table, [bigint], [[1n], [-7n], [2n ** 40n]])).toEqual([0, 1, 2]);
  const wide = 2n ** 60n + 1n;
  expect(locate(table, [bigint], [[wide], [-7n], [2n ** 40n]])).toEqual([3, 1, 2]);
  expect(locate(table, [bigint], [[1n], [5n]])).toEqual([0, 4]);
  expect(keysOf(table, [bigint])).toEqual([[1n], [-7n], [2n ** 40n], [wide], [5n]]);
});

test('NULL is a key, NaN equals itself, −0 equals 0', () => {
  const table = new GroupTable(new GroupKernels([double]));
  const rows: Datum[][] = [[0], [-0], [Number.NaN], [null], [Number.NaN], [null], [0]];
  expect(locate(table, [double], rows)).toEqual([0, 0, 1, 2, 1, 2, 0]);
  expect(locate(table, [double], [[0], [Number.NaN]])).toEqual([0, 1]);
});

test('columns of one value and empty batches', () => {
  const table = new GroupTable(new GroupKernels([bigint]));
  expect(locate(table, [bigint], [[3n], [3n], [3n]])).toEqual([0, 0, 0]);
  expect(locate(table, [bigint], [])).toEqual([]);
  expect(table.size).toBe(1);
  const keyless = new GroupTable(new GroupKernels([]));
  expect([...keyless.locate([], 3)]).toEqual([0, 0, 0]);
});

test('keys of any number of columns are told apart by each of them, NULLs too', () => {
  const types = Array.from({ length: 75 }, (_, c) => (c % 2 === 0 ? bigint : text));
  const table = new GroupTable(new GroupKernels(types));
  const plain = types.map((_, c): Datum => (c % 2 === 0 ? BigInt(c) : `t${c}`));
  const changed = types.map((_, c) => plain.with(c, c % 2 === 0 ? -1n : 'other'));
  const nulled = types.map((_, c) => plain.with(c, null));
  const rows = [plain, ...changed, ...nulled];
  expect(locate(table, types, [...rows, ...rows])).toEqual([...rows.keys(), ...rows.keys()]);
  expect(keysOf(table, types)).toEqual(rows);
});
