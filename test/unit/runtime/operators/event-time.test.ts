import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../../../src/data/sql-type.ts';
import type { Vector } from '../../../../src/data/vector.ts';
import { PartitionWatermark } from '../../../../src/runtime/operators/event-time.ts';
import { buildBatch, fieldsOf } from '../../../support/build-batch.ts';

const types: readonly SqlType[] = [{ kind: 'timestamp' }];

function observe(watermark: PartitionWatermark, times: readonly (bigint | null)[]): Datum[] | null {
  const batch = buildBatch(
    fieldsOf(types),
    times.map((time) => [time]),
  );
  const { late } = watermark.observe(batch, batch.columns[0] as Vector);
  return late === null ? null : [...late];
}

test('a row is late against the rows before it, and carries their watermark', () => {
  const watermark = new PartitionWatermark(10);
  expect(watermark.watermark).toBe(-Infinity);
  expect(observe(watermark, [100n, 95n, null, 120n, 110n])).toBeNull();
  expect(watermark.watermark).toBe(110);
  expect(observe(watermark, [109n, 200n, 150n, null, 190n])).toEqual([
    110,
    -Infinity,
    190,
    -Infinity,
    -Infinity,
  ]);
  expect(watermark.watermark).toBe(190);
});

test('the marks do not hang on how the rows are cut', () => {
  const times = [5n, 3n, 9n, 1n, 8n, 2n, 12n, 12n, 0n];
  const whole = observe(new PartitionWatermark(2), times) ?? [];
  const one = new PartitionWatermark(2);
  const parts = times.map((time) => observe(one, [time])?.[0] ?? -Infinity);
  expect(parts).toEqual(whole);
});
