import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowLines } from '../support/script/print-answer.ts';
import { TestEngine } from '../support/test-engine.ts';

/** What a table is to hold: with a key by key, without one row by row. */
type Row = { readonly id: number; readonly n: number };

/** A statement, and what it makes of the rows; null for an error that changes nothing. */
type Change = {
  readonly sql: string;
  readonly apply: (rows: readonly Row[]) => readonly Row[] | null;
};

const id = fc.integer({ min: 0, max: 12 });
const n = fc.integer({ min: -50, max: 50 });
const rows = fc.array(fc.record({ id, n }), { minLength: 1, maxLength: 5 });

function valuesOf(given: readonly Row[]): string {
  return given.map((row) => `(${row.id}, ${row.n})`).join(', ');
}

/** The rows with some put in place of those of the same key. */
function put(into: readonly Row[], given: readonly Row[]): readonly Row[] {
  return [...new Map([...into, ...given].map((row) => [row.id, row])).values()];
}

function hasTwice(given: readonly Row[]): boolean {
  return new Set(given.map((row) => row.id)).size < given.length;
}

const insert = rows.map(
  (given): Change => ({
    sql: `INSERT INTO t VALUES ${valuesOf(given)}`,
    apply: (before) => put(before, given),
  }),
);

const insertNew = rows.map(
  (given): Change => ({
    sql: `INSERT INTO t VALUES ${valuesOf(given)} ON CONFLICT DO NOTHING`,
    apply: (before) => put(given.toReversed(), before),
  }),
);

const merge = rows.map(
  (given): Change => ({
    sql: `INSERT INTO t VALUES ${valuesOf(given)} ON CONFLICT (id) DO UPDATE SET n = t.n + excluded.n WHERE t.n <> 7`,
    apply: (before) => {
      if (hasTwice(given)) return null;
      const known = new Map(before.map((row) => [row.id, row.n]));
      const merged = given.map((row) => {
        const there = known.get(row.id);
        if (there === undefined) return row;
        return { id: row.id, n: there === 7 ? 7 : there + row.n };
      });
      return put(before, merged);
    },
  }),
);

const update = fc.record({ by: n, below: id }).map(
  ({ by, below }): Change => ({
    sql: `UPDATE t SET n = n + ${by} WHERE id < ${below}`,
    apply: (before) => before.map((row) => (row.id < below ? { id: row.id, n: row.n + by } : row)),
  }),
);

const move = fc.record({ by: fc.integer({ min: -3, max: 3 }), below: id }).map(
  ({ by, below }): Change => ({
    sql: `UPDATE t SET id = id + ${by} WHERE n > 0 AND id < ${below}`,
    apply: (before) => {
      const moved = before.map((row) =>
        row.n > 0 && row.id < below ? { id: row.id + by, n: row.n } : row,
      );
      return hasTwice(moved) ? null : moved;
    },
  }),
);

const remove = fc.record({ from: n, to: n }).map(
  ({ from, to }): Change => ({
    sql: `DELETE FROM t WHERE n BETWEEN ${from} AND ${to}`,
    apply: (before) => before.filter((row) => row.n < from || row.n > to),
  }),
);

const empty = fc.constant<Change>({ sql: 'TRUNCATE t', apply: () => [] });

const change = fc.oneof(
  { weight: 4, arbitrary: insert },
  { weight: 3, arbitrary: insertNew },
  { weight: 3, arbitrary: merge },
  { weight: 4, arbitrary: update },
  { weight: 3, arbitrary: move },
  { weight: 3, arbitrary: remove },
  { weight: 1, arbitrary: empty },
);

/** Several statements as one; one that fails undoes all. */
const transaction = fc
  .record({
    parts: fc.array(change, { minLength: 1, maxLength: 4 }),
    end: fc.constantFrom('COMMIT', 'ROLLBACK'),
  })
  .map(
    ({ parts, end }): Change => ({
      sql: ['BEGIN', ...parts.map(({ sql }) => sql), end].join('; '),
      apply: (before) => {
        let after: readonly Row[] | null = before;
        for (const part of parts) after = after === null ? null : part.apply(after);
        return after === null || end === 'COMMIT' ? after : before;
      },
    }),
  );

type Step = Change | 'restart' | 'crash';

const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: change },
    { weight: 3, arbitrary: transaction },
    { weight: 1, arbitrary: fc.constantFrom<Step>('restart', 'crash') },
  ),
  { minLength: 3, maxLength: 14 },
);

const groups =
  'SELECT n % 3 AS rest, count(*) AS n, sum(n) AS total, max(id) AS top FROM t GROUP BY n % 3';

async function linesOf(engine: TestEngine, sql: string): Promise<readonly string[]> {
  const { results, error } = await engine.execute(sql);
  expect(error, sql).toBeNull();
  return rowLines(results[0]?.batches ?? []).toSorted();
}

async function take(
  engine: TestEngine,
  step: Step,
  before: readonly Row[],
): Promise<readonly Row[]> {
  if (step === 'restart' || step === 'crash') {
    await engine.restart(step === 'crash' ? 'crashed' : 'closed');
    return before;
  }
  const after = step.apply(before);
  const { error } = await engine.execute(step.sql);
  expect(error === null, `${step.sql}: ${error?.message ?? 'done'}`).toBe(after !== null);
  return after ?? before;
}

test('a table holds what statements made of it, over restarts; views equal fresh queries', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const engine = await TestEngine.open();
      try {
        await engine.execute(
          `CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); CREATE MATERIALIZED VIEW v AS ${groups}`,
        );
        let model: readonly Row[] = [];
        for (const step of taken) {
          model = await take(engine, step, model);
          await engine.settle();
          const expected = model.map((row) => `${row.id} | ${row.n}`).toSorted();
          expect(await linesOf(engine, 'SELECT * FROM t')).toEqual(expected);
          expect(await linesOf(engine, 'SELECT * FROM v')).toEqual(await linesOf(engine, groups));
        }
      } finally {
        await engine.close();
      }
    }),
    { numRuns: 40 },
  );
}, 120_000);

/** Without a key: rows may stand several times. */
const keylessChange = fc.oneof(
  rows.map(
    (given): Change => ({
      sql: `INSERT INTO t VALUES ${valuesOf(given)}`,
      apply: (before) => [...before, ...given],
    }),
  ),
  update,
  remove,
  fc.record({ by: fc.integer({ min: 1, max: 3 }), below: id }).map(
    ({ by, below }): Change => ({
      sql: `UPDATE t SET id = t.id + s.step FROM (VALUES (${by}), (${by})) AS s (step) WHERE t.id < ${below}`,
      apply: (before) =>
        before.map((row) => (row.id < below ? { id: row.id + by, n: row.n } : row)),
    }),
  ),
  empty,
);

test('a table without a key counts equal rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          { weight: 8, arbitrary: keylessChange },
          { weight: 1, arbitrary: fc.constantFrom<Step>('restart', 'crash') },
        ),
        { minLength: 3, maxLength: 12 },
      ),
      async (taken) => {
        const engine = await TestEngine.open();
        try {
          await engine.execute(
            `CREATE TABLE t (id INTEGER, n INTEGER); CREATE MATERIALIZED VIEW v AS ${groups}`,
          );
          let model: readonly Row[] = [];
          for (const step of taken) {
            model = await take(engine, step, model);
            await engine.settle();
            const expected = model.map((row) => `${row.id} | ${row.n}`).toSorted();
            expect(await linesOf(engine, 'SELECT * FROM t')).toEqual(expected);
            expect(await linesOf(engine, 'SELECT * FROM v')).toEqual(await linesOf(engine, groups));
          }
        } finally {
          await engine.close();
        }
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

test('statements that run at once lose nothing, and a crash halves none', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('update', 'merge', 'transaction'), { minLength: 2, maxLength: 12 }),
      fc.option(fc.nat({ max: 6 })),
      async (kinds, cutMs) => {
        const engine = await TestEngine.open();
        try {
          await engine.execute(
            'CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (1, 0), (2, 0)',
          );
          const texts = {
            update: 'UPDATE t SET n = n + 1',
            merge:
              'INSERT INTO t VALUES (1, 1), (2, 1) ON CONFLICT (id) DO UPDATE SET n = t.n + excluded.n',
            transaction:
              'BEGIN; UPDATE t SET n = n + 1 WHERE id = 1; UPDATE t SET n = n + 1 WHERE id = 2; COMMIT',
          } as const;
          const running = kinds.map((kind) => engine.engine.execute(texts[kind]));
          if (cutMs !== null) {
            await engine.clock.advance(cutMs);
            await engine.restart('crashed');
          }
          const outcomes = await engine.clock.until(Promise.all(running));
          const done = outcomes.filter(({ error }) => error === null).length;
          const lines = await linesOf(engine, 'SELECT * FROM t');
          const reached = Number(lines[0]?.split(' | ')[1]);
          // Whole always; what was answered is there, what was not may be.
          expect(lines).toEqual([`1 | ${reached}`, `2 | ${reached}`]);
          expect(reached).toBeGreaterThanOrEqual(done);
          if (cutMs !== null) return;
          for (const { error } of outcomes) expect(['40001', null]).toContain(error?.code ?? null);
          expect(reached).toBe(done);
          expect(done).toBeGreaterThan(0);
        } finally {
          await engine.close();
        }
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);
