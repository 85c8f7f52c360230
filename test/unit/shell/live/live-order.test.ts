import { expect, test } from 'vitest';
import type { Cell, Column } from '../../../../src/protocol/messages.ts';
import { liveOrder } from '../../../../src/shell/live/live-order.ts';

const columns = (...types: [name: string, type: string][]): Column[] =>
  types.map(([name, type]) => ({ name, type, nullable: true }));
const order = (of: Column[], key: number[] | null, ...rows: Cell[][]): unknown[] =>
  liveOrder(
    of,
    key,
    rows.map((cells, n) => ({ id: String(n), cells, count: 1, previous: null, changedAt: 0 })),
  ).map(({ cells }) => cells);

test('the newest window is first, its rows by their key, numbers as numbers', () => {
  const of = columns(
    ['n', 'bigint'],
    ['window_start', 'timestamp without time zone'],
    ['at', 'timestamp without time zone'],
  );
  const [old, now] = ['2026-01-01T00:00:00', '2026-01-01T00:00:10'];
  expect(
    order(of, [1, 0], ['10', old, 'a'], ['10', now, 'b'], ['9', now, 'c'], ['1', null, 'd']),
  ).toEqual([
    ['9', now, 'c'],
    ['10', now, 'b'],
    ['10', old, 'a'],
    ['1', null, 'd'],
  ]);
});

test('an only timestamp says when; equal ones stay as they came', () => {
  const of = columns(['word', 'text'], ['at', 'timestamp with time zone']);
  expect(order(of, null, ['b', '1'], ['a', '1'], ['c', '2'])).toEqual([
    ['c', '2'],
    ['b', '1'],
    ['a', '1'],
  ]);
});

test('without a time the rows are as they came', () => {
  expect(order(columns(['n', 'bigint']), [0], ['2'], ['1'])).toEqual([['2'], ['1']]);
});
