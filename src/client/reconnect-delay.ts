import type { Random } from '../common/random.ts';

const firstMs = 250;
const longestMs = 5_000;

/**
 * How long to wait before the next attempt to connect, in milliseconds: doubling from 250 ms to
 * 5 s, less up to a half by chance, so that a thousand clients do not come back in one moment.
 */
export function reconnectDelayMs(failures: number, random: Random): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** Math.min(failures, 10));
  return fullMs * (1 - random.nextDouble() / 2);
}
