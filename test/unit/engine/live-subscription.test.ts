import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Batch } from '../../../src/data/batch.ts';
import type { SubscriptionSink } from '../../../src/engine/api.ts';
import { TestEngine } from '../../support/test-engine.ts';

/** More rows than wait for a slow reader. */
const rows = 300_000;

/** Counts what it is told: rows by weight, and the sum of their first column. */
class CountingSink implements SubscriptionSink {
  isOpen = true;
  rows = 0;
  sum = 0;
  resets = 0;
  parts = 0;
  readonly lags: string[] = [];
  readonly failures: string[] = [];

  readonly open = (): void => {};
  readonly snapshot = (batch: Batch): void => this.#add(batch);
  readonly snapshotEnd = (): void => {};
  readonly changes = (_epoch: number, batch: Batch, last = true): void => {
    if (!last) this.parts += 1;
    this.#add(batch);
  };
  readonly progress = (): void => {};
  readonly reset = (): void => {
    this.resets += 1;
    this.rows = 0;
    this.sum = 0;
  };
  readonly lag = (state: string): void => {
    this.lags.push(state);
  };
  readonly error = (error: Error): void => {
    this.failures.push(error.message);
  };
  readonly done = (): void => {};
  readonly accepts = (): boolean => this.isOpen;

  #add({ columns, weights, rowCount }: Batch): void {
    const [first] = columns;
    if (first?.kind !== 'f64') throw new Error('the first column is a small BIGINT');
    for (let i = 0; i < rowCount; i += 1) {
      const weight = weights?.[i] ?? 1;
      this.rows += weight;
      this.sum += weight * (first.values[i] as number);
    }
  }
}

let engine: TestEngine;

beforeEach(async () => {
  engine = await TestEngine.open();
});

afterEach(() => engine.close());

/** Numbers from 0, in several writes. */
async function fill(stream: string): Promise<void> {
  const each = rows / 5;
  for (let from = 0; from < rows; from += each) {
    const body = Array.from({ length: each }, (_, i) => `{"n":${from + i}}`).join('\n');
    await engine.ingest(stream, body, 'ndjson');
  }
  await engine.settle();
}

const sum = (rows * (rows - 1)) / 2;
const request = { from: 'snapshot', mode: 'changes', progressMs: 10_000 } as const;

test('a reader of a view that falls far behind starts again from a snapshot', async () => {
  await engine.execute('CREATE STREAM d (n BIGINT)');
  await engine.execute('CREATE MATERIALIZED VIEW v AS SELECT n, count(*) AS c FROM d GROUP BY n');
  const sink = new CountingSink();
  const subscription = await engine.subscribe({ view: 'v', ...request }, sink);
  sink.isOpen = false;
  await fill('d');
  expect([sink.rows, sink.resets]).toEqual([0, 0]);
  sink.isOpen = true;
  subscription.drained();
  await engine.settle();
  expect([sink.rows, sink.sum]).toEqual([rows, sum]);
  expect([sink.resets, sink.lags, sink.failures]).toEqual([1, ['conflating', 'live'], []]);
});

test('a query of one reader waits for it, and gives it what it missed in parts', async () => {
  await engine.execute('CREATE STREAM d (n BIGINT)');
  const sink = new CountingSink();
  const subscription = await engine.subscribe({ sql: 'SELECT n FROM d', ...request }, sink);
  await engine.settle();
  sink.isOpen = false;
  await fill('d');
  await fill('d');
  expect(sink.rows).toBe(0);
  sink.isOpen = true;
  subscription.drained();
  await engine.settle();
  expect([sink.rows, sink.sum]).toEqual([2 * rows, 2 * sum]);
  expect([sink.resets, sink.failures]).toEqual([0, []]);
  expect(sink.parts).toBeGreaterThan(0);
  // It is in the rounds again.
  await engine.execute('INSERT INTO d VALUES (1000000)');
  await engine.settle();
  expect([sink.rows, sink.sum]).toEqual([2 * rows + 1, 2 * sum + 1_000_000]);
});
