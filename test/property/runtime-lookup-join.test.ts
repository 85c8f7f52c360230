import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SqlType } from '../../src/data/sql-type.ts';
import type { LookupJoinNode } from '../../src/planner/physical/time-join-node.ts';
import { Dataflow } from '../../src/runtime/dataflow.ts';
import { buildBatch } from '../support/build-batch.ts';
import { planOf, scanOf } from '../support/plans.ts';
import { sorted, sumOf, type WeightedRow, zsetOf } from '../support/zset.ts';

/** Key, value. */
const types: SqlType[] = [{ kind: 'bigint' }, { kind: 'bigint' }];
const left = scanOf(types);
const right = scanOf(types);

type Row = readonly [bigint | null, bigint];
const row: fc.Arbitrary<Row> = fc.tuple(
  fc.option(fc.bigInt({ min: 0n, max: 2n }), { freq: 8, nil: null }),
  fc.bigInt({ min: 0n, max: 2n }),
);
const step = fc.record({
  left: fc.array(row, { maxLength: 4 }),
  right: fc.array(row, { maxLength: 3 }),
  /** Which rows of the right side go. */
  gone: fc.array(fc.nat(5), { maxLength: 2 }),
});

test('a row comes out once, with what the right side holds at the end of its step', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 12 }), (outer, steps) => {
      const node: LookupJoinNode = {
        kind: 'lookupJoin',
        left: 0,
        right: 1,
        leftKeys: [0],
        rightKeys: [0],
        outer,
        leftWidth: 2,
        fields: [...left.fields, ...right.fields],
      };
      const dataflow = new Dataflow(planOf([left, right, node]));
      const held: Row[] = [];
      for (const each of steps) {
        dataflow.take(0, buildBatch(left.fields, each.left));
        const gone = each.gone.flatMap((at) => held.splice(at, 1));
        held.push(...each.right);
        const weights = [...gone.map(() => -1), ...each.right.map(() => 1)];
        const changes = buildBatch(right.fields, [...gone, ...each.right], { weights });
        dataflow.take(1, changes);
        const { batches, watermarkMicros } = dataflow.endStep(
          new Map([
            [0, 7],
            [1, -Infinity],
          ]),
        );
        expect(sorted(sumOf(batches))).toEqual(sorted(zsetOf(met(each.left, held, outer))));
        expect(watermarkMicros).toBe(7);
      }
      expect(dataflow.stateSizes()[2]?.rows).toBeLessThanOrEqual(held.length);
    }),
    { numRuns: 300 },
  );
});

function met(rows: readonly Row[], held: readonly Row[], outer: boolean): WeightedRow[] {
  return rows.flatMap((each) => {
    const partners = held.filter(([key]) => key !== null && key === each[0]);
    if (partners.length === 0) return outer ? [{ row: [...each, null, null], weight: 1 }] : [];
    return partners.map((partner) => ({ row: [...each, ...partner], weight: 1 }));
  });
}
