import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Field } from '../../src/data/batch.ts';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import type {
  AggregateCall,
  AggregateFunctionName,
  PhysicalNode,
  PhysicalPlan,
  RankingFunctionName,
  SortKey,
  WindowBound,
  WindowCall,
  WindowFrame,
} from '../../src/planner/physical/physical-plan.ts';
import { fieldsOf } from '../support/build-batch.ts';
import { type Feeding, feed } from '../support/feed-dataflow.ts';
import { aggregateNode, planOf, scanOf } from '../support/plans.ts';
import { isWellFormed, rowText, sorted, sumOf, type WeightedRow, zsetOf } from '../support/zset.ts';

const types: readonly SqlType[] = [
  { kind: 'text' },
  { kind: 'integer' },
  { kind: 'double' },
  { kind: 'boolean' },
];

const row = fc.tuple(
  fc.option(fc.constantFrom('a', 'b'), { freq: 5 }),
  fc.option(fc.integer({ min: 0, max: 4 }), { freq: 5 }),
  fc.option(fc.constantFrom(0, 1.5, 2.25, -3, 1e300, 0.1), { freq: 5 }),
  fc.option(fc.boolean(), { freq: 5 }),
);

type Row = readonly Datum[];

/** Rows of a scan: those that stay, and those that come and are taken back. */
type Rows = { readonly stay: readonly Row[]; readonly go: readonly Row[] };

const rows: fc.Arbitrary<Rows> = fc.record({
  stay: fc.array(row, { maxLength: 12 }),
  go: fc.array(row, { maxLength: 6 }),
});
const noneGo: fc.Arbitrary<Rows> = fc.record({
  stay: fc.array(row, { maxLength: 14 }),
  go: fc.constant([]),
});

type Change = WeightedRow & { readonly scan: number };

/** All changes in some order, a row's coming before its going, cut into steps. */
function feedingsOf(inputs: readonly Rows[]): fc.Arbitrary<readonly Feeding[]> {
  const count = inputs.reduce((sum, { stay, go }) => sum + stay.length + go.length * 2, 0);
  return fc
    .record({
      order: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: count,
        maxLength: count,
      }),
      ends: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
    })
    .map(({ order, ends }) => {
      let next = 0;
      const at = (): number => order[next++] ?? 0;
      const placed: (Change & { readonly place: number })[] = [];
      for (const [scan, { stay, go }] of inputs.entries()) {
        for (const each of stay) placed.push({ scan, row: each, weight: 1, place: at() });
        for (const each of go) {
          const place = at();
          placed.push({ scan, row: each, weight: 1, place });
          placed.push({ scan, row: each, weight: -1, place: place + (1 - place) * at() });
        }
      }
      const changes = placed.toSorted((a, b) => a.place - b.place || b.weight - a.weight);
      return changes.flatMap(({ scan, row: each, weight }, i): Feeding[] => [
        { scan, rows: [{ row: each, weight }] },
        ...(ends[i] === true ? [{ end: true } as const] : []),
      ]);
    });
}

function fed(inputs: fc.Arbitrary<readonly Rows[]>) {
  return inputs.chain((all) => fc.record({ all: fc.constant(all), feedings: feedingsOf(all) }));
}

/** What the plan answers over the rows that stay, given at once. */
function atOnce(plan: PhysicalPlan, inputs: readonly Rows[]) {
  return feed(
    plan,
    inputs.map(({ stay }, scan) => ({
      scan,
      rows: stay.map((each) => ({ row: each, weight: 1 })),
    })),
  );
}

function holds(plan: PhysicalPlan, inputs: readonly Rows[], feedings: readonly Feeding[]): void {
  const { outputs, failures } = feed(plan, feedings);
  const batch = atOnce(plan, inputs);
  expect(outputs.every(isWellFormed)).toBe(true);
  expect(sorted(sumOf(outputs))).toEqual(sorted(sumOf(batch.outputs)));
  const left = [...failures].filter(([, count]) => count !== 0);
  expect(left).toEqual([...batch.failures].filter(([, count]) => count !== 0));
}

const scan = scanOf(types);
const second = scanOf(types, 't');
const { fields } = scan;

function modelled(operator: 'intersect' | 'except', all: boolean, [a, b]: readonly Rows[]) {
  const others = (b?.stay ?? []).map(rowText);
  const seen = new Set<string>();
  const kept: WeightedRow[] = [];
  for (const each of a?.stay ?? []) {
    const text = rowText(each);
    const at = others.indexOf(text);
    if (all && at >= 0) others.splice(at, 1);
    const isKept = operator === 'intersect' ? at >= 0 : at < 0;
    if (isKept && (all || !seen.has(text))) kept.push({ row: each, weight: 1 });
    seen.add(text);
  }
  return zsetOf(kept);
}

test('INTERSECT and EXCEPT, however their inputs come and go', () => {
  const cases = fc.tuple(
    fed(fc.tuple(rows, rows)),
    fc.constantFrom('intersect' as const, 'except' as const),
    fc.boolean(),
  );
  fc.assert(
    fc.property(cases, ([{ all: inputs, feedings }, operator, all]) => {
      const node: PhysicalNode = { kind: 'setOperation', operator, all, left: 0, right: 1, fields };
      const { outputs } = feed(planOf([scan, second, node]), feedings);
      expect(sorted(sumOf(outputs))).toEqual(sorted(modelled(operator, all, inputs)));
    }),
    { numRuns: 300 },
  );
});

const sortKey: fc.Arbitrary<SortKey> = fc.record({
  column: fc.constantFrom(1, 2),
  descending: fc.boolean(),
  nullsFirst: fc.boolean(),
});

test('the first rows of partitions, however their input comes and goes', () => {
  const cases = fc.tuple(
    fc.oneof(rows, noneGo),
    fc.record({
      partition: fc.constantFrom([], [0], [0, 3]),
      order: fc.array(sortKey, { maxLength: 2 }),
      limit: fc.constantFrom(null, 0, 1, 2, 3),
      offset: fc.constantFrom(0, 0, 1),
      withTies: fc.boolean(),
    }),
  );
  const given = cases.chain(([input, parts]) =>
    fc.tuple(fc.constant(input), fc.constant(parts), feedingsOf([input]), fc.nat(2)),
  );
  fc.assert(
    fc.property(given, ([input, parts, feedings, columns]) => {
      const inputMode = input.go.length === 0 ? 'append' : 'updating';
      const numbered = parts.withTies || parts.offset > 0 ? 0 : columns;
      const numbers = Array.from({ length: numbered }, (_, i): Field => numberField(i));
      const node = {
        kind: 'top',
        input: 0,
        ...parts,
        numbered,
        fields: [...fields, ...numbers],
      } as const;
      holds(planOf([scan, { ...node, inputMode }]), [input], feedings);
      // What keeps all rows and what keeps the first ones alone say the same.
      const [all, first] = (['updating', 'append'] as const).map((mode) =>
        sorted(sumOf(atOnce(planOf([scan, { ...node, inputMode: mode }]), [input]).outputs)),
      );
      if (input.go.length === 0) expect(first).toEqual(all);
    }),
    { numRuns: 400 },
  );
});

function numberField(index: number): Field {
  return { name: `n${index}`, type: { kind: 'bigint' }, nullable: false };
}

const bound: fc.Arbitrary<WindowBound> = fc.oneof(
  fc.constantFrom<WindowBound>({ kind: 'first' }, { kind: 'current' }, { kind: 'last' }),
  fc.integer({ min: -2, max: 2 }).map((distance): WindowBound => ({ kind: 'distance', distance })),
);
const frame: fc.Arbitrary<WindowFrame> = fc.record({
  unit: fc.constantFrom('rows' as const, 'groups' as const),
  start: bound,
  end: bound,
  exclude: fc.constantFrom(null, 'current row' as const, 'group' as const, 'ties' as const),
});

const rankings: readonly (readonly [RankingFunctionName, readonly number[], SqlType])[] = [
  ['row_number', [], { kind: 'bigint' }],
  ['rank', [], { kind: 'bigint' }],
  ['dense_rank', [], { kind: 'bigint' }],
  ['percent_rank', [], { kind: 'double' }],
  ['cume_dist', [], { kind: 'double' }],
  ['ntile', [1], { kind: 'integer' }],
  ['lag', [2], { kind: 'double' }],
  ['lead', [0, 1], { kind: 'text' }],
  ['first_value', [2], { kind: 'double' }],
  ['last_value', [0], { kind: 'text' }],
  ['nth_value', [2, 1], { kind: 'double' }],
];

const windowCall: fc.Arbitrary<WindowCall> = fc.oneof(
  fc.tuple(fc.constantFrom(...rankings), frame, fc.boolean()).map(
    ([[name, args, type], around, ignoreNulls]): WindowCall => ({
      kind: 'ranking',
      function: name,
      arguments: args,
      ignoreNulls,
      frame: around,
      type,
    }),
  ),
  fc
    .tuple(fc.constantFrom('sum', 'min', 'count', 'bit_or' as const), frame)
    .map(([name, around]): WindowCall => {
      const type: SqlType = { kind: name === 'sum' || name === 'count' ? 'bigint' : 'integer' };
      const call: AggregateCall = {
        function: name as AggregateFunctionName,
        argument: 1,
        argumentType: { kind: 'integer' },
        type,
      };
      return { kind: 'aggregate', call, frame: around, type };
    }),
);

test('window functions, however their input comes and goes', () => {
  const given = fc
    .tuple(
      rows,
      fc.array(windowCall, { minLength: 1, maxLength: 3 }),
      fc.array(sortKey, { maxLength: 1 }),
    )
    .chain(([input, calls, order]) =>
      fc.tuple(fc.constant(input), fc.constant(calls), fc.constant(order), feedingsOf([input])),
    );
  fc.assert(
    fc.property(given, ([input, calls, order, feedings]) => {
      const node: PhysicalNode = {
        kind: 'over',
        input: 0,
        partition: [0],
        order,
        calls,
        fields: fieldsOf([...types, ...calls.map(({ type }) => type)]),
      };
      holds(planOf([scan, node]), [input], feedings);
    }),
    { numRuns: 300 },
  );
});

const integer: SqlType = { kind: 'integer' };
const double: SqlType = { kind: 'double' };
const boolean: SqlType = { kind: 'boolean' };
const text: SqlType = { kind: 'text' };
const numeric: SqlType = { kind: 'numeric', precision: null, scale: null };
const ascending: SortKey = { column: 0, descending: false, nullsFirst: false };

const calls: readonly AggregateCall[] = [
  { function: 'bool_and', argument: 3, argumentType: boolean, type: boolean },
  { function: 'bool_or', argument: 3, argumentType: boolean, type: boolean },
  { function: 'bit_and', argument: 1, argumentType: integer, type: integer },
  { function: 'bit_xor', argument: 1, argumentType: integer, type: integer },
  { function: 'variance', argument: 1, argumentType: integer, type: numeric },
  { function: 'stddev_pop', argument: 1, argumentType: integer, type: numeric },
  { function: 'var_pop', argument: 2, argumentType: double, type: double },
  { function: 'any_value', argument: 0, argumentType: text, type: text },
  { function: 'sum', argument: 1, argumentType: integer, type: { kind: 'bigint' }, distinct: true },
  { function: 'count', argument: 0, argumentType: text, type: { kind: 'bigint' }, distinct: true },
  {
    function: 'regr_slope',
    argument: 2,
    argumentType: double,
    type: double,
    others: [{ column: 2, type: double }],
  },
  {
    function: 'string_agg',
    argument: 0,
    argumentType: text,
    type: text,
    others: [
      { column: 0, type: text },
      { column: 1, type: integer },
    ],
    order: [{ column: 2, descending: true, nullsFirst: false }],
  },
  { function: 'mode', argument: 1, argumentType: integer, type: integer, order: [ascending] },
  {
    function: 'percentile_cont',
    argument: 2,
    argumentType: double,
    type: double,
    order: [ascending],
    share: 0.3,
  },
  {
    function: 'json_agg',
    argument: 1,
    argumentType: integer,
    type: { kind: 'json' },
    others: [{ column: 3, type: boolean }],
    filter: 0,
  },
  {
    function: 'arg_max',
    argument: 0,
    argumentType: text,
    type: text,
    others: [{ column: 2, type: double }],
    order: [{ column: 1, descending: true, nullsFirst: false }],
  },
  { function: 'approx_count_distinct', argument: 0, argumentType: text, type: { kind: 'bigint' } },
  { function: 'approx_percentile', argument: 2, argumentType: double, type: double, share: 0.5 },
  {
    function: 'array_agg',
    argument: 0,
    argumentType: text,
    type: { kind: 'array', element: text },
    order: [ascending],
  },
  {
    function: 'top_k',
    argument: 1,
    argumentType: integer,
    type: { kind: 'array', element: integer },
    order: [{ column: 0, descending: true, nullsFirst: false }],
    limit: 2,
  },
  {
    function: 'map_agg',
    argument: 0,
    argumentType: text,
    type: { kind: 'map', key: text, value: integer },
    others: [{ column: 1, type: integer }],
  },
  {
    function: 'percentile_disc',
    argument: 1,
    argumentType: integer,
    type: { kind: 'array', element: integer },
    order: [ascending],
    share: [0.5, null, 1],
  },
];

test('aggregates beyond sums and extremes, however their input comes and goes', () => {
  const given = fc
    .tuple(rows, fc.constantFrom([], [0], [3, 1]))
    .chain(([input, keys]) => fc.tuple(fc.constant(input), fc.constant(keys), feedingsOf([input])));
  fc.assert(
    fc.property(given, ([input, keys, feedings]) => {
      const inputMode = input.go.length === 0 ? 'append' : 'updating';
      const node = aggregateNode(0, fields, { keys, aggregates: calls, inputMode });
      holds(planOf([scan, node]), [input], feedings);
    }),
    { numRuns: 200 },
  );
});
