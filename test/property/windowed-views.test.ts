import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Follower } from '../support/follower.ts';
import { rowLines } from '../support/script/print-answer.ts';
import { TestEngine } from '../support/test-engine.ts';

/** Views over streams that pass event time on, each in its own way. */
const lower: Readonly<Record<string, string>> = {
  filtered: 'SELECT k, v, ts FROM o WHERE v IS NOT NULL',
  moved: "SELECT k, v, ts + INTERVAL '1 second' AS ts FROM o",
  hopped: `SELECT k, v, window_start, window_end AS ending, window_time FROM
    HOP(o, ts, INTERVAL '4 seconds', INTERVAL '6 seconds')`,
  tens: `SELECT k, window_start, window_end AS ending, window_time, count(*) AS v
    FROM TUMBLE(o, ts, INTERVAL '10 seconds') GROUP BY k, window_start`,
  closed: `SELECT k, window_start, window_end AS ending, window_time, count(*) AS v
    FROM TUMBLE(o, ts, INTERVAL '10 seconds') GROUP BY k, window_start EMIT FINAL`,
  patient: `SELECT k, window_start, window_end AS ending, max(window_end - ts) IS NULL AS x, count(*) AS v
    FROM o WINDOW HOPPING (SIZE 6 SECONDS, ADVANCE BY 3 SECONDS, GRACE PERIOD 2 SECONDS) GROUP BY k`,
  near: `SELECT o.k, o.v, o.ts FROM o JOIN p ON o.k = p.k
    AND o.ts BETWEEN p.ts - INTERVAL '3 seconds' AND p.ts + INTERVAL '2 seconds'`,
  // Until a moment that does not follow event time.
  offered: `SELECT o.k, o.v, o.ts FROM o
    JOIN (SELECT k, ts, ts + abs(coalesce(v, 2)) * INTERVAL '1 second' AS until FROM p) AS q
    ON o.k = q.k AND o.ts BETWEEN q.ts AND q.until`,
};

/** The times of the lower views. */
const times: Readonly<Record<string, readonly string[]>> = {
  filtered: ['ts'],
  moved: ['ts'],
  hopped: ['window_start', 'ending', 'window_time'],
  tens: ['window_start', 'ending', 'window_time'],
  closed: ['window_start', 'ending', 'window_time'],
  patient: ['window_start', 'ending'],
  near: ['ts'],
  offered: ['ts'],
};

const base = fc
  .constantFrom(...Object.keys(lower))
  .chain((view) => fc.constantFrom(...(times[view] ?? [])).map((time) => ({ view, time })));

/** Windows over a view, by one of its times, alone or over each other. */
const windowed = fc
  .tuple(
    base,
    fc.constantFrom(
      'TUMBLE(R, T, SECONDS 20)',
      'TUMBLE(R, T, SECONDS 10, SECONDS 3)',
      'HOP(R, T, SECONDS 5, SECONDS 15)',
      'TUMBLE(R, T, SECONDS 1)',
    ),
    fc.constantFrom('window_start', 'window_end', 'k, window_time'),
  )
  .map(([{ view, time }, window, keys]) => ({
    reads: [view],
    sql: `SELECT ${keys}, count(*) AS n, sum(v) AS total, max(v) AS most FROM ${window
      .replace('R', view)
      .replace('T,', `${time},`)
      .replaceAll(/SECONDS (\d+)/g, "INTERVAL '$1 seconds'")} GROUP BY ${keys}`,
  }));

/** The same window of two views, and windows near rows of another. */
const joined = fc.constantFrom(
  {
    reads: ['tens', 'closed'],
    sql: `SELECT a.ending, count(*) AS n, sum(a.v) AS total FROM tens AS a JOIN closed AS b
      ON a.ending = b.ending AND a.k = b.k GROUP BY a.ending`,
  },
  {
    reads: ['tens', 'filtered'],
    sql: `SELECT w.ending, count(*) AS n, max(f.v) AS most FROM tens AS w JOIN filtered AS f
      ON w.k = f.k AND f.ts BETWEEN w.ending - INTERVAL '4 seconds' AND w.ending GROUP BY w.ending`,
  },
  {
    reads: ['near', 'hopped'],
    sql: `SELECT h.window_start, count(*) AS n FROM hopped AS h JOIN near AS f
      ON h.k = f.k AND f.ts >= h.window_start AND f.ts < h.ending GROUP BY h.window_start`,
  },
);

type Upper = { readonly reads: readonly string[]; readonly sql: string };

const row = fc.record({
  k: fc.integer({ min: 0, max: 2 }),
  v: fc.option(fc.integer({ min: -3, max: 5 }), { freq: 6 }),
  lag: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: -2, max: 3 }) }, fc.constant(-9)),
});
type Row = { readonly k: number; readonly v: number | null; readonly lag: number };

type Step =
  | { readonly into: 'o' | 'p'; readonly rows: readonly Row[] }
  | 'wait'
  | 'make'
  | 'restart';

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      into: fc.constantFrom('o' as const, 'o' as const, 'p' as const),
      rows: fc.array(row, { minLength: 1, maxLength: 6 }),
    }),
  },
  { weight: 3, arbitrary: fc.constant('wait' as const) },
  { weight: 1, arbitrary: fc.constantFrom('make' as const, 'restart' as const) },
);

const columns = "k INTEGER, v INTEGER, ts TIMESTAMP, WATERMARK FOR ts AS ts - INTERVAL '2 seconds'";

/** An engine with views over views; time in the rows goes on with each. */
class Trial {
  readonly #engine: TestEngine;
  readonly #upper: Upper;
  readonly #partitions: number;
  readonly #final = new Follower();
  #seconds = 0;
  #made = false;

  constructor(engine: TestEngine, upper: Upper, partitions: number) {
    this.#engine = engine;
    this.#upper = upper;
    this.#partitions = partitions;
  }

  async begin(): Promise<void> {
    const options = `WITH (partitions = ${this.#partitions})`;
    await this.#run(
      `CREATE STREAM o (${columns}) ${options}; CREATE STREAM p (${columns}) ${options}`,
    );
    for (const name of new Set(this.#upper.reads)) {
      await this.#run(`CREATE MATERIALIZED VIEW ${name} AS ${lower[name]}`);
    }
  }

  async take(step: Step): Promise<void> {
    if (step === 'make') return await this.make();
    if (step === 'wait') return await this.#engine.settle();
    if (step === 'restart') return await this.#engine.restart('closed');
    await this.#insert(step.into, step.rows);
  }

  /** The view over the views; and nothing of it may be kept for good. */
  async make(): Promise<void> {
    if (this.#made) return;
    this.#made = true;
    const { results, error } = await this.#engine.execute(
      `CREATE MATERIALIZED VIEW upper AS ${this.#upper.sql}`,
    );
    if (error !== null) throw error;
    expect(results[0]?.notices).toEqual([]);
  }

  /** Each stream gets a last row in each partition, far ahead, which closes all windows before it. */
  async end(): Promise<void> {
    this.#seconds += 1000;
    for (let i = 0; i < this.#partitions * 2; i += 1) {
      for (const into of ['o', 'p'] as const) await this.#insert(into, [{ k: 9, v: 0, lag: 0 }]);
      await this.#engine.settle();
    }
  }

  async check(): Promise<void> {
    const known = await this.#rows('SELECT * FROM upper');
    expect(known).toEqual(await this.#rows(this.#upper.sql));
    const inlined = this.#upper.reads.map((name) => {
      return `${name} AS (${lower[name]?.replace(' EMIT FINAL', '')})`;
    });
    const straight = `WITH ${[...new Set(inlined)].join(', ')} ${this.#upper.sql}`;
    expect(beforeTheEnd(known)).toEqual(beforeTheEnd(await this.#rows(straight)));
    const request = { from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;
    const sql = `${this.#upper.sql} EMIT FINAL`;
    await this.#engine.subscribe({ ...request, sql }, this.#final);
    await this.#engine.settle();
    expect(this.#final.failure).toBeNull();
    expect(beforeTheEnd(this.#final.lines)).toEqual(beforeTheEnd(known));
  }

  async #insert(into: 'o' | 'p', rows: readonly Row[]): Promise<void> {
    const texts = rows.map(({ k, v, lag }) => {
      this.#seconds += 1;
      const ts = new Date(Date.UTC(2026, 0, 1) + (this.#seconds + lag) * 1000).toISOString();
      return `(${k}, ${v}, '${ts.slice(0, 19)}')`;
    });
    await this.#run(`INSERT INTO ${into} VALUES ${texts.join(', ')}`);
  }

  async #rows(sql: string): Promise<readonly string[]> {
    return (await this.#run(sql)).toSorted();
  }

  async #run(sql: string): Promise<readonly string[]> {
    const { results, error } = await this.#engine.execute(sql);
    if (error !== null) throw error;
    return rowLines(results.at(-1)?.batches ?? []);
  }
}

/** Lines without those of the last rows, whose windows stay open. */
function beforeTheEnd(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !line.includes(' 00:1') && !line.includes(' 00:2')).toSorted();
}

test('windows and joins over views come to the answer of one query over the streams, and close', async () => {
  const trial = fc.record({
    partitions: fc.constantFrom(1, 3),
    upper: fc.oneof({ weight: 4, arbitrary: windowed }, joined),
    steps: fc.array(step, { minLength: 4, maxLength: 14 }),
  });
  await fc.assert(
    fc.asyncProperty(trial, async ({ partitions, upper, steps }) => {
      const engine = await TestEngine.open();
      try {
        const trial = new Trial(engine, upper, partitions);
        await trial.begin();
        for (const each of steps) await trial.take(each);
        await trial.make();
        await trial.end();
        await trial.check();
      } finally {
        await engine.close();
      }
    }),
    { numRuns: 60, endOnFailure: false },
  );
}, 180_000);
