import { expect, test } from 'vitest';
import { Gate } from '../../../../src/log/disk/gate.ts';

test('at most so many run at once, in order, whatever becomes of them', async () => {
  const gate = new Gate(2);
  const started: number[] = [];
  const ends: (() => void)[] = [];
  const work = (n: number): Promise<void> =>
    gate.run(async () => {
      started.push(n);
      await new Promise<void>((resolve) => ends.push(resolve));
      if (n === 0) throw new Error('this one fails');
    });
  const runs = Promise.allSettled([0, 1, 2, 3].map(work));
  expect(started).toEqual([0, 1]);
  for (let ended = 0; ended < 4; ended += 1) {
    ends[ended]?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).toHaveLength(Math.min(4, ended + 3));
  }
  expect(started).toEqual([0, 1, 2, 3]);
  expect((await runs).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
});
