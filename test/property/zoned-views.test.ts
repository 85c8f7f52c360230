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

/** What depends on the zone of whoever made the view. */
const query =
  "SELECT at::date AS day, date_trunc('month', at)::text AS month, sum(extract(hour FROM at)) AS hours, count(*) AS n, " +
  "max((at + INTERVAL '1 day')::text) AS next FROM visits GROUP BY 1, 2";

const zone = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  '<+05>-05',
  'UTC',
);

/** Moments of 2026, about as many near changes of clocks as elsewhere. */
const moment = fc.oneof(
  fc.integer({ min: 1_767_225_600, max: 1_798_761_600 }),
  fc.integer({ min: 1_774_740_000, max: 1_774_752_000 }),
  fc.integer({ min: 1_792_880_000, max: 1_792_895_000 }),
);

async function answer(sql: string): Promise<readonly string[]> {
  const { results, error } = await engine.execute(sql);
  if (error !== null) throw error;
  await engine.settle();
  return judgedLines(results.at(-1)?.batches ?? []).toSorted();
}

test('a view goes by the zone it was made in, and answers what its query answers there', async () => {
  await fc.assert(
    fc.asyncProperty(
      zone,
      fc.array(fc.array(moment, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
      async (name, parts) => {
        await answer('CREATE TABLE visits (id INTEGER PRIMARY KEY, at TIMESTAMPTZ)');
        try {
          await answer(`SET timezone = '${name}'; CREATE MATERIALIZED VIEW days AS ${query}`);
          for (const part of parts) {
            const rows = part.map((at, i) => `(${i}, to_timestamp(${at}))`);
            await answer(`INSERT INTO visits VALUES ${rows.join(', ')}`);
          }
          const there = await answer(`SET timezone = '${name}'; ${query}`);
          expect(await answer('SELECT * FROM days')).toEqual(there);
        } finally {
          await answer('DROP MATERIALIZED VIEW days; DROP TABLE visits');
        }
      },
    ),
    { numRuns: 12 },
  );
});
