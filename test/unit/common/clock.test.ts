import { expect, test } from 'vitest';
import { within } from '../../../src/common/clock.ts';
import { ManualClock } from '../../support/manual-clock.ts';

test('work that is done in time is answered, and its timer is gone', async () => {
  const clock = new ManualClock();
  expect(await within(clock, 1000, Promise.resolve('done'))).toBe('done');
  expect(clock.pending).toBe(0);
  await expect(within(clock, 1000, Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(clock.pending).toBe(0);
});

test('work that takes longer is left to itself', async () => {
  const clock = new ManualClock();
  const late = within(clock, 1000, new Promise(() => undefined));
  clock.advance(1000);
  expect(await late).toBeNull();
});
