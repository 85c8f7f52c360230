import { expect, test } from 'vitest';
import { Throttle, WorkStopped } from '../../../../src/log/cleaning/throttle.ts';
import { ManualClock } from '../../../support/manual-clock.ts';

test('work that is too fast waits for its bytes', async () => {
  const clock = new ManualClock();
  const throttle = new Throttle(clock, 1_000_000);
  expect(throttle.spend(19_000)).toBe(false);
  expect(throttle.spend(81_000)).toBe(true);
  let isOn = false;
  const paused = throttle.pause().then(() => {
    isOn = true;
  });
  clock.advance(99);
  await Promise.resolve();
  expect(isOn).toBe(false);
  clock.advance(1);
  await paused;
  expect(throttle.spend(0)).toBe(false);
});

test('work that is slow enough rests half of the time', async () => {
  const clock = new ManualClock();
  const throttle = new Throttle(clock, 1e9);
  expect(throttle.spend(10)).toBe(false);
  clock.advance(4);
  expect(throttle.spend(10)).toBe(true);
  const paused = throttle.pause();
  clock.advance(3);
  expect(clock.pending).toBe(1);
  clock.advance(1);
  await paused;
  expect(throttle.spend(10)).toBe(false);
});

test('what is stopped ends at its next pause, and at once when it waits', async () => {
  const clock = new ManualClock();
  const throttle = new Throttle(clock, 1000);
  throttle.spend(1_000_000);
  const paused = throttle.pause();
  throttle.stop();
  await expect(paused).rejects.toThrow(WorkStopped);
  expect(clock.pending).toBe(0);
  expect(throttle.spend(0)).toBe(true);
  await expect(throttle.pause()).rejects.toThrow(WorkStopped);
});
