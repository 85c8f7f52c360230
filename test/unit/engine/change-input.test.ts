import { expect, test } from 'vitest';
import { ChangeInput } from '../../../src/engine/change-input.ts';
import type { ScanNode } from '../../../src/planner/physical/physical-plan.ts';
import { batchRows } from '../../support/batch-rows.ts';
import { cutOf, FedQuery } from '../../support/fed-query.ts';

function readerOf(fed: FedQuery, from: 'start' | 'now' = 'start'): ChangeInput {
  return new ChangeInput(fed.query, fed.query.plan.nodes[0] as ScanNode, from);
}

/** All that is left up to an epoch, portion by portion, as first and last number. */
function read(input: ChangeInput, epoch: number, rowsMax: number): number[][] {
  const portions: number[][] = [];
  for (let next = input.next(cutOf(epoch), rowsMax); next !== null; ) {
    const numbers = batchRows(next).map(([n]) => Number(n));
    portions.push([numbers[0] ?? 0, numbers.at(-1) ?? 0]);
    next = input.next(cutOf(epoch), rowsMax);
  }
  return portions;
}

const million = Array.from({ length: 1_000_000 }, (_, n) => n % 1000);

test('a large result and large changes are taken in portions', async () => {
  const fed = new FedQuery();
  fed.feed([0, 1, 2, 3, 4]);
  await fed.round(1);
  const input = readerOf(fed);
  fed.feed([5, 6, 7]);
  fed.watermarkMicros = 77;
  await fed.round(2);
  expect(input.rowsLeft(cutOf(2))).toBe(8);
  expect(read(input, 1, 2)).toEqual([
    [0, 1],
    [2, 3],
    [4, 4],
  ]);
  expect([input.rowsLeft(cutOf(2)), input.watermark()]).toEqual([3, 0]);
  input.next(cutOf(2), 2);
  expect([input.rowsLeft(cutOf(2)), input.watermark()]).toEqual([1, 0]);
  expect(read(input, 2, 2)).toEqual([[7, 7]]);
  expect([input.rowsLeft(cutOf(2)), input.watermark()]).toEqual([0, 77]);
});

test('a reader from now on is given no result, but all that comes', async () => {
  const fed = new FedQuery();
  fed.feed([1]);
  await fed.round(1);
  fed.feed([2]);
  await fed.query.advance(cutOf(2));
  const input = readerOf(fed, 'now');
  fed.query.publish(cutOf(2));
  expect(read(input, 2, 10)).toEqual([[2, 2]]);
});

test('a reader that takes nothing costs no more than so many rows, and is told when it comes', async () => {
  const fed = new FedQuery();
  const input = readerOf(fed);
  for (let epoch = 1; epoch <= 6; epoch += 1) {
    fed.feed(million);
    await fed.round(epoch);
  }
  expect(input.rowsLeft(cutOf(6))).toBe(0);
  expect(input.hasNews(cutOf(6))).toBe(true);
  expect(() => input.next(cutOf(6), 10)).toThrow('wait to be read');
});

test('a reader that keeps up takes an epoch of any size', async () => {
  const fed = new FedQuery();
  const input = readerOf(fed);
  for (let i = 0; i < 5; i += 1) fed.feed(million);
  await fed.round(1);
  expect(input.rowsLeft(cutOf(1))).toBe(5_000_000);
  while (input.next(cutOf(1), 1_000_000) !== null);
  expect(input.rowsLeft(cutOf(1))).toBe(0);
});
