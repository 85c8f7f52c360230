import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import type { JoinNode } from '../../src/planner/physical/physical-plan.ts';
import { batchRows } from '../support/batch-rows.ts';
import { datumOf } from '../support/datum-arbitrary.ts';
import { call, column, connective, literal } from '../support/expressions.ts';
import { type Feeding, feed, feedTimed, type TimedScan } from '../support/feed-dataflow.ts';
import { planOf, scanOf } from '../support/plans.ts';
import { cutsFor, timedPartitions } from '../support/timed-arbitrary.ts';
import { type JudgedRow, judged } from '../support/window-model.ts';
import { rowText, sorted, sumOf, type WeightedRow, zsetOf } from '../support/zset.ts';

const bigint: SqlType = { kind: 'bigint' };
const timestamp: SqlType = { kind: 'timestamp' };

const keyTypes: readonly SqlType[] = [
  bigint,
  { kind: 'integer' },
  { kind: 'text' },
  { kind: 'double' },
];

function joinOf(parts: Partial<JoinNode>, left = scanOf([]), right = scanOf([])): JoinNode {
  return {
    kind: 'join',
    left: 0,
    right: 1,
    leftKeys: [],
    rightKeys: [],
    residual: null,
    leftForget: null,
    rightForget: null,
    fields: [...left.fields, ...right.fields],
    ...parts,
  };
}

/** Whether two keys are equal and none of them NULL; NaN equals NaN. */
function keysMatch(
  a: readonly Datum[],
  b: readonly Datum[],
  on: readonly (readonly [number, number])[],
): boolean {
  return on.every(([x, y]) => {
    const [left, right] = [a[x] ?? null, b[y] ?? null];
    return left !== null && right !== null && rowText([left]) === rowText([right]);
  });
}

/** Few different keys; changes of both sides in any order, each row perhaps taken back. */
const unboundedCases = fc
  .tuple(fc.constantFrom(...keyTypes), fc.constantFrom(...keyTypes))
  .chain(([a, b]) => {
    const few = (type: SqlType) =>
      fc
        .array(datumOf(type), { minLength: 1, maxLength: 4 })
        .map((values) => fc.option(fc.constantFrom(...values), { freq: 6 }));
    return fc.tuple(few(a), few(b)).chain(([first, second]) => {
      const row = fc.tuple(first, second, fc.bigInt({ min: 0n, max: 6n }));
      const change = fc.record({
        side: fc.constantFrom(0, 1),
        row,
        weight: fc.constantFrom(1, 1, 1, -1, 2),
      });
      return fc.record({
        types: fc.constant([a, b, bigint]),
        keys: fc.constantFrom([0], [0, 1]),
        changes: fc.array(change, { maxLength: 80 }),
        sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        steps: fc.array(fc.boolean(), { minLength: 1 }),
        filtered: fc.boolean(),
      });
    });
  });

type SidedRow = WeightedRow & { readonly side: number };

/** The changes in portions of the sizes; a step ends after a portion where told. */
function feedingsOf(
  changes: readonly SidedRow[],
  sizes: readonly number[],
  steps: readonly boolean[],
): Feeding[] {
  const feedings: Feeding[] = [];
  for (let from = 0, n = 0; from < changes.length; n += 1) {
    const part = changes.slice(from, from + (sizes[n % sizes.length] ?? 1));
    from += part.length;
    for (const scan of [0, 1]) {
      const rows = part.filter(({ side }) => side === scan);
      if (rows.length > 0) feedings.push({ scan, rows });
    }
    if (steps[n % steps.length] === true) feedings.push({ end: true });
  }
  return feedings;
}

test('the sum of a join’s outputs is the join of the sums of its inputs', () => {
  fc.assert(
    fc.property(unboundedCases, ({ types, keys, changes, sizes, steps, filtered }) => {
      const scans = [scanOf(types, 'l'), scanOf(types, 'r')] as const;
      const residual = call('less(bigint,bigint)', column(2, bigint), column(5, bigint));
      const node = joinOf(
        { leftKeys: keys, rightKeys: keys, residual: filtered ? residual : null },
        ...scans,
      );
      const { outputs } = feed(planOf([...scans, node]), feedingsOf(changes, sizes, steps));
      const [left, right] = [0, 1].map((scan) => changes.filter(({ side }) => side === scan));
      const pairs: WeightedRow[] = (left ?? []).flatMap((a) =>
        (right ?? []).flatMap((b) => {
          const on = keys.map((key) => [key, key] as const);
          const passes = !filtered || (a.row[2] as bigint) < (b.row[2] as bigint);
          if (!passes || !keysMatch(a.row, b.row, on)) return [];
          return [{ row: [...a.row, ...b.row], weight: a.weight * b.weight }];
        }),
      );
      expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(pairs)));
    }),
    { numRuns: 300 },
  );
});

const before = 4;
const after = 3;
const types = [bigint, timestamp, bigint];

/** low ≤ left time − right time ≤ high: −3 ≤ l − r ≤ 4. */
function within(leftTime: number, rightTime: number) {
  const interval = (micros: number) =>
    literal({ months: 0, days: 0, micros }, { kind: 'interval' });
  const shifted = (micros: number) =>
    call('add(timestamp,interval)', column(rightTime, timestamp), interval(micros));
  return connective(
    'and',
    call('greaterOrEqual(timestamp,timestamp)', column(leftTime, timestamp), shifted(-after)),
    call('lessOrEqual(timestamp,timestamp)', column(leftTime, timestamp), shifted(before)),
  );
}

/** A late row is left out when its own watermark had passed all that it could meet. */
function standing(rows: readonly JudgedRow[], slack: number): JudgedRow[] {
  return rows.filter(({ row, late }) => row[1] === null || Number(row[1]) + slack >= late);
}

function intervalPairs(left: readonly JudgedRow[], right: readonly JudgedRow[]): WeightedRow[] {
  return left.flatMap((a) =>
    right.flatMap((b) => {
      const [l, r] = [Number(a.row[1]), Number(b.row[1])];
      const open = l + after >= b.late && r + before >= a.late;
      const close = a.row[1] !== null && b.row[1] !== null && l - r >= -after && l - r <= before;
      if (!open || !close || !keysMatch(a.row, b.row, [[0, 0]])) return [];
      return [{ row: [...a.row, ...b.row], weight: 1 }];
    }),
  );
}

test('an interval join meets what was in time, however its inputs are cut, and forgets', () => {
  const inputs = fc.record({ left: timedPartitions, right: timedPartitions, cuts: cutsFor(2) });
  fc.assert(
    fc.property(inputs, ({ left, right, cuts }) => {
      const scans = [scanOf(types, 'l'), scanOf(types, 'r')] as const;
      const node = joinOf(
        {
          leftKeys: [0],
          rightKeys: [0],
          residual: within(1, 4),
          leftForget: { column: 1, slackMicros: after },
          rightForget: { column: 1, slackMicros: before },
        },
        ...scans,
      );
      const timed: TimedScan[] = [
        { scan: 0, time: 1, delayMicros: 2, partitions: left },
        { scan: 1, time: 1, delayMicros: 1, partitions: right },
      ];
      const plan = planOf([...scans, node]);
      const { outputs, lateRows, dataflow } = feedTimed(plan, timed, cuts);
      const all = timed.map(judged) as [JudgedRow[], JudgedRow[]];
      const kept = [standing(all[0], after), standing(all[1], before)] as const;
      expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(intervalPairs(...kept))));
      expect(lateRows).toBe(all[0].length + all[1].length - kept[0].length - kept[1].length);
      expect(dataflow.stateSizes().every(({ rows }) => rows === 0)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

test('a join whose condition fails for a pair counts it and goes on', () => {
  const scans = [scanOf([bigint], 'l'), scanOf([bigint], 'r')] as const;
  const quotient = call('divide(bigint,bigint)', literal(10n, bigint), column(1, bigint));
  const residual = call('greater(bigint,bigint)', quotient, literal(1n, bigint));
  const plan = planOf([...scans, joinOf({ residual, leftKeys: [0], rightKeys: [0] }, ...scans)]);
  const rows = [0n, 2n, 100n].map((value) => ({ row: [value], weight: 1 }));
  const { outputs, failures } = feed(plan, [
    { scan: 0, rows },
    { scan: 1, rows },
  ]);
  expect(outputs.flatMap(batchRows)).toEqual([[2n, 2n]]);
  expect([...failures]).toEqual([['22012', 1]]);
});
