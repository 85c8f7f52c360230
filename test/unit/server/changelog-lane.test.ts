import { beforeEach, describe, expect, test } from 'vitest';
import { manyRows } from '../../support/fake-engine.ts';
import { LiveBench, settle } from '../../support/live-bench.ts';

let bench: LiveBench;

beforeEach(() => {
  bench = new LiveBench();
});

describe('a slow client', () => {
  test('is handed only so much, then what it takes, in order and whole', async () => {
    const { sink } = await bench.subscribe();
    bench.connection.stall();
    sink.snapshot(manyRows(100_000));
    sink.snapshotEnd(1, 100_000);
    expect(bench.connection.bufferedBytes()).toBeLessThan(300 * 1024);
    const first = bench.frames().length;
    expect(first).toBeLessThan(60);
    bench.connection.flow();
    bench.session.drained();
    const rest = bench.frames();
    expect(first + rest.length).toBe(101);
    expect(rest.at(-1)).toEqual({ t: 'snapshotEnd', id: 7, epoch: '1', rows: 100_000 });
    expect(rest.at(-2)?.part).toBe(99);
  });

  test('makes the sink refuse until it has drained', async () => {
    const subscription = await bench.subscribe();
    const { sink } = subscription;
    expect(sink.accepts()).toBe(true);
    bench.connection.stall();
    sink.snapshot(manyRows(50_000));
    expect(sink.accepts()).toBe(false);
    bench.clock.advance(1000);
    expect(subscription.drained).toBe(0);
    bench.connection.take();
    bench.connection.flow();
    bench.clock.advance(250);
    expect(subscription.drained).toBe(1);
    expect(sink.accepts()).toBe(true);
    expect(bench.clock.pending).toBe(0);
  });

  test('is told that changes are merged, and when that is over', async () => {
    const { sink } = await bench.subscribe();
    bench.connection.stall();
    sink.snapshot(manyRows(50_000));
    expect(sink.accepts()).toBe(false);
    sink.lag('conflating', 0);
    bench.connection.flow();
    bench.session.drained();
    sink.lag('live', 3);
    sink.lag('live', 3);
    const told = bench.frames().filter((frame) => frame.t === 'lag');
    expect(told).toEqual([
      { t: 'lag', id: 7, state: 'conflating', skipped: 0 },
      { t: 'lag', id: 7, state: 'live', skipped: 3 },
    ]);
  });

  test('that takes nothing for thirty seconds is closed with 4008', async () => {
    const subscription = await bench.subscribe();
    bench.connection.stall();
    subscription.sink.snapshot(manyRows(50_000));
    bench.clock.advance(29_000);
    expect(bench.connection.closedWith).toBeNull();
    bench.connection.take(1);
    bench.clock.advance(29_000);
    expect(bench.connection.closedWith).toBeNull();
    bench.clock.advance(2_000);
    expect(bench.connection.closedWith?.code).toBe(4008);
    expect(subscription.closed).toBe(1);
    expect(bench.clock.pending).toBe(0);
  });

  test('sees only the newest progress, and never one ahead of older changes', async () => {
    const { sink } = await bench.subscribe();
    bench.connection.stall();
    sink.snapshot(manyRows(50_000));
    sink.progress(2, null, null);
    sink.progress(3, null, null);
    sink.changes(4, manyRows(1, 1));
    sink.progress(5, null, null);
    sink.progress(6, null, null);
    bench.connection.flow();
    bench.session.drained();
    const told = bench.frames().filter((frame) => frame.t !== 'snapshot');
    expect(told.map(({ t, epoch }) => [t, epoch])).toEqual([
      ['changes', '4'],
      ['progress', '6'],
    ]);
  });

  test('does not hold up a small subscription behind a large one', async () => {
    const { sink } = await bench.subscribe();
    bench.say({ t: 'subscribe', id: 8, view: 'small' });
    await settle();
    bench.connection.stall();
    sink.snapshot(manyRows(200_000));
    bench.engine.subscriptions[1]?.sink.snapshot(manyRows(1));
    bench.frames();
    bench.connection.take();
    bench.session.drained();
    expect(bench.frames().slice(0, 2).map((frame) => frame.id)).toContain(8); // biome-ignore format: one line
  });

  test('takes a snapshot at its own pace even where changes may not be merged', async () => {
    const { sink } = await bench.subscribe({ conflate: 'off' });
    bench.connection.stall();
    sink.snapshot(manyRows(50_000));
    expect(sink.accepts()).toBe(false);
    sink.snapshotEnd(1, 50_000);
    expect(sink.accepts()).toBe(true);
    sink.reset('slow');
    expect(sink.accepts()).toBe(false);
  });

  test('without conflation keeps every epoch, up to a limit', async () => {
    const { sink } = await bench.subscribe({ conflate: 'off' });
    bench.connection.stall();
    sink.snapshot(manyRows(50_000));
    sink.snapshotEnd(1, 50_000);
    expect(sink.accepts()).toBe(true);
    for (let epoch = 1; epoch <= 1000; epoch += 1) sink.changes(epoch, manyRows(1, 1));
    expect(bench.connection.closedWith).toBeNull();
    for (let epoch = 1; epoch <= 100; epoch += 1) sink.changes(epoch, manyRows(1, 1));
    expect(bench.connection.closedWith?.code).toBe(4008);
  });
});

test('maxRate lets so many epochs a second through', async () => {
  const subscription = await bench.subscribe({ maxRate: 10 });
  const { sink } = subscription;
  expect(sink.accepts()).toBe(true);
  sink.changes(1, manyRows(1, 1));
  expect(sink.accepts()).toBe(false);
  sink.lag('conflating', 0);
  expect(bench.frames().filter((frame) => frame.t === 'lag')).toEqual([]);
  bench.clock.advance(99);
  expect(subscription.drained).toBe(0);
  bench.clock.advance(1);
  expect(subscription.drained).toBe(1);
  expect(sink.accepts()).toBe(true);
});
