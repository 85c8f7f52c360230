import { expect, test } from 'vitest';
import { crossPairs } from '../../../../src/runtime/state/cross-pairs.ts';

test('every pair comes once, some at a time', () => {
  const seen = new Set<number>();
  let blocks = 0;
  crossPairs(300, 700, ({ left, right }) => {
    blocks += 1;
    for (const [n, row] of left.entries()) seen.add(row * 700 + (right[n] as number));
  });
  expect(seen.size).toBe(300 * 700);
  expect(blocks).toBe(4);
});

test('nothing meets nothing', () => {
  crossPairs(0, 5, () => expect.unreachable());
  crossPairs(5, 0, () => expect.unreachable());
});
