import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareDatums } from '../../../src/data/compare-datums.ts';
import type { Datum, SqlType } from '../../../src/data/sql-type.ts';
import type { SortKey } from '../../../src/planner/physical/physical-plan.ts';
import { sortBatch } from '../../../src/runtime/sort-batch.ts';
import { batchRows } from '../../support/batch-rows.ts';
import { buildBatch, fieldsOf } from '../../support/build-batch.ts';
import { datumOf } from '../../support/datum-arbitrary.ts';
import { columnTypes } from '../../support/expression-arbitrary.ts';

const ascending = (column: number): SortKey => ({ column, descending: false, nullsFirst: false });
const descending = (column: number): SortKey => ({ column, descending: true, nullsFirst: true });

function order(a: Datum, b: Datum, type: SqlType, key: SortKey): number {
  if (a === null || b === null) {
    return (Number(a === null) - Number(b === null)) * (key.nullsFirst ? -1 : 1);
  }
  return compareDatums(a, type, b, type) * (key.descending ? -1 : 1);
}

const cases = fc
  .array(fc.constantFrom(...columnTypes), { minLength: 1, maxLength: 3 })
  .chain((types) => {
    const few = types.map((type) =>
      fc
        .array(datumOf(type), { minLength: 1, maxLength: 5 })
        .map((values) => fc.option(fc.constantFrom(...values), { freq: 5 })),
    );
    return fc.tuple(...few).chain((columns) =>
      fc.record({
        types: fc.constant(types),
        rows: fc.array(fc.tuple(...columns), { maxLength: 60 }),
        keys: fc.uniqueArray(
          fc.record({
            column: fc.nat(types.length - 1),
            descending: fc.boolean(),
            nullsFirst: fc.boolean(),
          }),
          { minLength: 1, selector: ({ column }) => column },
        ),
        offset: fc.nat(10),
        limit: fc.option(fc.nat(20)),
      }),
    );
  });

test('rows come in the order of the keys, ties in that of the other columns', () => {
  fc.assert(
    fc.property(cases, ({ types, rows, keys, offset, limit }) => {
      const named = new Set(keys.map(({ column }) => column));
      const rest = [...types.keys()].filter((column) => !named.has(column)).map(ascending);
      const wanted = [...rows].sort((a, b) => {
        for (const key of [...keys, ...rest]) {
          const type = types[key.column] as SqlType;
          const difference = order(a[key.column] ?? null, b[key.column] ?? null, type, key);
          if (difference !== 0) return difference;
        }
        return 0;
      });
      const batch = buildBatch(fieldsOf(types), rows, { dictionaries: textColumns(types) });
      const end = limit === null ? rows.length : offset + limit;
      expect(batchRows(sortBatch(batch, keys, offset, limit))).toEqual(wanted.slice(offset, end));
    }),
    { numRuns: 300 },
  );
});

function textColumns(types: readonly SqlType[]): ReadonlySet<number> {
  return new Set(types.flatMap(({ kind }, c) => (kind === 'text' && c === 1 ? [c] : [])));
}

test('NULLs are last and NaN is greatest, and the other way round descending', () => {
  const values: Datum[][] = [[Number.NaN], [null], [-1], [Number.POSITIVE_INFINITY], [0]];
  const batch = buildBatch(fieldsOf([{ kind: 'double' }]), values);
  const up = batchRows(sortBatch(batch, [ascending(0)], 0, null)).flat();
  expect(up).toEqual([-1, 0, Number.POSITIVE_INFINITY, Number.NaN, null]);
  const down = batchRows(sortBatch(batch, [descending(0)], 0, null)).flat();
  expect(down).toEqual([null, Number.NaN, Number.POSITIVE_INFINITY, 0, -1]);
});

test('without keys the rows are cut as they come', () => {
  const batch = buildBatch(fieldsOf([{ kind: 'integer' }]), [[3], [1], [2]]);
  expect(batchRows(sortBatch(batch, [], 1, 1)).flat()).toEqual([1]);
  expect(batchRows(sortBatch(batch, [], 5, 1))).toEqual([]);
});

test('the first few of many are the same as the front of all', () => {
  const rows = Array.from({ length: 5000 }, (_, n): Datum[] => [(n * 7919) % 1009, n]);
  const batch = buildBatch(fieldsOf([{ kind: 'integer' }, { kind: 'integer' }]), rows);
  const all = batchRows(sortBatch(batch, [descending(0)], 0, null));
  expect(batchRows(sortBatch(batch, [descending(0)], 3, 10))).toEqual(all.slice(3, 13));
});
