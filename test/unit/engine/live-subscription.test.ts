import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Batch } from '../../../src/data/batch.ts';
import type { SubscriptionSink } from '../../../src/engine/api.ts';
import { LiveSubscription } from '../../../src/engine/live-subscription.ts';
import { batchRows } from '../../support/batch-rows.ts';
import { FedQuery } from '../../support/fed-query.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { RecordingSink } from '../../support/recording-sink.ts';
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

describe('of one query', () => {
  let clock: ManualClock;

  beforeEach(() => {
    clock = new ManualClock();
  });

  const follow = (fed: FedQuery, sink: SubscriptionSink): LiveSubscription => {
    const subscription = new LiveSubscription({
      sink,
      clock,
      progressMs: 1000,
      weighted: (batch) => ({ ...batch, weights: new Int32Array(batch.rowCount).fill(1) }),
      pace: null,
      ended: () => undefined,
    });
    subscription.follow(fed.query, 'snapshot');
    return subscription;
  };

  /** What a reader has after all it was told, and the kinds of what that was. */
  function stateOf(sink: RecordingSink): readonly [string[], number] {
    let sum = 0;
    const events = sink.take();
    for (const event of events) {
      if (event.kind === 'reset') sum = 0;
      if (event.kind !== 'snapshot' && event.kind !== 'changes') continue;
      for (const [row] of batchRows(event.batch)) sum += Number(row);
    }
    return [events.map(({ kind }) => kind), sum];
  }

  /** More changes than wait for a reader. */
  const many = Array.from({ length: 262_145 }, (_, n) => n);
  const sumOfMany = (262_144 * 262_145) / 2;

  test('a reader that has fallen behind when the query ends gets the end of it', async () => {
    const fed = new FedQuery();
    const sink = new RecordingSink(() => false);
    follow(fed, sink);
    fed.feed(many);
    await fed.round(1, true);
    expect(stateOf(sink)).toEqual([
      ['snapshotEnd', 'lag', 'reset', 'snapshot', 'snapshotEnd', 'lag', 'done'],
      sumOfMany,
    ]);
    expect(clock.pending).toBe(0);
  });

  test('a reader that takes its new snapshot while an epoch is told gets that epoch once', async () => {
    const fed = new FedQuery();
    let hasRoom = false;
    const slow = new RecordingSink(() => hasRoom);
    const quick = new RecordingSink();
    let drained: () => void = () => undefined;
    // Both are on one connection: what is sent to one may find room for the other.
    const first = follow(fed, {
      ...quick,
      changes: (...args) => {
        quick.changes(...args);
        drained();
      },
    });
    const second = follow(fed, slow);
    fed.feed(many);
    await fed.round(1);
    hasRoom = true;
    drained = () => second.drained();
    fed.feed([1_000_000]);
    await fed.round(2);
    expect(stateOf(slow)[1]).toBe(sumOfMany + 1_000_000);
    for (const subscription of [first, second]) subscription.close();
    expect(clock.pending).toBe(0);
  });

  test('a reader that leaves in the middle of what it is told leaves no timer behind', () => {
    const fed = new FedQuery();
    const sink = new RecordingSink();
    const closing: { subscription: LiveSubscription | null } = { subscription: null };
    const subscription = follow(fed, {
      ...sink,
      progress: () => closing.subscription?.close(),
    });
    closing.subscription = subscription;
    clock.advance(1000);
    expect(clock.pending).toBe(0);
  });
});
