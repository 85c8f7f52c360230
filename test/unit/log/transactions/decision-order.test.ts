import { expect, test } from 'vitest';
import type { Partition } from '../../../../src/log/api.ts';
import { DecisionOrder, type Spanning } from '../../../../src/log/transactions/decision-order.ts';

const [p, q] = [{ index: 0 } as Partition, { index: 1 } as Partition];

/** A transaction with rows in these offsets of the two partitions. */
function spanning(
  inP: readonly [number, number] | null,
  inQ: readonly [number, number] | null,
): Spanning {
  const of = (partition: Partition, range: readonly [number, number] | null) =>
    range === null ? [] : [{ partition, firstOffset: range[0], lastOffset: range[1] }];
  return { spans: [...of(p, inP), ...of(q, inQ)] };
}

function orderOf(...transactions: readonly Spanning[]): DecisionOrder<Spanning> {
  const order = new DecisionOrder<Spanning>();
  for (const transaction of transactions) order.begin(transaction);
  return order;
}

test('one that nobody stands before is shown', () => {
  const [one, later] = [spanning([0, 3], [0, 0]), spanning([4, 9], [1, 1])];
  const order = orderOf(one, later);
  order.committed(one);
  expect(order.takeVisible()).toEqual([one]);
  expect(order.takeVisible()).toEqual([]);
});

test('one waits for an open one before or between its rows, in any partition', () => {
  for (const open of [spanning(null, [0, 0]), spanning([3, 3], null)]) {
    const one = spanning([2, 5], [1, 1]);
    const order = orderOf(one, open);
    order.committed(one);
    expect(order.takeVisible()).toEqual([]);
    order.aborted(open);
    expect(order.takeVisible()).toEqual([one]);
  }
});

test('it waits along a chain', () => {
  const [open, middle, last] = [
    spanning([0, 0], null),
    spanning([1, 1], [0, 0]),
    spanning(null, [1, 1]),
  ];
  const order = orderOf(last, middle, open);
  order.committed(middle);
  order.committed(last);
  expect(order.takeVisible()).toEqual([]);
  order.committed(open);
  expect(new Set(order.takeVisible())).toEqual(new Set([open, middle, last]));
});

test('those that stand before each other are shown together', () => {
  const [one, other] = [spanning([0, 0], [1, 1]), spanning([1, 1], [0, 0])];
  const order = orderOf(one, other);
  order.committed(one);
  expect(order.takeVisible()).toEqual([]);
  order.committed(other);
  expect(order.takeVisible()).toEqual([one, other]);
});

test('one without rows waits for nobody and holds up nobody', () => {
  const [empty, one] = [spanning(null, null), spanning([0, 0], null)];
  const order = orderOf(empty, one);
  order.committed(one);
  expect(order.takeVisible()).toEqual([one]);
  order.committed(empty);
  expect(order.takeVisible()).toEqual([empty]);
});
