import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Judge, judgedLines } from '../support/duckdb.ts';
import {
  columnsOfR,
  columnsOfS,
  type RandomRows,
  rowsOfR,
  rowsOfS,
} from '../support/random-expression.ts';
import { type RandomQuery, randomQuery } from '../support/random-query.ts';
import { TestEngine } from '../support/test-engine.ts';

let engine: TestEngine;
let judge: Judge;

beforeAll(async () => {
  engine = await TestEngine.open();
  judge = await Judge.open();
});

afterAll(async () => {
  await engine.close();
  judge.close();
});

async function run(sql: string): Promise<void> {
  const { error } = await engine.execute(sql);
  if (error !== null) throw error;
}

/** Our rows, or the code of the error. */
async function ourAnswer(sql: string): Promise<readonly string[] | 'error'> {
  const { results, error } = await engine.execute(sql);
  if (error === null) return judgedLines(results.at(-1)?.batches ?? []);
  if (!error.code.startsWith('22')) throw error;
  return 'error';
}

async function judgedAnswer(sql: string): Promise<readonly string[] | 'error'> {
  try {
    return await judge.lines(sql);
  } catch (error) {
    if (/overflow|out of range/i.test(String(error))) return 'error';
    throw error;
  }
}

function sorted(lines: readonly string[] | 'error'): readonly string[] | 'error' {
  return lines === 'error' ? lines : lines.toSorted();
}

async function makeRelations(): Promise<void> {
  await run(`CREATE STREAM r (${columnsOfR}); CREATE STREAM s (${columnsOfS})`);
  await judge.run(`CREATE OR REPLACE TABLE r (${columnsOfR})`);
  await judge.run(`CREATE OR REPLACE TABLE s (${columnsOfS})`);
}

/** The rows in several statements. */
async function insert(table: string, rows: RandomRows, chunk: number): Promise<void> {
  for (let from = 0; from < rows.length; from += chunk) {
    const sql = `INSERT INTO ${table} VALUES ${rows.slice(from, from + chunk).join(', ')}`;
    await run(sql);
    await judge.run(sql);
  }
}

async function compare({ ours, duck, isOrdered }: RandomQuery, view: string): Promise<void> {
  const expected = await judgedAnswer(duck);
  const once = await ourAnswer(ours);
  if (isOrdered) expect(once, ours).toEqual(expected);
  else expect(sorted(once), ours).toEqual(sorted(expected));
  if (isOrdered || once === 'error') return;
  expect(sorted(await ourAnswer(`SELECT * FROM ${view}`)), `view of ${ours}`).toEqual(sorted(once));
}

test('random queries answer as DuckDB does, at once and as views', async () => {
  const queries = fc.array(randomQuery, { minLength: 4, maxLength: 4 });
  const chunk = fc.integer({ min: 1, max: 6 });
  await fc.assert(
    fc.asyncProperty(rowsOfR, rowsOfS, queries, chunk, async (r, s, queries, chunk) => {
      await makeRelations();
      try {
        for (const [i, { ours, isOrdered }] of queries.entries()) {
          if (!isOrdered) await run(`CREATE MATERIALIZED VIEW v${i} AS ${ours}`);
        }
        await insert('r', r, chunk);
        await insert('s', s, chunk);
        for (const [i, query] of queries.entries()) await compare(query, `v${i}`);
      } finally {
        await run('DROP STREAM r, s CASCADE');
      }
    }),
    { numRuns: 60, endOnFailure: false },
  );
}, 120_000);
