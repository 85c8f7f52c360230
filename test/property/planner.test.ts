import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SqlError } from '../../src/common/sql-error.ts';
import { vectorFromDatums } from '../../src/data/vector-datum.ts';
import { parseQuery } from '../../src/parser/parse.ts';
import { bindSelect } from '../../src/planner/bind/bind-select.ts';
import type { LogicalPlan } from '../../src/planner/logical/logical-plan.ts';
import { PlanProperties } from '../../src/planner/logical/plan-properties.ts';
import { passes } from '../../src/planner/optimize/passes.ts';
import type { PhysicalPlan, ScanNode } from '../../src/planner/physical/physical-plan.ts';
import { queryContext } from '../../src/planner/plan-query.ts';
import { Dataflow } from '../../src/runtime/dataflow.ts';
import { consolidate, expandWeights } from '../../src/runtime/state/row-set.ts';
import { batchRows } from '../support/batch-rows.ts';
import { evaluatePlan, type Row, sortedRows, type Tables } from '../support/evaluate-plan.ts';
import {
  boundedJoinArbitrary,
  cutsArbitrary,
  queryArbitrary,
  queryCatalog,
  rowsArbitrary,
} from '../support/query-arbitrary.ts';

const catalog = queryCatalog();
const tablesArbitrary: fc.Arbitrary<Tables> = fc
  .tuple(rowsArbitrary, rowsArbitrary, rowsArbitrary)
  .map(
    ([o, p, t]) =>
      new Map([
        ['o', o],
        ['p', p],
        ['t', t],
      ]),
  );

function boundPlan(sql: string): LogicalPlan {
  return bindSelect(parseQuery(sql), queryContext(catalog.context('continuous'))).plan;
}

/** The rows of a plan; null when a row fails. */
function answer(plan: LogicalPlan, tables: Tables): readonly string[] | null {
  try {
    return sortedRows(evaluatePlan(plan, tables));
  } catch (error) {
    if (error instanceof SqlError) return null;
    throw error;
  }
}

test('every pass of the optimizer keeps the answer, and makes no row fail that did not', () => {
  fc.assert(
    fc.property(queryArbitrary, tablesArbitrary, (sql, tables) => {
      let plan = boundPlan(sql);
      const expected = answer(plan, tables);
      const properties = new PlanProperties('changes');
      for (const { name, run } of passes) {
        plan = run(plan, properties);
        if (expected !== null) expect(answer(plan, tables), name).toEqual(expected);
      }
    }),
    { numRuns: 400 },
  );
});

test('a running plan comes to the answer of the bound query, however its input is cut', () => {
  fc.assert(fc.property(queryArbitrary, tablesArbitrary, cutsArbitrary, comesToItsAnswer), {
    numRuns: 250,
  });
});

/** The second row of p comes at the very moment at which the window ends. */
const atTheEnd: [string, Tables, Cuts] = [
  `WITH w AS (SELECT k, window_end AS e, count(*) AS n
     FROM HOP(o, ts, INTERVAL '4 seconds', INTERVAL '10 seconds') GROUP BY k, window_end)
   SELECT e, count(*), max(p.id), sum(n) FROM w JOIN p ON coalesce(w.k, 1) = coalesce(p.k, 1)
   AND p.ts BETWEEN e - INTERVAL '3 seconds' AND e GROUP BY e`,
  new Map([
    ['o', [[0n, null, null, 4_000_000n]]],
    [
      'p',
      [
        [0n, null, null, 11_000_000n],
        [1n, 1n, null, 14_000_000n],
      ],
    ],
    ['t', []],
  ]),
  [{ o: 14, p: 14 }],
];

test('a join that forgets by time comes to the answer of the bound query', () => {
  fc.assert(fc.property(boundedJoinArbitrary, tablesArbitrary, cutsArbitrary, comesToItsAnswer), {
    numRuns: 250,
    examples: [atTheEnd],
  });
});

test('EMIT FINAL comes to the same answer and never takes a row back', () => {
  const queries = fc.oneof(queryArbitrary, boundedJoinArbitrary);
  fc.assert(
    fc.property(queries, tablesArbitrary, cutsArbitrary, (sql, tables, cuts) => {
      const plan = finalPlan(sql);
      fc.pre(plan !== null);
      const expected = answer(boundPlan(sql), tables);
      fc.pre(expected !== null);
      expect(runPlan(plan, tables, cuts, true)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

function comesToItsAnswer(sql: string, tables: Tables, cuts: Cuts): void {
  const expected = answer(boundPlan(sql), tables);
  fc.pre(expected !== null);
  const { physical } = catalog.plan(sql, 'continuous');
  expect(runPlan(physical, tables, cuts)).toEqual(expected);
}

/** The plan with EMIT FINAL; null where that is refused. */
function finalPlan(sql: string): PhysicalPlan | null {
  try {
    return catalog.plan(`${sql} EMIT FINAL`).physical;
  } catch (error) {
    if (error instanceof SqlError && error.code === '0A000') return null;
    throw error;
  }
}

type Cuts = readonly { readonly o: number; readonly p: number }[];

/** Feeds what lies before each cut as one step, the rest as the last; the table comes with the first. */
function runPlan(
  plan: PhysicalPlan,
  tables: Tables,
  cuts: Cuts,
  appendOnly = false,
): readonly string[] {
  const dataflow = new Dataflow(plan);
  const changes = [];
  let from = { o: -Infinity, p: -Infinity, t: -Infinity };
  for (const cut of [...cuts, { o: Infinity, p: Infinity }]) {
    const to = { ...cut, t: Infinity };
    const watermarks = new Map<number, number>();
    for (const [index, node] of plan.nodes.entries()) {
      if (node.kind !== 'scan') continue;
      const of = node.relation as keyof typeof to;
      const rows = (tables.get(of) ?? []).filter((row) => {
        const seconds = Number(row[3]) / 1e6;
        return seconds >= from[of] && seconds < to[of];
      });
      dataflow.take(index, batchOf(node, rows));
      watermarks.set(index, to[of] * 1e6);
    }
    const step = dataflow.endStep(watermarks).changes;
    if (appendOnly && step?.weights?.some((weight) => weight < 0)) throw new Error('taken back');
    if (step !== null) changes.push(step);
    from = to;
  }
  expect([...dataflow.failures].filter(([, count]) => count !== 0)).toEqual([]);
  expect(openWindows(dataflow)).toBe(0);
  const all = consolidate(dataflow.schema, changes);
  return sortedRows(all === null ? [] : batchRows(expandWeights(all)));
}

/** Groups of windows that are still kept. */
function openWindows(dataflow: Dataflow): number {
  const sizes = dataflow.stateSizes();
  return dataflow.plan.nodes.reduce((sum, node, index) => {
    const closes = node.kind === 'aggregate' && (node.window ?? node.windowEndKey) !== null;
    return closes ? sum + (sizes[index]?.rows ?? 0) : sum;
  }, 0);
}

function batchOf(
  { columns, fields }: ScanNode,
  rows: readonly Row[],
): Parameters<Dataflow['take']>[1] {
  return {
    schema: { fields },
    rowCount: rows.length,
    columns: fields.map((field, i) =>
      vectorFromDatums(
        field.type,
        rows.map((row) => row[columns[i] as number] ?? null),
      ),
    ),
    weights: null,
    late: null,
  };
}
