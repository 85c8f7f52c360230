import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from '../../src/common/random.ts';
import type { ExecuteOutcome, Subscription } from '../../src/engine/api.ts';
import { RecordingSink } from '../support/recording-sink.ts';
import { rowLines } from '../support/script/print-answer.ts';
import { TestEngine } from '../support/test-engine.ts';

type Step =
  | { readonly kind: 'insert'; readonly stream: 'a' | 'b'; readonly rows: number }
  | { readonly kind: 'create' | 'drop' | 'subscribe' | 'leave'; readonly view: number }
  | { readonly kind: 'full' | 'space' | 'flush' | 'wait' | 'restart' | 'crash' };

const simple = <Kind extends 'full' | 'space' | 'flush' | 'wait' | 'restart' | 'crash'>(
  kind: Kind,
): fc.Arbitrary<Step> => fc.constant({ kind });

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('insert' as const),
        stream: fc.constantFrom('a' as const, 'b' as const),
        rows: fc.integer({ min: 1, max: 20 }),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'create' as const,
          'drop' as const,
          'subscribe' as const,
          'leave' as const,
        ),
        view: fc.integer({ min: 0, max: 2 }),
      }),
    },
    { weight: 2, arbitrary: simple('full') },
    { weight: 2, arbitrary: simple('space') },
    { weight: 1, arbitrary: simple('flush') },
    { weight: 1, arbitrary: simple('wait') },
    { weight: 1, arbitrary: simple('restart') },
    { weight: 1, arbitrary: simple('crash') },
  ),
  { minLength: 5, maxLength: 30 },
);

const views = [
  'SELECT n FROM a',
  'SELECT k, count(*) AS c, sum(n) AS s FROM b GROUP BY k',
  'SELECT a.n AS an, b.n AS bn FROM a JOIN b ON a.k = b.k',
] as const;

/** Errors that a full disk, and what it has left undone, may give. */
const allowed = new Set(['53100', '42P01', '42P07', '57P03', '55000']);

/** An engine whose disk is full now and then, and what it has acknowledged. */
class Run {
  readonly #server: TestEngine;
  readonly #random = new Random(3n);
  readonly #rows = { a: { count: 0, sum: 0 }, b: { count: 0, sum: 0 } };
  readonly #subscriptions = new Map<number, Subscription>();
  #next = 1;

  constructor(server: TestEngine) {
    this.#server = server;
  }

  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'insert':
        return await this.#insert(step.stream, step.rows);
      case 'create':
        return void (await this.#execute(
          `CREATE MATERIALIZED VIEW v${step.view} AS ${views[step.view]}`,
        ));
      case 'drop':
        return void (await this.#execute(`DROP MATERIALIZED VIEW v${step.view}`));
      case 'subscribe':
        return await this.#subscribe(step.view);
      case 'leave':
        this.#subscriptions.get(step.view)?.close();
        this.#subscriptions.delete(step.view);
        return;
      case 'full':
        this.#server.disk.fault = ({ operation }) =>
          operation === 'write' && this.#random.nextIntBelow(2) === 0 ? { code: 'ENOSPC' } : null;
        return;
      case 'space':
        this.#server.disk.fault = () => null;
        return;
      case 'flush':
        return void (await this.#execute('FLUSH'));
      case 'wait':
        return await this.#server.clock.advance(1500);
      default:
        return await this.#restart(step.kind === 'crash' ? 'crashed' : 'closed');
    }
  }

  /** With space everything goes on, and all that was acknowledged is there, once. */
  async check(): Promise<void> {
    this.#server.disk.fault = () => null;
    await this.#server.clock.advance(3000);
    const { error } = await this.#execute('FLUSH');
    expect(error).toBeNull();
    expect(this.#server.engine.readiness().ready).toBe(true);
    for (const stream of ['a', 'b'] as const) {
      const { results } = await this.#execute(
        `SELECT count(*), coalesce(sum(n), 0) FROM ${stream}`,
      );
      const { count, sum } = this.#rows[stream];
      expect(rowLines(results[0]?.batches ?? []), stream).toEqual([`${count} | ${sum}`]);
    }
    for (const [index, query] of views.entries()) await this.#checkView(index, query);
    expect(this.#server.reports.filter((line) => line.includes('internal error'))).toEqual([]);
  }

  async #checkView(index: number, query: string): Promise<void> {
    const shown = await this.#execute(`SELECT * FROM v${index}`);
    if (shown.error?.code === '42P01') return;
    const fresh = await this.#execute(query);
    const [view, answer] = [shown, fresh].map(({ results }) =>
      rowLines(results[0]?.batches ?? []).toSorted(),
    );
    expect(view, `v${index}`).toEqual(answer);
  }

  async #insert(stream: 'a' | 'b', rows: number): Promise<void> {
    const numbers = Array.from({ length: rows }, () => this.#next++);
    const values = numbers.map((n) => `(${n}, ${n % 5})`).join(', ');
    const { error } = await this.#execute(`INSERT INTO ${stream} VALUES ${values}`);
    if (error !== null) return;
    this.#rows[stream].count += rows;
    this.#rows[stream].sum += numbers.reduce((sum, n) => sum + n, 0);
  }

  async #subscribe(view: number): Promise<void> {
    if (this.#subscriptions.has(view)) return;
    const request = { from: 'snapshot', mode: 'changes', progressMs: 500 } as const;
    const sql = this.#random.nextIntBelow(2) === 0 ? views[view] : undefined;
    const target = sql === undefined ? { view: `v${view}` } : { sql };
    const subscribed = this.#server.engine.subscribe(
      { ...request, ...target },
      new RecordingSink(),
    );
    const subscription = await this.#patiently(subscribed.catch(() => null));
    if (subscription !== null) this.#subscriptions.set(view, subscription);
  }

  async #restart(how: 'closed' | 'crashed'): Promise<void> {
    this.#server.disk.fault = () => null;
    this.#subscriptions.clear();
    await this.#server.restart(how);
  }

  async #execute(sql: string): Promise<ExecuteOutcome> {
    const outcome = await this.#patiently(this.#server.engine.execute(sql));
    const code = outcome.error?.code ?? '53100';
    expect(allowed, `${sql}: ${outcome.error?.message}`).toContain(code);
    return outcome;
  }

  /** Nothing takes more than some seconds, however full the disk is. */
  async #patiently<Result>(work: Promise<Result>): Promise<Result> {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    work.then(over, over);
    for (let i = 0; i < 20 && !isOver; i += 1) {
      await this.#server.clock.quiet();
      if (!isOver) await this.#server.clock.advance(500);
    }
    if (!isOver) throw new Error('it hangs');
    return await work;
  }
}

test('a disk that is full now and then loses nothing, and nothing hangs', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      const server = await TestEngine.open();
      await server.execute(
        'CREATE STREAM a (n BIGINT, k INTEGER); CREATE STREAM b (n BIGINT, k INTEGER)',
      );
      const run = new Run(server);
      try {
        for (const step of script) await run.take(step);
        await run.check();
      } finally {
        server.disk.fault = () => null;
        await server.close();
      }
    }),
    { numRuns: 60 },
  );
});
