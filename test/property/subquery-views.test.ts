import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judgedLines } from '../support/duckdb.ts';
import { TestEngine } from '../support/test-engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await TestEngine.open();
});

afterAll(async () => {
  await engine.close();
});

/** Over tables whose rows are replaced: every change is taken back again. */
const queries = [
  'SELECT r.id, s.id AS sid, k FROM r FULL JOIN s USING (k)',
  'SELECT r.id, s.w FROM r LEFT JOIN s ON r.k = s.k AND s.w > r.v',
  'SELECT r.id, s.id AS sid FROM r RIGHT JOIN s ON r.k < s.k',
  'SELECT * FROM r SEMI JOIN s ON r.k = s.k AND r.v < s.w',
  'SELECT * FROM r ANTI JOIN s ON r.k = s.k',
  'SELECT id FROM r WHERE EXISTS (SELECT 1 FROM s WHERE s.k = r.k)',
  'SELECT id FROM r WHERE NOT EXISTS (SELECT 1 FROM s WHERE s.k = r.k AND s.w >= r.v)',
  'SELECT id, v IN (SELECT w FROM s) AS x, v NOT IN (SELECT w FROM s WHERE s.k = r.k) AS y FROM r',
  'SELECT id FROM r WHERE (k, v) IN (SELECT k, w FROM s)',
  'SELECT id FROM r WHERE (k, v) NOT IN (SELECT k, w FROM s WHERE s.id <> r.id)',
  'SELECT id, (k, v) IN (SELECT k, w FROM s) AS x FROM r',
  'SELECT id, v <= ALL (SELECT w FROM s WHERE s.k <> r.k) AS x FROM r',
  'SELECT id, (SELECT count(*) FROM s WHERE s.k = r.k) AS n, (SELECT max(w) FROM s WHERE s.w < r.v) AS m FROM r',
  'SELECT k, sum(v) AS n FROM r GROUP BY k HAVING count(*) > (SELECT count(*) FROM s WHERE s.k = r.k)',
  'SELECT r.id, x.w FROM r LEFT JOIN LATERAL (SELECT w FROM s WHERE s.k = r.k ORDER BY w LIMIT 1) AS x ON true',
  'SELECT id FROM r WHERE v IN (SELECT w FROM s WHERE s.k = r.k AND s.id <> r.id)',
] as const;

/** What is joined directly, and the same asked in a way that is not. */
const same = [
  [
    'SELECT id FROM r WHERE EXISTS (SELECT 1 FROM s WHERE s.k = r.k AND s.w < r.v)',
    'SELECT id FROM r WHERE (SELECT count(*) FROM s WHERE s.k = r.k AND s.w < r.v) > 0',
  ],
  [
    'SELECT id FROM r WHERE NOT EXISTS (SELECT 1 FROM s JOIN s AS p ON p.k = s.k AND p.w >= r.v WHERE s.k = r.k AND s.id <> r.id)',
    'SELECT id FROM r WHERE (SELECT count(*) FROM s JOIN s AS p ON p.k = s.k AND p.w >= r.v WHERE s.k = r.k AND s.id <> r.id) = 0',
  ],
  [
    'SELECT id FROM r WHERE v + 1 IN (SELECT w + 1 FROM s WHERE s.k = r.k AND s.id <> r.id)',
    'SELECT id FROM r WHERE (SELECT count(*) FROM s WHERE s.k = r.k AND s.id <> r.id AND w + 1 = r.v + 1) > 0',
  ],
  [
    'SELECT id FROM r WHERE id NOT IN (SELECT id FROM s WHERE s.k = r.k AND s.w <= r.v) AND v > 0',
    'SELECT id FROM r WHERE (SELECT count(*) FROM s WHERE s.k = r.k AND s.w <= r.v AND s.id = r.id) = 0 AND v > 0',
  ],
  [
    'SELECT id FROM r WHERE EXISTS (SELECT 1 FROM s WHERE s.k = r.k AND NOT EXISTS (SELECT 1 FROM s AS p WHERE p.k = s.k AND p.w > s.w AND p.w < r.v))',
    'SELECT id FROM r WHERE (SELECT count(*) FROM s WHERE s.k = r.k AND (SELECT count(*) FROM s AS p WHERE p.k = s.k AND p.w > s.w AND p.w < r.v) = 0) > 0',
  ],
] as const;

type Write = {
  readonly table: 'r' | 's';
  readonly id: number;
  readonly k: number | null;
  readonly v: number | null;
};

const cell = fc.option(fc.integer({ min: 0, max: 3 }), { freq: 4 });
const writes: fc.Arbitrary<Write[]> = fc.array(
  fc.record({
    table: fc.constantFrom('r', 's'),
    id: fc.integer({ min: 1, max: 4 }),
    k: cell,
    v: cell,
  }),
  { minLength: 1, maxLength: 10 },
);

async function run(sql: string): Promise<void> {
  const { error } = await engine.execute(sql);
  if (error !== null) throw error;
}

async function answer(sql: string): Promise<readonly string[]> {
  const { results, error } = await engine.execute(sql);
  if (error !== null) throw error;
  return judgedLines(results.at(-1)?.batches ?? []).toSorted();
}

test('views with outer joins and subqueries keep up with rows that are replaced', async () => {
  await fc.assert(
    fc.asyncProperty(writes, async (all) => {
      await run(
        'CREATE TABLE r (id INTEGER PRIMARY KEY, k INTEGER, v INTEGER); CREATE TABLE s (id INTEGER PRIMARY KEY, k INTEGER, w INTEGER)',
      );
      try {
        for (const [n, query] of queries.entries()) {
          await run(`CREATE MATERIALIZED VIEW q${n} AS ${query}`);
        }
        for (const [n, [query]] of same.entries()) {
          await run(`CREATE MATERIALIZED VIEW h${n} AS ${query}`);
        }
        for (const { table, id, k, v } of all) {
          await run(`INSERT INTO ${table} VALUES (${id}, ${k ?? 'NULL'}, ${v ?? 'NULL'})`);
        }
        for (const [n, query] of queries.entries()) {
          expect(await answer(`SELECT * FROM q${n}`), query).toEqual(await answer(query));
        }
        for (const [n, [query, other]] of same.entries()) {
          const expected = await answer(other);
          expect(await answer(query), query).toEqual(expected);
          expect(await answer(`SELECT * FROM h${n}`), query).toEqual(expected);
        }
      } finally {
        await run('DROP TABLE r, s CASCADE');
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);
