import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rowLines } from '../support/script/print-answer.ts';
import { TestEngine } from '../support/test-engine.ts';

let engine: TestEngine;

beforeAll(async () => {
  engine = await TestEngine.open();
});

afterAll(async () => {
  await engine.close();
});

/** Columns of types with parts, or with several forms of one value, and texts of such values: many are equal. */
const columns = {
  a: { type: 'NUMERIC[]', texts: ['{1,2}', '{1.0,2.00}', '{}', '{{1},{2}}', '{1,NULL}', '{3}'] },
  s: { type: 'STRUCT<x INTEGER, y NUMERIC>', texts: ['(1,2)', '(1,2.0)', '(,)', '(1,)', '(2,0)'] },
  m: { type: 'MAP<TEXT, INTEGER>', texts: ['{a=>1,b=>2}', '{b=>2,a=>1}', '{}', '{a=>NULL}'] },
  j: { type: 'JSONB', texts: ['1', '1.0', '{"a":1,"b":[]}', '{"b":[],"a":1.00}', 'null', '"x"'] },
  v: {
    type: 'INTERVAL[]',
    texts: ['{"1 day"}', '{"24 hours"}', '{"1 mon",NULL}', '{"30 days",NULL}'],
  },
  c: { type: 'CHAR(3)', texts: ['a', 'a ', 'ab', ''] },
  u: {
    type: 'UUID',
    texts: ['a0eebc999c0b4ef8bb6d6bb9bd380a11', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'],
  },
} as const;

type Column = keyof typeof columns;
const names = Object.keys(columns) as Column[];

/** What is asked of a column K of tables r and l, in whichever form its values come. */
const queries = [
  'SELECT K, count(*) AS n, sum(id) AS ids FROM r GROUP BY K',
  'SELECT count(DISTINCT K) AS n FROM r',
  'SELECT r.id, l.id AS other FROM r JOIN l ON r.K = l.K',
  'SELECT r.id, l.id AS other FROM r FULL JOIN l ON r.K = l.K AND r.id <= l.id',
  'SELECT id FROM r WHERE K IN (SELECT K FROM l)',
  'SELECT id FROM r WHERE K NOT IN (SELECT K FROM l WHERE K IS NOT NULL)',
  'SELECT id FROM r WHERE (id, K) IN (SELECT id, K FROM l)',
  'SELECT r.id, l.id AS other FROM r JOIN l ON r.K < l.K',
  'SELECT id, rank() OVER (ORDER BY K) AS n FROM r',
  'SELECT id, row_number() OVER (PARTITION BY K ORDER BY id) AS n FROM r',
  'SELECT count(*) AS n FROM (SELECT K FROM r UNION SELECT K FROM l) AS rows_of_both',
  'SELECT id FROM r ORDER BY K DESC, id LIMIT 2',
  'SELECT id FROM r WHERE K = (SELECT K FROM l ORDER BY K, id LIMIT 1)',
] as const;

const value = (column: Column) =>
  fc.option(fc.constantFrom<string>(...columns[column].texts), { freq: 5 });

const write = fc.record({
  table: fc.constantFrom('r', 'l'),
  id: fc.integer({ min: 1, max: 4 }),
  values: fc.tuple(...names.map(value)),
});

async function run(sql: string): Promise<void> {
  const { error } = await engine.execute(sql);
  if (error !== null) throw error;
}

async function answer(sql: string): Promise<readonly string[]> {
  const { results, error } = await engine.execute(sql);
  if (error !== null) throw error;
  return rowLines(results.at(-1)?.batches ?? []).toSorted();
}

function literal(text: string | null): string {
  return text === null ? 'NULL' : `'${text}'`;
}

test('values with parts are told apart, put in order and joined alike at once and step by step', async () => {
  const definitions = names.map((name) => `${name} ${columns[name].type}`).join(', ');
  const cases = fc.record({
    column: fc.constantFrom(...names),
    writes: fc.array(write, { minLength: 1, maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ column, writes }) => {
      const asked = queries.map((query) => query.replaceAll('K', column));
      await run(
        `CREATE TABLE r (id INTEGER PRIMARY KEY, ${definitions}); CREATE TABLE l (id INTEGER PRIMARY KEY, ${definitions})`,
      );
      try {
        for (const [n, query] of asked.entries()) {
          await run(`CREATE MATERIALIZED VIEW q${n} AS ${query}`);
        }
        for (const { table, id, values } of writes) {
          await run(`INSERT INTO ${table} VALUES (${id}, ${values.map(literal).join(', ')})`);
        }
        for (const [n, query] of asked.entries()) {
          expect(await answer(`SELECT * FROM q${n}`), query).toEqual(await answer(query));
        }
      } finally {
        await run('DROP TABLE r, l CASCADE');
      }
    }),
    { numRuns: 20 },
  );
}, 120_000);
