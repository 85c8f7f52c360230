import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import type { AggregateCall } from '../../src/planner/physical/physical-plan.ts';
import { aggregated } from '../support/aggregate-model.ts';
import { datumOf } from '../support/datum-arbitrary.ts';
import { type Feeding, feed } from '../support/feed-dataflow.ts';
import { aggregateCall, aggregateNode, planOf, scanOf } from '../support/plans.ts';
import { isWellFormed, sorted, sumOf, type WeightedRow, zsetOf } from '../support/zset.ts';

const keyTypes: readonly SqlType[] = [
  { kind: 'text' },
  { kind: 'integer' },
  { kind: 'bigint' },
  { kind: 'double' },
  { kind: 'boolean' },
];

const valueTypes: readonly SqlType[] = [
  { kind: 'integer' },
  { kind: 'bigint' },
  { kind: 'double' },
  { kind: 'numeric', precision: 12, scale: 3 },
  { kind: 'numeric', precision: null, scale: null },
  { kind: 'text' },
  { kind: 'timestamp' },
  { kind: 'interval' },
];

/** Few different values, so that rows meet; large and odd ones among them. */
function fewOf(type: SqlType): fc.Arbitrary<fc.Arbitrary<Datum>> {
  return fc
    .array(datumOf(type), { minLength: 1, maxLength: 4 })
    .map((values) => fc.option(fc.constantFrom(...values), { freq: 4 }));
}

function callsOver(types: readonly SqlType[]): AggregateCall[] {
  const calls = types.flatMap((type, column) => {
    const numbers = ['integer', 'bigint', 'double', 'numeric'].includes(type.kind);
    const names = numbers
      ? (['count', 'sum', 'avg', 'min', 'max'] as const)
      : (['count', 'min', 'max'] as const);
    const argument = column + 2;
    return names.map((name) => aggregateCall(name, argument, type));
  });
  return [aggregateCall('count', null, null), ...calls];
}

/** Rows in the order in which they come; with retractions, a row goes some time after it came, or before. */
function changesOf(
  rows: readonly (readonly Datum[])[],
  retracted: readonly number[],
): WeightedRow[] {
  const changes = rows.map((row, n) => ({ row, weight: n % 5 === 4 ? 2 : 1 }));
  for (const place of retracted) {
    const row = rows[place % rows.length];
    const known = changes.filter((change) => change.row === row);
    if (row !== undefined && known.length === 1) {
      const weight = -(known[0]?.weight ?? 0);
      changes.splice((place * 7919) % (changes.length + 1), 0, { row, weight });
    }
  }
  return changes;
}

/** Any cut of the changes into batches and steps. */
function cutsOf(changes: readonly WeightedRow[]): fc.Arbitrary<Feeding[]> {
  return fc.array(fc.tuple(fc.integer({ min: 1, max: 7 }), fc.boolean())).map((cuts) => {
    const feedings: Feeding[] = [];
    let from = 0;
    for (const [count, ends] of cuts) {
      if (from < changes.length)
        feedings.push({ scan: 0, rows: changes.slice(from, from + count) });
      from += count;
      if (ends) feedings.push({ end: true });
    }
    if (from < changes.length) feedings.push({ scan: 0, rows: changes.slice(from) });
    return feedings;
  });
}

const cases = fc
  .tuple(
    fc.constantFrom(...keyTypes),
    fc.constantFrom(...keyTypes),
    fc.array(fc.constantFrom(...valueTypes), { minLength: 1, maxLength: 2 }),
  )
  .chain(([a, b, values]) => {
    const types = [a, b, ...values];
    return fc
      .tuple(...types.map(fewOf))
      .chain((columns) =>
        fc.record({
          types: fc.constant(types),
          keys: fc.constantFrom([0, 1], [1], []),
          rows: fc.array(fc.tuple(...columns), { maxLength: 30 }),
          retracted: fc.oneof(fc.constant<number[]>([]), fc.array(fc.nat(1000), { maxLength: 12 })),
        }),
      )
      .chain(({ rows, retracted, ...rest }) => {
        const changes = rows.length === 0 ? [] : changesOf(rows, retracted);
        return fc.record({
          types: fc.constant(rest.types),
          keys: fc.constant(rest.keys),
          changes: fc.constant(changes),
          feedings: cutsOf(changes),
        });
      });
  });

test('the sum of an aggregate’s outputs is the aggregate of the sum of its inputs', () => {
  fc.assert(
    fc.property(cases, ({ types, keys, changes, feedings }) => {
      const scan = scanOf(types);
      const aggregates = callsOver(types.slice(2));
      const inputMode = changes.every(({ weight }) => weight > 0) ? 'append' : 'updating';
      const node = aggregateNode(0, scan.fields, { keys, aggregates, inputMode });
      const { outputs, failures } = feed(planOf([scan, node]), feedings);
      expect(outputs.every(isWellFormed)).toBe(true);
      const expected = aggregated(changes, keys, aggregates);
      const good = expected.flatMap(({ keys: group, values }) =>
        values === null ? [] : [{ row: [...group, ...values], weight: 1 }],
      );
      expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(good)));
      expect(failures.get('22003') ?? 0).toBe(expected.length - good.length);
    }),
    { numRuns: 500 },
  );
});
