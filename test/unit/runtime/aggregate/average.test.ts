import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../../../src/data/sql-type.ts';
import { batchRows } from '../../../support/batch-rows.ts';
import { feed } from '../../../support/feed-dataflow.ts';
import { aggregateCall, aggregateNode, planOf, scanOf } from '../../../support/plans.ts';

function average(type: SqlType, ...values: readonly Datum[]): Datum | undefined {
  const scan = scanOf([type]);
  const aggregates = [aggregateCall('avg', 0, type)];
  const node = aggregateNode(0, scan.fields, { keys: [], aggregates });
  const rows = values.map((value) => ({ row: [value], weight: 1 }));
  const { outputs } = feed(planOf([scan, node]), [{ scan: 0, rows }]);
  return outputs.flatMap(batchRows)[0]?.[0];
}

/** What PostgreSQL 16 prints. */
test('averages of integers and decimals have as many places as in PostgreSQL', () => {
  expect(average({ kind: 'integer' }, 1, 2)).toBe('1.5000000000000000');
  expect(average({ kind: 'bigint' }, 1n, 1n, 2n)).toBe('1.3333333333333333');
  expect(average({ kind: 'bigint' }, 10_000n, 20_001n)).toBe('15000.500000000000');
  expect(average({ kind: 'numeric', precision: 9, scale: 2 }, 100n, 250n)).toBe(
    '1.7500000000000000',
  );
  expect(average({ kind: 'bigint' }, 2n ** 63n - 1n, 2n ** 63n - 1n)).toBe('9223372036854775807');
  expect(average({ kind: 'numeric', precision: null, scale: null }, '0.1', '0.20')).toBe(
    '0.15000000000000000000',
  );
});

test('averages of doubles are doubles, of nothing NULL', () => {
  expect(average({ kind: 'double' }, 0.1, 0.2)).toBe(0.15000000000000002);
  expect(average({ kind: 'double' }, null)).toBeNull();
  expect(average({ kind: 'integer' })).toBeNull();
});
