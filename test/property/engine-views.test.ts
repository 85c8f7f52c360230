import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Subscription } from '../../src/engine/api.ts';
import { Follower } from '../support/follower.ts';
import { rowLines } from '../support/script/print-answer.ts';
import { TestEngine } from '../support/test-engine.ts';

const columns = 'k INTEGER, v INTEGER, ts TIMESTAMP';

/** Views and their queries; a view may read those before it. */
const views: readonly (readonly [string, string])[] = [
  [
    'totals',
    'SELECT k, count(*) AS n, sum(v) AS total, min(v) AS least, max(v) AS most, avg(v) AS mean FROM o GROUP BY k',
  ],
  [
    'tumble',
    `SELECT k, window_start, count(*) AS n, sum(v) AS total
     FROM TUMBLE(o, ts, INTERVAL '10 seconds') GROUP BY k, window_start, window_end`,
  ],
  [
    'hop',
    `SELECT window_start, max(v) AS most, count(*) AS keys FROM
     (SELECT window_start, window_end, k, max(v) AS v FROM HOP(o, ts, INTERVAL '5 seconds', INTERVAL '10 seconds')
      GROUP BY window_start, window_end, k) AS w GROUP BY window_start`,
  ],
  [
    'grace',
    `SELECT k, window_start, count(*) AS n
     FROM o WINDOW TUMBLING (SIZE 10 SECONDS, GRACE PERIOD 5 SECONDS) GROUP BY k`,
  ],
  ['distinct_keys', 'SELECT count(DISTINCT k) AS keys, sum(DISTINCT k) AS total FROM o'],
  ['joined', 'SELECT o.v AS a, p.v AS b, o.k FROM o JOIN p ON o.k = p.k WHERE o.v > p.v'],
  [
    'near',
    `SELECT o.v AS a, p.v AS b, o.ts FROM o JOIN p ON o.k = p.k
     AND o.ts BETWEEN p.ts - INTERVAL '3 seconds' AND p.ts + INTERVAL '3 seconds'`,
  ],
  ['named', 'SELECT t.v AS name, count(*) AS n FROM o JOIN t ON o.k = t.k GROUP BY t.v'],
  ['over', 'SELECT n, count(*) AS keys, max(total) AS most FROM totals GROUP BY n'],
  [
    'paired',
    `SELECT a.k, a.n, b.total FROM totals AS a
     JOIN (SELECT k, sum(v) AS total FROM p GROUP BY k) AS b ON a.k = b.k`,
  ],
  [
    'best',
    `SELECT w.k, w.window_start, w.n FROM tumble AS w
     JOIN (SELECT window_start, max(n) AS n FROM tumble GROUP BY window_start) AS m
     ON w.window_start = m.window_start AND w.n = m.n`,
  ],
];

const names = views.map(([name]) => name);

const value = fc.option(fc.integer({ min: -3, max: 5 }), { freq: 6 }).map(String);
const row = fc
  .tuple(fc.integer({ min: 0, max: 3 }), value, fc.integer({ min: -12, max: 3 }))
  .map(([k, v, lag]) => ({ k, v, lag }));
type Row = { readonly k: number; readonly v: string; readonly lag: number };

type Step =
  | {
      readonly kind: 'insert';
      readonly into: string;
      readonly rows: readonly Row[];
      /** Whether it is taken in before the next step. */
      readonly settles: boolean;
    }
  | { readonly kind: 'wait' | 'settle' | 'toggle' | 'restart' | 'crash' }
  | { readonly kind: 'follow'; readonly view: string }
  | { readonly kind: 'probe'; readonly which: number };

const simple = (...kinds: readonly ('wait' | 'settle' | 'toggle' | 'restart' | 'crash')[]) =>
  fc.constantFrom(...kinds).map((kind): Step => ({ kind }));

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('insert' as const),
      into: fc.constantFrom('o', 'o', 'p', 't'),
      rows: fc.array(row, { minLength: 1, maxLength: 6 }),
      settles: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: simple('wait', 'settle', 'toggle', 'toggle') },
  { weight: 1, arbitrary: simple('restart', 'crash') },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('follow' as const),
      view: fc.constantFrom(...names),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('probe' as const), which: fc.nat({ max: 5 }) }),
  },
);

type Following = {
  readonly view: string;
  readonly follower: Follower;
  readonly subscription: Subscription;
};

/** An engine that is put through steps; time in the rows goes on with each. */
class Trial {
  readonly #engine: TestEngine;
  #following: Following[] = [];
  #writes: Promise<unknown>[] = [];
  #seconds = 0;
  /** Rows per stream that are acknowledged, and those that a crash may have lost. */
  readonly #acknowledged = new Map<string, number>();
  readonly #doubtful = new Map<string, number>();

  constructor(engine: TestEngine) {
    this.#engine = engine;
  }

  async run(sql: string): Promise<readonly string[]> {
    const { results, error } = await this.#engine.execute(sql);
    if (error !== null) throw error;
    return rowLines(results.at(-1)?.batches ?? []).toSorted();
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'insert':
        this.#insert(step.into, step.rows);
        return step.settles ? await this.settle() : undefined;
      case 'wait':
        return await this.#engine.clock.advance(1);
      case 'settle':
        return await this.settle();
      case 'toggle':
        return this.#toggle();
      case 'follow':
        return await this.#follow(step.view);
      case 'probe':
        return await this.#probe(step.which);
      default:
        return await this.#restart(step.kind);
    }
  }

  async settle(): Promise<void> {
    await this.#engine.clock.until(Promise.all(this.#writes));
    this.#writes = [];
    await this.#engine.settle();
  }

  /** Every view is the one-shot answer of its query, and so is what followers know. */
  async check(made: readonly string[]): Promise<void> {
    await this.settle();
    for (const { follower, subscription } of this.#following) {
      follower.isOpen = true;
      subscription.drained();
    }
    await this.#engine.settle();
    await this.#expectAcknowledged();
    for (const [name, sql] of views) {
      if (!made.includes(name)) continue;
      const known = await this.run(`SELECT * FROM ${name}`);
      expect(known, name).toEqual(await this.run(sql));
      for (const { view, follower } of this.#following) {
        if (view !== name) continue;
        expect(follower.failure, name).toBeNull();
        expect(follower.lines.toSorted(), `follower of ${name}`).toEqual(known);
      }
    }
    for (const { view, follower } of this.#following) expect(follower.faults, view).toEqual([]);
  }

  /** Starts a write and goes on: it is waited for when things settle. */
  #insert(into: string, rows: readonly Row[]): void {
    const texts = rows.map(({ k, v, lag }) => {
      this.#seconds += 1;
      const ts = new Date(Date.UTC(2026, 0, 1) + (this.#seconds + lag) * 1000).toISOString();
      return `(${k}, ${v}, '${ts.slice(0, 19)}')`;
    });
    const sql = `INSERT INTO ${into} VALUES ${texts.join(', ')}`;
    const write = this.#engine.engine.execute(sql).then(({ error }) => {
      count(error === null ? this.#acknowledged : this.#doubtful, into, rows.length);
    });
    this.#writes.push(write);
  }

  /** What was acknowledged is there, once; what a crash met may be there. */
  async #expectAcknowledged(): Promise<void> {
    for (const stream of ['o', 'p']) {
      const rows = Number((await this.run(`SELECT count(*) FROM ${stream}`))[0]);
      const least = this.#acknowledged.get(stream) ?? 0;
      expect(rows, stream).toBeGreaterThanOrEqual(least);
      expect(rows, stream).toBeLessThanOrEqual(least + (this.#doubtful.get(stream) ?? 0));
    }
  }

  #toggle(): void {
    for (const [i, { follower, subscription }] of this.#following.entries()) {
      if ((i + this.#seconds) % 3 === 0) continue;
      follower.isOpen = !follower.isOpen;
      if (follower.isOpen) subscription.drained();
    }
  }

  async #follow(view: string): Promise<void> {
    const follower = new Follower();
    const request = { view, from: 'snapshot', mode: 'changes', progressMs: 40 } as const;
    const subscription = await this.#engine.subscribe(request, follower);
    this.#following.push({ view, follower, subscription });
  }

  /** A snapshot shows what an older follower of the same view knew at its epoch. */
  async #probe(which: number): Promise<void> {
    const older = this.#following[which % this.#following.length];
    if (older === undefined) return;
    const { view } = older;
    const follower = new Follower();
    const request = { view, from: 'snapshot', mode: 'changes', progressMs: 1000 } as const;
    const subscription = await this.#engine.subscribe(request, follower);
    await this.#engine.clock.quiet();
    subscription.close();
    const [first] = follower.moments;
    if (first === undefined) throw new Error('no snapshot came');
    const then = older.follower.isOpen ? older.follower.at(first.epoch) : null;
    if (then !== null) expect(first.lines, `probe of ${view}`).toEqual(then.lines);
  }

  async #restart(how: 'restart' | 'crash'): Promise<void> {
    if (how === 'restart') await this.settle();
    await Promise.allSettled([this.#engine.restart(how === 'crash' ? 'crashed' : 'closed')]);
    // Writes that the crash met may be in or not: nobody was told.
    await this.#engine.clock.until(Promise.allSettled(this.#writes));
    this.#writes = [];
    this.#following = [];
  }
}

function count(rows: Map<string, number>, stream: string, more: number): void {
  rows.set(stream, (rows.get(stream) ?? 0) + more);
}

/** The views that are there from the beginning: those chosen, and what they read. */
function chosenFirst(chosen: readonly string[]): readonly string[] {
  const reads: Readonly<Record<string, string>> = {
    over: 'totals',
    paired: 'totals',
    best: 'tumble',
  };
  const needed = chosen.map((name) => reads[name]);
  return names.filter((name) => chosen.includes(name) || needed.includes(name));
}

async function makeViews(trial: Trial, chosen: (name: string) => boolean): Promise<void> {
  for (const [name, sql] of views) {
    if (chosen(name)) await trial.run(`CREATE MATERIALIZED VIEW ${name} AS ${sql}`);
  }
}

type Plot = {
  readonly partitions: number;
  readonly before: readonly string[];
  readonly steps: readonly Step[];
  readonly later: readonly Step[];
};

async function play(trial: Trial, { partitions, before, steps, later }: Plot): Promise<void> {
  const watermark = "WATERMARK FOR ts AS ts - INTERVAL '2 seconds'";
  const options = `WITH (partitions = ${partitions})`;
  await trial.run(`
    CREATE STREAM o (${columns}, ${watermark}) ${options};
    CREATE STREAM p (${columns}, ${watermark}) ${options};
    CREATE TABLE t (${columns}, PRIMARY KEY (k))`);
  const first = chosenFirst(before);
  await makeViews(trial, (name) => first.includes(name));
  for (const each of steps) {
    if (!('view' in each) || first.includes(each.view)) await trial.take(each);
  }
  await trial.check(first);
  await makeViews(trial, (name) => !first.includes(name));
  for (const each of later) await trial.take(each);
  await trial.check(names);
}

test('views, however they came about, are the answers of their queries', async () => {
  const plot = fc.record({
    partitions: fc.constantFrom(1, 3),
    before: fc.subarray([...names]),
    steps: fc.array(step, { minLength: 8, maxLength: 24 }),
    later: fc.array(step, { maxLength: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(plot, async (plot) => {
      const engine = await TestEngine.open();
      try {
        await play(new Trial(engine), plot);
      } finally {
        await engine.close();
      }
    }),
    { numRuns: 20, endOnFailure: false },
  );
}, 180_000);
