import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SqlError } from '../../src/common/sql-error.ts';
import { columnExpressions } from '../support/corpus/column-expressions.ts';
import { Draw } from '../support/corpus/draw.ts';
import type { CorpusQuery } from '../support/corpus/family.ts';
import { groupedPairs } from '../support/corpus/grouped-pairs.ts';
import { indexedConditions } from '../support/corpus/indexed-conditions.ts';
import { manyJoins } from '../support/corpus/many-joins.ts';
import { answeredRows, rowLine, SqliteJudge } from '../support/corpus/sqlite-judge.ts';
import { TestEngine } from '../support/test-engine.ts';

const seed = Number(process.env['MILLRACE_CORPUS_SEED'] ?? '1');
const rounds = Number(process.env['MILLRACE_CORPUS_ROUNDS'] ?? '2');
const perRound = 120;

let engine: TestEngine;
let judge: SqliteJudge;

beforeEach(async () => {
  engine = await TestEngine.open();
  judge = new SqliteJudge();
});

afterEach(async () => {
  judge.close();
  await engine.close();
});

async function run(sql: string): Promise<void> {
  judge.run(sql);
  const { error } = await engine.execute(sql);
  if (error !== null) throw new Error(`${error.message}: ${sql}`);
}

/** Our rows as lines; null where arithmetic fails, which SQLite answers with NULL or a double. */
async function answer({ sql, isOrdered }: CorpusQuery): Promise<readonly string[] | null> {
  const { results, error } = await engine.execute(sql);
  if (error !== null) {
    if (isArithmetic(error)) return null;
    throw new Error(`${error.code} ${error.message}: ${sql}`);
  }
  const lines = answeredRows(results[0]?.batches ?? []).map(rowLine);
  return isOrdered ? lines : lines.toSorted();
}

function isArithmetic({ code }: SqlError): boolean {
  return code === '22003' || code === '22012';
}

test.each([columnExpressions, indexedConditions, groupedPairs, manyJoins])(
  'SQLite answers the same: $name',
  async ({ setup, query, teardown }) => {
    for (let round = 0; round < rounds; round += 1) {
      const draw = new Draw(seed * 1000 + round);
      for (const sql of setup(draw)) await run(sql);
      for (let i = 0; i < perRound; i += 1) {
        const asked = query(draw);
        const ours = await answer(asked);
        if (ours === null) continue;
        const lines = judge.rows(asked.sql).map(rowLine);
        expect(ours, asked.sql).toEqual(asked.isOrdered ? lines : lines.toSorted());
      }
      for (const sql of teardown) await run(sql);
    }
  },
  600_000,
);
