import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SqlType } from '../../../../src/data/sql-type.ts';
import { splitLate, splitRuns } from '../../../../src/runtime/operators/split-rows.ts';
import { batchRows } from '../../../support/batch-rows.ts';
import { buildBatch, fieldsOf } from '../../../support/build-batch.ts';

const types: readonly SqlType[] = [{ kind: 'bigint' }];

const cases = fc.record({
  values: fc.oneof(
    fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 300 }),
    fc
      .array(fc.integer({ min: -30, max: 30 }), { maxLength: 300 })
      .map((values) => [...values].sort((a, b) => a - b)),
  ),
  nulls: fc.boolean(),
  width: fc.constantFrom(0, 1, 7),
  offset: fc.integer({ min: -3, max: 3 }),
});

test('every row is in the run of its bucket, in order; NULLs are in none', () => {
  fc.assert(
    fc.property(cases, ({ values, nulls, width, offset }) => {
      const batch = buildBatch(
        fieldsOf(types),
        values.map((_, row) => [BigInt(row)]),
      );
      const mask = nulls ? Uint8Array.from(values, (value) => (value % 3 === 0 ? 1 : 0)) : null;
      const runs = splitRuns(batch, Float64Array.from(values), mask, { offset, width });
      const found = new Map<number, unknown[]>();
      for (const { id, batch: part } of runs) {
        found.set(id, [...(found.get(id) ?? []), ...batchRows(part).flat()]);
      }
      const wanted = new Map<number, unknown[]>();
      for (const [row, value] of values.entries()) {
        if (mask?.[row] === 1) continue;
        const id = width === 0 ? value : Math.floor((value - offset) / width) * width + offset;
        wanted.set(id, [...(wanted.get(id) ?? []), BigInt(row)]);
      }
      expect(found).toEqual(wanted);
    }),
  );
});

test('late rows are told from those in time', () => {
  const rows = [[1n], [2n], [3n]];
  const batch = buildBatch(fieldsOf(types), rows, { late: [-Infinity, 9, -Infinity] });
  const { inTime, late } = splitLate(batch);
  expect(batchRows(inTime)).toEqual([[1n], [3n]]);
  expect(inTime?.late).toBeNull();
  expect(batchRows(late)).toEqual([[2n]]);
  expect(late?.late).toEqual(Float64Array.of(9));
});
