import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Field } from '../../src/data/batch.ts';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import type { JoinNode, OuterJoin } from '../../src/planner/physical/physical-plan.ts';
import { datumOf } from '../support/datum-arbitrary.ts';
import { call, column, connective, literal } from '../support/expressions.ts';
import { type Feeding, feed, feedTimed, type TimedScan } from '../support/feed-dataflow.ts';
import { planOf, scanOf } from '../support/plans.ts';
import { cutsFor, timedPartitions } from '../support/timed-arbitrary.ts';
import { type JudgedRow, judged } from '../support/window-model.ts';
import { rowText, sorted, sumOf, type WeightedRow, zsetOf } from '../support/zset.ts';

const bigint: SqlType = { kind: 'bigint' };
const timestamp: SqlType = { kind: 'timestamp' };
const joinTypes = ['left', 'right', 'full', 'semi', 'anti'] as const;

type Lags = Partial<Pick<OuterJoin, 'leftLagMicros' | 'rightLagMicros'>>;

function joinOf(
  type: OuterJoin['type'],
  [left, right]: readonly [readonly Field[], readonly Field[]],
  parts: Partial<JoinNode>,
  lags: Lags = {},
): JoinNode {
  const isOneSided = type === 'semi' || type === 'anti';
  return {
    kind: 'join',
    left: 0,
    right: 1,
    leftKeys: [],
    rightKeys: [],
    residual: null,
    leftForget: null,
    rightForget: null,
    outer: { type, leftWidth: left.length, leftLagMicros: null, rightLagMicros: null, ...lags },
    fields: isOneSided ? left : [...left, ...right],
    ...parts,
  };
}

type Meets = (left: readonly Datum[], right: readonly Datum[]) => boolean;

/**
 * What a join of two multisets is, by definition: `unmatched` rows are those that meet nothing. A
 * row counts as often as the sum of its changes says.
 */
function joined(
  type: OuterJoin['type'],
  left: readonly WeightedRow[],
  right: readonly WeightedRow[],
  meets: Meets,
  widths: readonly [number, number],
): WeightedRow[] {
  const partners = (row: readonly Datum[], others: readonly WeightedRow[], of: Meets): number =>
    others.reduce((sum, other) => sum + (of(row, other.row) ? other.weight : 0), 0);
  const nulls = (count: number): null[] => new Array<null>(count).fill(null);
  const turned: Meets = (a, b) => meets(b, a);
  const matched = left.filter(({ row }) => partners(row, right, meets) !== 0);
  const lonely = left.filter((each) => !matched.includes(each));
  if (type === 'semi') return matched;
  if (type === 'anti') return lonely;
  const pairs = left.flatMap((a) =>
    right.flatMap((b) =>
      meets(a.row, b.row) ? [{ row: [...a.row, ...b.row], weight: a.weight * b.weight }] : [],
    ),
  );
  const ofLeft = lonely.map(({ row, weight }) => ({ row: [...row, ...nulls(widths[1])], weight }));
  const ofRight = right
    .filter(({ row }) => partners(row, left, turned) === 0)
    .map(({ row, weight }) => ({ row: [...nulls(widths[0]), ...row], weight }));
  return [...pairs, ...(type === 'right' ? [] : ofLeft), ...(type === 'left' ? [] : ofRight)];
}

function keysMatch(a: readonly Datum[], b: readonly Datum[], keys: readonly number[]): boolean {
  return keys.every((key) => {
    const [x, y] = [a[key] ?? null, b[key] ?? null];
    return x !== null && y !== null && rowText([x]) === rowText([y]);
  });
}

const cases = fc.constantFrom<SqlType>(bigint, { kind: 'text' }, { kind: 'double' }).chain((type) =>
  fc.array(datumOf(type), { minLength: 1, maxLength: 3 }).chain((values) => {
    const row = fc.tuple(
      fc.option(fc.constantFrom(...values), { freq: 6 }),
      fc.option(fc.bigInt({ min: 0n, max: 3n }), { freq: 9 }),
    );
    const change = fc.record({
      side: fc.constantFrom(0, 1),
      row,
      weight: fc.constantFrom(1, 1, 1, -1, 2),
    });
    return fc.record({
      type: fc.constantFrom(...joinTypes),
      types: fc.constant([type, bigint]),
      keys: fc.constantFrom<number[][]>([0], [0], [1], []),
      filtered: fc.boolean(),
      changes: fc.array(change, { maxLength: 60 }),
      sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      steps: fc.array(fc.boolean(), { minLength: 1 }),
    });
  }),
);

type SidedRow = WeightedRow & { readonly side: number };

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

test('the sum of an outer join’s outputs is the outer join of the sums of its inputs', () => {
  fc.assert(
    fc.property(cases, ({ type, types, keys, filtered, changes, sizes, steps }) => {
      const scans = [scanOf(types, 'l'), scanOf(types, 'r')] as const;
      const residual = call('less(bigint,bigint)', column(1, bigint), column(3, bigint));
      const node = joinOf(type, [scans[0].fields, scans[1].fields], {
        leftKeys: keys,
        rightKeys: keys,
        residual: filtered ? residual : null,
      });
      const { outputs } = feed(planOf([...scans, node]), feedingsOf(changes, sizes, steps));
      const sides = [0, 1].map((side) => changes.filter((each) => each.side === side));
      const meets: Meets = (a, b) => {
        const passes = a[1] != null && b[1] != null && a[1] < b[1];
        return keysMatch(a, b, keys) && (!filtered || passes);
      };
      const expected = joined(type, sides[0] ?? [], sides[1] ?? [], meets, [2, 2]);
      expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(expected)));
    }),
    { numRuns: 500 },
  );
});

const before = 4;
const after = 3;
const timedTypes = [bigint, timestamp, bigint];

/** −3 ≤ l − r ≤ 4. */
function within() {
  const shifted = (micros: number) =>
    call(
      'add(timestamp,interval)',
      column(4, timestamp),
      literal({ months: 0, days: 0, micros }, { kind: 'interval' }),
    );
  return connective(
    'and',
    call('greaterOrEqual(timestamp,timestamp)', column(1, timestamp), shifted(-after)),
    call('lessOrEqual(timestamp,timestamp)', column(1, timestamp), shifted(before)),
  );
}

/** Whether neither row came too late for the other. */
function inTime(a: JudgedRow, b: JudgedRow): boolean {
  const [l, r] = [Number(a.row[1]), Number(b.row[1])];
  if (a.row[1] === null || b.row[1] === null || l - r < -after || l - r > before) return false;
  if (l + after < Math.max(a.late, b.late)) return false;
  return r + before >= Math.max(a.late, b.late) && keysMatch(a.row, b.row, [0]);
}

test('an outer interval join shows each row that met nothing in time, however its inputs are cut', () => {
  const inputs = fc.record({
    type: fc.constantFrom(...joinTypes),
    left: timedPartitions,
    right: timedPartitions,
    cuts: cutsFor(2),
  });
  fc.assert(
    fc.property(inputs, ({ type, left, right, cuts }) => {
      const scans = [scanOf(timedTypes, 'l'), scanOf(timedTypes, 'r')] as const;
      const node = joinOf(
        type,
        [scans[0].fields, scans[1].fields],
        {
          leftKeys: [0],
          rightKeys: [0],
          residual: within(),
          leftForget: { column: 1, slackMicros: after },
          rightForget: { column: 1, slackMicros: before },
        },
        { leftLagMicros: 0, rightLagMicros: 0 },
      );
      const timed: TimedScan[] = [
        { scan: 0, time: 1, delayMicros: 2, partitions: left },
        { scan: 1, time: 1, delayMicros: 1, partitions: right },
      ];
      const { outputs } = feedTimed(planOf([...scans, node]), timed, cuts);
      const [lefts, rights] = timed.map(judged) as [JudgedRow[], JudgedRow[]];
      const rowsOf = (side: readonly JudgedRow[]) => side.map(({ row }) => ({ row, weight: 1 }));
      const known = new Map([...lefts, ...rights].map((each) => [each.row, each]));
      const meets: Meets = (a, b) => inTime(known.get(a) as JudgedRow, known.get(b) as JudgedRow);
      const expected = joined(type, rowsOf(lefts), rowsOf(rights), meets, [3, 3]);
      expect(sorted(sumOf(outputs))).toEqual(sorted(zsetOf(expected)));
    }),
    { numRuns: 300 },
  );
});
