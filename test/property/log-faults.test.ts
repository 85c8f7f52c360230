import { expect, test } from 'vitest';
import { LogLife, type Trouble } from '../support/log-life.ts';

const kinds: readonly Trouble['kind'][] = ['EIO', 'ENOSPC', 'kill', 'cutPower'];
/** One in so many calls is troubled, so that it is quick; every one when it is 1. */
const step = 89;

test.each(kinds)(
  'whatever is under way, %s at a call of the disk loses nothing, leaves nothing open and nobody waiting',
  async (kind) => {
    const all = await new LogLife(1).run(null);
    const failures: string[] = [];
    for (let from = 1; from < all; from += step) {
      for (const calls of kind === 'EIO' || kind === 'ENOSPC' ? [1, 40] : [1]) {
        await new LogLife(from).run({ kind, from, calls }).catch((error: unknown) => {
          failures.push(`${calls} calls from ${from}: ${String(error)}`);
        });
      }
    }
    expect(failures).toEqual([]);
  },
  60_000,
);

test('where syncing does nothing a cut of power is found to lose rows', async () => {
  const failures: string[] = [];
  for (let from = 150; from < 1500; from += 150) {
    const life = new LogLife(from, false);
    await life.run({ kind: 'cutPower', from, calls: 1 }).catch((error: unknown) => {
      failures.push(String(error));
    });
  }
  expect(failures.length).toBeGreaterThan(4);
});
