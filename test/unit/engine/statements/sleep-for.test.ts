import { expect, test } from 'vitest';
import { sleepFor } from '../../../../src/engine/statements/sleep-for.ts';
import { ManualClock } from '../../../support/manual-clock.ts';
import { TestEngine } from '../../../support/test-engine.ts';

test('waits for its time, and no longer', async () => {
  const clock = new ManualClock();
  let isOver = false;
  const sleeping = sleepFor(clock, 1_500_000, undefined).then(() => {
    isOver = true;
  });
  clock.advance(1499);
  await Promise.resolve();
  expect(isOver).toBe(false);
  clock.advance(1);
  await sleeping;
  expect(isOver).toBe(true);
});

test('can be cancelled, and can only be so long', async () => {
  const clock = new ManualClock();
  const abort = new AbortController();
  const sleeping = sleepFor(clock, 86_400e6, abort.signal);
  abort.abort();
  await expect(sleeping).rejects.toMatchObject({ code: '57014' });
  await expect(sleepFor(clock, 1, abort.signal)).rejects.toMatchObject({ code: '57014' });
  await expect(sleepFor(clock, Infinity, undefined)).rejects.toMatchObject({ code: '54000' });
  expect(clock.pending).toBe(0);
});

test('a statement waits for all its rows together', async () => {
  const engine = await TestEngine.open();
  const before = engine.clock.monotonicMs();
  const asked = "SELECT pg_sleep(0.02), pg_sleep_for('15 ms') FROM generate_series(1, 2)";
  const { results, error } = await engine.execute(asked);
  expect(error).toBeNull();
  expect(results[0]?.rowCount).toBe(2);
  expect(engine.clock.monotonicMs() - before).toBeGreaterThanOrEqual(70);
  const past = "SELECT pg_sleep_until('1999-01-01'), pg_sleep(-1)";
  expect((await engine.execute(past)).error).toBeNull();
  expect((await engine.execute("SELECT pg_sleep('nan')")).error?.code).toBe('22023');
  await engine.close();
});
