import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseQuery } from '../../src/parser/parse.ts';
import { passNames } from '../../src/planner/optimize/passes.ts';
import type { PhysicalPlan } from '../../src/planner/physical/physical-plan.ts';
import { planQuery } from '../../src/planner/plan-query.ts';
import {
  boundedJoinArbitrary,
  cutsArbitrary,
  queryArbitrary,
  queryCatalog,
  tablesArbitrary,
} from '../support/query-arbitrary.ts';
import { columnsOfR, columnsOfS, rowsOfR, rowsOfS } from '../support/random-expression.ts';
import { type RandomQuery, randomQuery } from '../support/random-query.ts';
import { rankedQuery } from '../support/ranked-query.ts';
import { tryPlan } from '../support/run-plan.ts';
import { rowLines } from '../support/script/print-answer.ts';
import { TestEngine } from '../support/test-engine.ts';

/** One or two passes, to be switched off. */
const switchedOff: fc.Arbitrary<readonly string[]> = fc.uniqueArray(fc.constantFrom(...passNames), {
  minLength: 1,
  maxLength: 2,
});

const catalog = queryCatalog();

function planWithout(sql: string, disabledPasses: readonly string[]): PhysicalPlan {
  const context = { ...catalog.context('continuous'), disabledPasses };
  return planQuery(parseQuery(sql), context).physical;
}

test('a running plan gives the same rows whichever passes are switched off', () => {
  const queries = fc.oneof(queryArbitrary, boundedJoinArbitrary);
  fc.assert(
    fc.property(queries, tablesArbitrary, cutsArbitrary, switchedOff, (sql, tables, cuts, off) => {
      const expected = tryPlan(planWithout(sql, []), tables, cuts);
      fc.pre(expected !== null);
      const without = tryPlan(planWithout(sql, off), tables, cuts);
      if (without !== null) expect(without, `${sql} without ${off.join(', ')}`).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

let engine: TestEngine;

beforeAll(async () => {
  engine = await TestEngine.open();
});

afterAll(() => engine.close());

/** The rows of the last statement of a text, or the code of the error. */
async function answer(sql: string): Promise<readonly string[] | string> {
  const { results, error } = await engine.execute(sql);
  if (error === null) return rowLines(results.at(-1)?.batches ?? []);
  if (!error.code.startsWith('22')) throw error;
  return error.code;
}

async function run(sql: string): Promise<void> {
  const { error } = await engine.execute(sql);
  if (error !== null) throw error;
}

function sorted(lines: readonly string[] | string): readonly string[] | string {
  return typeof lines === 'string' ? lines : lines.toSorted();
}

/** The answer at once, and as a view that was there before the rows. */
async function compare(
  { ours, isOrdered }: Pick<RandomQuery, 'ours' | 'isOrdered'>,
  off: string,
): Promise<void> {
  const expected = await answer(ours);
  const without = await answer(`SET millrace.disable_passes = '${off}'; ${ours}`);
  // A row may be spared that fails without a pass.
  if (typeof expected === 'string' || typeof without === 'string') return;
  const text = `${ours} without ${off}`;
  if (isOrdered) expect(without, text).toEqual(expected);
  else expect(sorted(without), text).toEqual(sorted(expected));
  if (!isOrdered) expect(sorted(await answer('SELECT * FROM v')), text).toEqual(sorted(expected));
}

test('queries answer the same at once and as views, whichever passes are switched off', async () => {
  const ranked = rankedQuery.map((ours) => ({ ours, isOrdered: false }));
  const queries = fc.oneof(randomQuery, ranked);
  await fc.assert(
    fc.asyncProperty(rowsOfR, rowsOfS, queries, switchedOff, async (r, s, query, passes) => {
      const off = passes.join(', ');
      await run(`CREATE STREAM r (${columnsOfR}); CREATE STREAM s (${columnsOfS})`);
      try {
        if (!query.isOrdered) {
          await run(
            `SET millrace.disable_passes = '${off}'; CREATE MATERIALIZED VIEW v AS ${query.ours}`,
          );
        }
        if (r.length > 0) await run(`INSERT INTO r VALUES ${r.join(', ')}`);
        if (s.length > 0) await run(`INSERT INTO s VALUES ${s.join(', ')}`);
        await compare(query, off);
      } finally {
        await run('DROP MATERIALIZED VIEW IF EXISTS v; DROP STREAM r; DROP STREAM s');
      }
    }),
    { numRuns: 100 },
  );
}, 60_000);
