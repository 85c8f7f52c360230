import fc from 'fast-check';
import type { Datum } from '../../src/data/sql-type.ts';
import type { Window } from '../../src/planner/physical/physical-plan.ts';
import type { Cut } from './feed-dataflow.ts';

/** Partitions of rows (a key from 0 to 3, a time, a value), times more or less in order. */
export const timedPartitions: fc.Arbitrary<(readonly Datum[])[][]> = fc.array(
  fc
    .array(
      fc.tuple(
        fc.bigInt({ min: 0n, max: 3n }),
        fc.integer({ min: -6, max: 9 }),
        fc.option(fc.bigInt({ min: -5n, max: 5n }), { freq: 6 }),
      ),
      { maxLength: 25 },
    )
    .map((rows) => {
      let at = 100;
      return rows.map(([key, step, value]) => {
        at += step;
        return [key, step === 9 ? null : BigInt(at), value];
      });
    }),
  { minLength: 1, maxLength: 3 },
);

/** Windows over a time column: tumbling, hopping, with gaps; sizes that share a divisor and others. */
export function windowsOf(time: number): fc.Arbitrary<Window> {
  return fc.record({
    time: fc.constant(time),
    sizeMicros: fc.integer({ min: 1, max: 12 }),
    slideMicros: fc.integer({ min: 1, max: 12 }),
    offsetMicros: fc.integer({ min: -3, max: 3 }),
    graceMicros: fc.constantFrom(0, 0, 3),
  });
}

/** Any interleaving of partitions and steps. */
export function cutsFor(scans: number): fc.Arbitrary<Cut[]> {
  return fc.array(
    fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          scan: fc.nat(scans - 1),
          partition: fc.nat(2),
          rows: fc.integer({ min: 1, max: 6 }),
        }),
      },
      fc.constant<Cut>({ end: true }),
    ),
    { maxLength: 40 },
  );
}
