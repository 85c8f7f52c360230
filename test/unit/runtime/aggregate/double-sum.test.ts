import { expect, test } from 'vitest';
import type { SqlType } from '../../../../src/data/sql-type.ts';
import { batchRows } from '../../../support/batch-rows.ts';
import { type Feeding, feed } from '../../../support/feed-dataflow.ts';
import { aggregateCall, aggregateNode, planOf, scanOf } from '../../../support/plans.ts';

const double: SqlType = { kind: 'double' };

/** The sum told after each step; a negative weight takes a value back. */
function sums(...steps: readonly (readonly [value: number, weight: number])[][]) {
  const scan = scanOf([double]);
  const aggregates = [aggregateCall('sum', 0, double)];
  const node = aggregateNode(0, scan.fields, { keys: [], aggregates, inputMode: 'updating' });
  const feedings = steps.flatMap((values): Feeding[] => [
    { scan: 0, rows: values.map(([value, weight]) => ({ row: [value], weight })) },
    { end: true },
  ]);
  const { outputs, failures } = feed(planOf([scan, node]), feedings);
  const told = outputs.map((batch) => batchRows(batch).at(-1)?.[0]);
  return { told, failures: failures.get('22003') ?? 0 };
}

test('sums do not drift: what was taken back has left no trace', () => {
  expect(sums([[1e300, 1]], [[1, 1]], [[1e300, -1]]).told).toEqual([1e300, 1]);
  expect(sums([[1e16, 1]], [[1, 1]], [[1, 1]], [[1e16, -1]]).told).toEqual([
    1e16, 10000000000000002, 2,
  ]);
});

test('sums pass through what is beyond the range and come back', () => {
  const { told, failures } = sums([
    [1.7e308, 1],
    [1.7e308, 1],
    [-1.7e308, 1],
  ]);
  expect(told).toEqual([1.7e308]);
  expect(failures).toBe(0);
  expect(sums([[1.7e308, 2]]).failures).toBe(1);
});

test('NaN and infinities go again when they are taken back', () => {
  const infinite = Number.POSITIVE_INFINITY;
  const { told } = sums([[5, 1]], [[infinite, 1]], [[-infinite, 1]], [[infinite, -1]]);
  expect(told).toEqual([5, infinite, Number.NaN, -infinite]);
});
