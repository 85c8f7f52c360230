import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Follower } from '../support/follower.ts';
import { rowLines } from '../support/script/print-answer.ts';
import { TestEngine } from '../support/test-engine.ts';

/** Money that goes from one account to another. */
type Transfer = { readonly from: number; readonly to: number; readonly cents: number };

const transfer = fc.record({
  from: fc.nat({ max: 5 }),
  to: fc.nat({ max: 5 }),
  cents: fc.integer({ min: 1, max: 100_000 }),
});

/** What is sent at once: each transfer in one statement with both its sides. */
const bursts = fc.array(fc.array(transfer, { minLength: 1, maxLength: 6 }), {
  minLength: 2,
  maxLength: 10,
});

/** Queries whose answer is the same whatever has been transferred. */
const sums = [
  // Both sides as rows of one stream, which its key spreads over partitions.
  'SELECT sum(amount) AS total FROM legs',
  // Two views that are read together.
  `SELECT d.total - c.total AS difference
   FROM (SELECT 1 AS one, sum(total) AS total FROM debits) AS d
   JOIN (SELECT 1 AS one, sum(total) AS total FROM credits) AS c ON d.one = c.one`,
  // A view over a view that says for each account what it has.
  'SELECT sum(balance) AS total FROM balances',
  // Views and the stream itself.
  `SELECT v.total - s.total AS difference
   FROM (SELECT 1 AS one, sum(total) AS total FROM debits) AS v
   JOIN (SELECT 1 AS one, sum(-amount) AS total FROM legs WHERE amount < 0) AS s ON v.one = s.one`,
] as const;

const setUp = (partitions: number): string => `
  CREATE STREAM legs (account INTEGER, amount NUMERIC(12, 2)) PARTITION BY (account) WITH (partitions = ${partitions});
  CREATE MATERIALIZED VIEW debits AS SELECT account, sum(-amount) AS total FROM legs WHERE amount < 0 GROUP BY account;
  CREATE MATERIALIZED VIEW credits AS SELECT account, sum(amount) AS total FROM legs WHERE amount > 0 GROUP BY account;
  CREATE MATERIALIZED VIEW balances AS SELECT account, sum(amount) AS balance FROM legs GROUP BY account;
  INSERT INTO legs VALUES (0, -1), (1, 1);`;

function sqlOf({ from, to, cents }: Transfer): string {
  const amount = (cents / 100).toFixed(2);
  return `INSERT INTO legs VALUES (${from}, -${amount}), (${to}, ${amount})`;
}

function isZero(lines: readonly string[]): boolean {
  return lines.length === 1 && Number(lines[0]) === 0;
}

/** What statements answer that are asked while transfers are under way. */
async function expectZeroAnswers(engine: TestEngine): Promise<void> {
  const answers = sums.map((sql) => engine.engine.execute(sql));
  for (const { results, error } of await engine.clock.until(Promise.all(answers))) {
    expect(error).toBeNull();
    expect(isZero(rowLines(results[0]?.batches ?? []))).toBe(true);
  }
}

/** What a follower of a sum has seen. */
function expectZeroMoments({ faults, moments }: Follower): void {
  expect(faults).toEqual([]);
  expect(moments.length).toBeGreaterThan(0);
  for (const { lines } of moments) expect(isZero(lines), String(lines)).toBe(true);
}

/** What a follower of the accounts has seen: they change, and at every epoch sum to nothing. */
function expectBalance({ moments }: Follower): void {
  expect(moments.length).toBeGreaterThan(1);
  for (const { lines } of moments) {
    const cents = lines.map((line) => Math.round(Number(line.split(' | ')[1]) * 100));
    expect(cents.reduce((a, b) => a + b, 0)).toBe(0);
  }
}

async function transferAll(
  engine: TestEngine,
  partitions: number,
  bursts: readonly (readonly Transfer[])[],
): Promise<void> {
  expect((await engine.execute(setUp(partitions))).error).toBeNull();
  const request = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;
  const accounts = new Follower();
  await engine.subscribe({ view: 'balances', ...request }, accounts);
  const followers = sums.map(() => new Follower());
  for (const [i, follower] of followers.entries()) {
    await engine.subscribe({ sql: sums[i], ...request }, follower);
  }
  for (const burst of bursts) {
    const writes = burst.map((each) => engine.engine.execute(sqlOf(each)));
    await expectZeroAnswers(engine);
    await engine.clock.until(Promise.all(writes));
  }
  await engine.settle();
  for (const follower of followers) expectZeroMoments(follower);
  expectBalance(accounts);
}

test('no output ever shows money that is not there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(1, 3), bursts, async (partitions, bursts) => {
      const engine = await TestEngine.open();
      try {
        await transferAll(engine, partitions, bursts);
      } finally {
        await engine.close();
      }
    }),
    { numRuns: 20 },
  );
}, 120_000);

/** Two tables and a stream that a transaction writes to as one. */
const banks = `
  CREATE TABLE checking (id INTEGER PRIMARY KEY, cents BIGINT);
  CREATE TABLE savings (id INTEGER PRIMARY KEY, cents BIGINT);
  CREATE STREAM log (id INTEGER, cents BIGINT);
  CREATE MATERIALIZED VIEW one AS SELECT 1 AS one, sum(cents) AS total FROM checking;
  CREATE MATERIALIZED VIEW two AS SELECT 1 AS one, sum(cents) AS total FROM savings;
  CREATE MATERIALIZED VIEW logged AS SELECT 1 AS one, sum(cents) AS total FROM log;
  INSERT INTO checking VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0);
  INSERT INTO savings VALUES (0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0);
  INSERT INTO log VALUES (0, 0);`;

/** What must be zero at every epoch. */
const bankSums = [
  'SELECT a.total + b.total AS total FROM one AS a JOIN two AS b ON a.one = b.one',
  `SELECT a.total + b.total AS total FROM (SELECT 1 AS one, sum(cents) AS total FROM checking) AS a
   JOIN (SELECT 1 AS one, sum(cents) AS total FROM log) AS b ON a.one = b.one`,
  'SELECT a.total - b.total AS total FROM two AS a JOIN logged AS b ON a.one = b.one',
] as const;

function transactionOf({ from, to, cents }: Transfer): string {
  return `BEGIN;
    UPDATE checking SET cents = cents - ${cents} WHERE id = ${from};
    INSERT INTO savings VALUES (${to}, ${cents}) ON CONFLICT (id) DO UPDATE SET cents = savings.cents + excluded.cents;
    INSERT INTO log VALUES (${to}, ${cents});
    COMMIT`;
}

async function transferInTransactions(
  engine: TestEngine,
  bursts: readonly (readonly Transfer[])[],
): Promise<void> {
  expect((await engine.execute(banks)).error).toBeNull();
  const request = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;
  const followers = bankSums.map(() => new Follower());
  for (const [i, follower] of followers.entries()) {
    await engine.subscribe({ sql: bankSums[i], ...request }, follower);
  }
  let moved = 0;
  for (const burst of bursts) {
    const writes = burst.map((each) => engine.engine.execute(transactionOf(each)));
    const answers = bankSums.map((sql) => engine.engine.execute(sql));
    for (const { results, error } of await engine.clock.until(Promise.all(answers))) {
      expect(error).toBeNull();
      expect(isZero(rowLines(results[0]?.batches ?? []))).toBe(true);
    }
    for (const [i, { error }] of (await engine.clock.until(Promise.all(writes))).entries()) {
      // Whoever was faster has changed the row: this one has done nothing.
      if (error === null) moved += burst[i]?.cents ?? 0;
      else expect(error.code).toBe('40001');
    }
  }
  await engine.settle();
  for (const follower of followers) expectZeroMoments(follower);
  await engine.restart('crashed');
  await engine.settle();
  const { results } = await engine.execute('SELECT sum(cents) FROM savings');
  expect(Number(rowLines(results[0]?.batches ?? [])[0])).toBe(moved);
}

test('a transfer between tables is seen whole or not at all', async () => {
  await fc.assert(
    fc.asyncProperty(bursts, async (bursts) => {
      const engine = await TestEngine.open();
      try {
        await transferInTransactions(engine, bursts);
      } finally {
        await engine.close();
      }
    }),
    { numRuns: 15 },
  );
}, 120_000);
