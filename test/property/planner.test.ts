import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SqlError } from '../../src/common/sql-error.ts';
import { parseQuery } from '../../src/parser/parse.ts';
import { bindSelect } from '../../src/planner/bind/bind-select.ts';
import type { LogicalPlan } from '../../src/planner/logical/logical-plan.ts';
import { PlanProperties } from '../../src/planner/logical/plan-properties.ts';
import { passes } from '../../src/planner/optimize/passes.ts';
import type { PhysicalPlan } from '../../src/planner/physical/physical-plan.ts';
import { queryContext } from '../../src/planner/plan-query.ts';
import { evaluatePlan, sortedRows, type Tables } from '../support/evaluate-plan.ts';
import {
  boundedJoinArbitrary,
  cutsArbitrary,
  queryArbitrary,
  queryCatalog,
  tablesArbitrary,
} from '../support/query-arbitrary.ts';
import { type Cuts, runPlan } from '../support/run-plan.ts';

const catalog = queryCatalog();
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
