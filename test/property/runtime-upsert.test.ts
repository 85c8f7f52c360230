import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import type { UpsertNode } from '../../src/planner/physical/physical-plan.ts';
import { type Feeding, feed } from '../support/feed-dataflow.ts';
import { planOf, scanOf } from '../support/plans.ts';
import { rowText, sorted, sumOf, type WeightedRow, weightedRows, zsetOf } from '../support/zset.ts';

const types: readonly SqlType[] = [{ kind: 'text' }, { kind: 'bigint' }, { kind: 'double' }];
const scan = scanOf(types);

const row = fc.tuple(
  fc.constantFrom('a', 'b', 'c'),
  fc.option(fc.bigInt({ min: 0n, max: 1n })),
  fc.constantFrom<Datum>(1, 2, Number.NaN, null),
);

const cases = fc.record({
  keys: fc.constantFrom([0], [0, 1]),
  changes: fc.array(fc.record({ row, weight: fc.constantFrom(1, 1, 1, -1) }), { maxLength: 60 }),
  sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }),
  steps: fc.array(fc.boolean(), { minLength: 1 }),
});

/** The last row of each key, unless the key was removed after it. */
function current(keys: readonly number[], changes: readonly WeightedRow[]): WeightedRow[] {
  const rows = new Map<string, readonly Datum[]>();
  for (const change of changes) {
    const key = rowText(keys.map((column) => change.row[column] ?? null));
    if (change.weight < 0) rows.delete(key);
    else rows.set(key, change.row);
  }
  return [...rows.values()].map((each) => ({ row: each, weight: 1 }));
}

test('the sum of a table’s changes is its current rows, after every step', () => {
  fc.assert(
    fc.property(cases, ({ keys, changes, sizes, steps }) => {
      const node: UpsertNode = { kind: 'upsert', input: 0, keys, fields: scan.fields };
      const feedings: Feeding[] = [];
      for (let from = 0, n = 0; from < changes.length; n += 1) {
        const rows = changes.slice(from, from + (sizes[n % sizes.length] ?? 1));
        from += rows.length;
        feedings.push({ scan: 0, rows });
        if (steps[n % steps.length] === true) feedings.push({ end: true });
      }
      const { outputs } = feed(planOf([scan, node]), feedings);
      expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(current(keys, changes))));
      // Net changes take back only what was there: no prefix of the outputs has a row below zero.
      for (let n = 1; n <= outputs.length; n += 1) {
        const sum = zsetOf(outputs.slice(0, n).flatMap(weightedRows));
        expect([...sum.values()].every((weight) => weight === 1)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('without a key every row stands for itself', () => {
  const node: UpsertNode = { kind: 'upsert', input: 0, keys: [], fields: scan.fields };
  const rows = [
    { row: ['a', 1n, 1], weight: 1 },
    { row: ['a', 1n, 1], weight: 1 },
    { row: ['b', 1n, 1], weight: 1 },
    { row: ['a', 1n, 1], weight: -1 },
  ];
  const { outputs } = feed(planOf([scan, node]), [{ scan: 0, rows }]);
  expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(rows)));
});

test('keys that are gone are forgotten', () => {
  const integers: readonly SqlType[] = [{ kind: 'bigint' }];
  const source = scanOf(integers);
  const node: UpsertNode = { kind: 'upsert', input: 0, keys: [0], fields: source.fields };
  const rows = Array.from({ length: 70_000 }, (_, n) => ({ row: [BigInt(n)], weight: 1 }));
  const removed = rows.slice(10).map(({ row: gone }) => ({ row: gone, weight: -1 }));
  const { outputs, dataflow } = feed(planOf([source, node]), [
    { scan: 0, rows },
    { end: true },
    { scan: 0, rows: removed },
    { end: true },
    { scan: 0, rows: [{ row: [3n], weight: -1 }] },
  ]);
  const left = rows.slice(0, 10).filter(({ row: [n] }) => n !== 3n);
  expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(left)));
  expect(dataflow.stateSizes()[1]?.rows).toBe(9);
  expect(dataflow.stateSizes()[1]?.bytes).toBeLessThan(20_000);
});
