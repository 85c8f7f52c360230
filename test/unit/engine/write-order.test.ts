import { describe, expect, test } from 'vitest';
import { WriteOrder } from '../../../src/engine/write-order.ts';

const nothing = (): void => undefined;

/** Ends of partitions 0, 1, …, as a finished write tells them. */
const ended = (...ends: readonly number[]): ReadonlyMap<number, number> => new Map(ends.entries());

describe('order', () => {
  test('a write shows when all before it are over', async () => {
    const order = new WriteOrder([0, 0], nothing);
    const [first, second] = [order.begin(), order.begin()];
    second.finish(new Map([[1, 7]]));
    expect(order.ends).toEqual([0, 0]);
    first.finish(new Map([[0, 5]]));
    expect(order.ends).toEqual([5, 7]);
    await Promise.all([first.visible, second.visible]);
  });

  test('one that failed holds up nobody, and shows nothing', async () => {
    const order = new WriteOrder([3], nothing);
    const [failed, next] = [order.begin(), order.begin()];
    next.finish(ended(9));
    failed.finish(new Map());
    await next.visible;
    expect(order.ends).toEqual([9]);
  });

  test('whoever listens is told of every end', () => {
    let told = 0;
    const order = new WriteOrder([0], () => {
      told += 1;
    });
    order.begin().finish(ended(1));
    order.begin().finish(new Map());
    expect(told).toBe(2);
  });
});

describe('cuts', () => {
  test('end where a write ends, near the limit', () => {
    const order = new WriteOrder([0], nothing);
    for (const end of [60_000, 120_000, 180_000, 240_000]) order.begin().finish(ended(end));
    expect(order.endsAfter([0], 130_000)).toEqual([120_000]);
    expect(order.endsAfter([120_000], 130_000)).toEqual([240_000]);
    expect(order.endsAfter([240_000], 130_000)).toEqual([240_000]);
  });

  test('take a write of more rows than the limit as a whole, and alone', () => {
    const order = new WriteOrder([0, 0], nothing);
    order.begin().finish(ended(500_000, 1));
    order.begin().finish(ended(600_000, 2));
    expect(order.endsAfter([0, 0], 1000)).toEqual([500_000, 1]);
  });

  test('can be made again from the same place', () => {
    const order = new WriteOrder([0], nothing);
    for (const end of [100_000, 200_000]) order.begin().finish(ended(end));
    expect(order.endsAfter([0], 100_000)).toEqual([100_000]);
    expect(order.endsAfter([0], 100_000)).toEqual([100_000]);
  });

  test('of many small writes take as many as the limit lets', () => {
    const order = new WriteOrder([0], nothing);
    for (let end = 1; end <= 200_000; end += 1) order.begin().finish(ended(end));
    const [reached = 0] = order.endsAfter([0], 100_000);
    expect(reached).toBeGreaterThan(50_000);
    expect(reached).toBeLessThanOrEqual(100_000);
  });

  test('take all without a limit', () => {
    const order = new WriteOrder([5], nothing);
    order.begin().finish(ended(900_000));
    expect(order.endsAfter([], Number.POSITIVE_INFINITY)).toEqual([900_000]);
  });
});
