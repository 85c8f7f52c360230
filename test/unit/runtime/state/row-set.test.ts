import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../../../src/data/sql-type.ts';
import { consolidate, expandWeights, RowSet } from '../../../../src/runtime/state/row-set.ts';
import { batchRows } from '../../../support/batch-rows.ts';
import { buildBatch, fieldsOf } from '../../../support/build-batch.ts';
import { sorted, sumOf } from '../../../support/zset.ts';

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
