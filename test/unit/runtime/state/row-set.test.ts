import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../../../src/data/sql-type.ts';
import type { Vector } from '../../../../src/data/vector.ts';
import { vectorFromDatums } from '../../../../src/data/vector-datum.ts';
import { consolidate, expandWeights, RowSet } from '../../../../src/runtime/state/row-set.ts';
import { batchRows } from '../../../support/batch-rows.ts';
import { buildBatch, fieldsOf } from '../../../support/build-batch.ts';
import { sorted, sumOf, weightedRows, zsetOf } from '../../../support/zset.ts';

const types: readonly SqlType[] = [{ kind: 'text' }, { kind: 'bigint' }];
const fields = fieldsOf(types);
const schema = { fields };

test('a set keeps each row once with its weight and forgets rows of weight zero', () => {
  const set = new RowSet(schema);
  const rows: Datum[][] = [
    ['a', 1n],
    ['b', null],
    ['a', 1n],
  ];
  set.add(buildBatch(fields, rows));
  expect(set.size).toBe(2);
  set.add(buildBatch(fields, [['b', null]], { weights: [-1] }));
  expect(set.size).toBe(1);
  const left = set.batch();
  expect(batchRows(left)).toEqual([['a', 1n]]);
  expect(left?.weights).toEqual(Int32Array.of(2));
  set.add(buildBatch(fields, [['a', 1n]], { weights: [-2] }));
  expect(set.batch()).toBeNull();
});

test('rows that have gone do not pile up', () => {
  const set = new RowSet(schema);
  for (let round = 0; round < 20; round += 1) {
    const rows = Array.from({ length: 2000 }, (_, n): Datum[] => [`${round}/${n}`, BigInt(n)]);
    set.add(buildBatch(fields, rows));
    set.add(buildBatch(fields, rows, { weights: rows.map(() => -1) }));
  }
  expect(set.size).toBe(0);
  expect(set.stateBytes).toBeLessThan(1_000_000);
});

test('consolidating keeps the sum, and inserts alone as they are', () => {
  const one = buildBatch(fields, [['a', 1n]]);
  expect(consolidate(schema, [one])).toBe(one);
  expect(consolidate(schema, [])).toBeNull();
  const back = buildBatch(
    fields,
    [
      ['a', 1n],
      ['c', 2n ** 60n],
    ],
    { weights: [-1, 1] },
  );
  const net = consolidate(schema, [one, back]);
  expect(sorted(sumOf(net === null ? [] : [net]))).toEqual(sorted(sumOf([one, back])));
  expect(net?.rowCount).toBe(1);
});

test('a row of weight n stands n times', () => {
  const batch = buildBatch(
    fields,
    [
      ['a', 1n],
      ['b', 2n],
    ],
    { weights: [2, 1] },
  );
  expect(batchRows(expandWeights(batch))).toEqual([
    ['a', 1n],
    ['a', 1n],
    ['b', 2n],
  ]);
});

test('rows are found by some of their columns, whatever has come and gone', () => {
  const texts = ['a', 'b', 'c', null];
  const change = fc.record({
    row: fc.tuple(fc.constantFrom<Datum>(...texts), fc.bigInt({ min: 0n, max: 3n })),
    weight: fc.constantFrom(1, 1, -1),
  });
  const batches = fc.array(fc.array(change, { minLength: 1, maxLength: 8 }), { maxLength: 12 });
  fc.assert(
    fc.property(batches, fc.constantFrom([0], [1], [1, 0]), (changes, columns) => {
      const set = new RowSet(schema);
      for (const each of changes) {
        const rows = each.map(({ row }): Datum[] => [...row]);
        set.add(buildBatch(fields, rows, { weights: each.map(({ weight }) => weight) }));
        const keys: Datum[][] = [
          ['a', 1n],
          ['c', 2n],
          ['a', 1n],
        ];
        const asked = buildBatch(fields, keys);
        const found = set.find(
          columns,
          columns.map((column) => asked.columns[column] as Vector),
          keys.length,
        );
        const wanted = weightedRows(set.batch()).filter(({ row }) =>
          keys.some((key) => columns.every((column) => row[column] === key[column])),
        );
        expect(sorted(zsetOf(weightedRows(found)))).toEqual(sorted(zsetOf(wanted)));
      }
    }),
    { numRuns: 200 },
  );
});

test('an index follows a set that is built anew, and keys that nobody has do not pile up', () => {
  const set = new RowSet(schema);
  const find = (key: string) =>
    batchRows(set.find([0], [vectorFromDatums({ kind: 'text' }, [key])], 1)).length;
  set.add(buildBatch(fields, [['kept', 0n]]));
  expect(find('kept')).toBe(1);
  for (let round = 0; round < 5; round += 1) {
    const rows = Array.from({ length: 2000 }, (_, n): Datum[] => [`${round}/${n}`, BigInt(n)]);
    set.add(buildBatch(fields, rows));
    expect(find(`${round}/7`)).toBe(1);
    set.add(buildBatch(fields, rows, { weights: rows.map(() => -1) }));
    for (let n = 0; n < 2000; n += 1) expect(find(`${round}/${n}`)).toBe(0);
  }
  expect(find('kept')).toBe(1);
  expect(set.stateBytes).toBeLessThan(2_000_000);
});
