import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch } from '../../src/data/batch.ts';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import type { ClockBound, TemporalNode } from '../../src/planner/physical/temporal-node.ts';
import { Dataflow } from '../../src/runtime/dataflow.ts';
import { buildBatch } from '../support/build-batch.ts';
import { planOf, scanOf } from '../support/plans.ts';
import { sorted, sumOf, zsetOf } from '../support/zset.ts';

const types: SqlType[] = [{ kind: 'bigint' }, { kind: 'timestamp' }, { kind: 'timestamp' }];
const scan = scanOf(types);

const moment = fc.option(fc.bigInt({ min: 0n, max: 30n }), { freq: 8 });
const row = fc.tuple(fc.bigInt({ min: 0n, max: 3n }), moment, moment);
const step = fc.record({
  rows: fc.array(fc.record({ row, weight: fc.constantFrom(1, 1, -1) }), { maxLength: 6 }),
  wait: fc.integer({ min: 0, max: 8 }),
});
const bounds: fc.Arbitrary<ClockBound[]> = fc.array(
  fc.record({
    column: fc.constantFrom(1, 2),
    kind: fc.constantFrom('from' as const, 'until' as const),
    shiftMicros: fc.integer({ min: -5, max: 5 }),
  }),
  { minLength: 1, maxLength: 3 },
);

function isThere(values: readonly Datum[], all: readonly ClockBound[], now: number): boolean {
  return all.every(({ column, kind, shiftMicros }) => {
    const time = values[column];
    if (time === null || time === undefined) return false;
    const at = Number(time) + shiftMicros;
    return kind === 'from' ? now >= at : now < at;
  });
}

test('at every moment the result is what the filter says of the rows so far', () => {
  fc.assert(
    fc.property(bounds, fc.array(step, { maxLength: 12 }), (asked, steps) => {
      const node: TemporalNode = {
        kind: 'temporal',
        input: 0,
        bounds: asked,
        fields: scan.fields.slice(0, 1),
      };
      const dataflow = new Dataflow(planOf([scan, node]));
      const outputs: Batch[] = [];
      const taken: { readonly row: readonly Datum[]; readonly weight: number }[] = [];
      let now = 0;
      for (const { rows, wait } of steps) {
        now += wait;
        dataflow.setNow(now);
        const weights = rows.map(({ weight }) => weight);
        dataflow.take(
          0,
          buildBatch(
            scan.fields,
            rows.map((each) => each.row),
            { weights },
          ),
        );
        taken.push(...rows);
        outputs.push(...dataflow.endStep(new Map([[0, -Infinity]])).batches);
        const there = taken.filter(({ row: values }) => isThere(values, asked, now));
        const expected = there.map(({ row: values, weight }) => {
          return { row: values.slice(0, 1), weight };
        });
        expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(expected)));
      }
      dataflow.setNow(1000);
      dataflow.endStep(new Map([[0, -Infinity]]));
      expect(dataflow.stateSizes()[1]?.rows).toBe(0);
      expect(dataflow.dueMicros()).toBe(Infinity);
    }),
    { numRuns: 300 },
  );
});
