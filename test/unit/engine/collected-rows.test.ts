import { describe, expect, test } from 'vitest';
import type { Batch, Field } from '../../../src/data/batch.ts';
import { CollectedRows } from '../../../src/engine/collected-rows.ts';
import type { PlanOutput } from '../../../src/planner/physical/physical-plan.ts';
import { batchRows } from '../../support/batch-rows.ts';
import { buildBatch } from '../../support/build-batch.ts';

const fields: readonly Field[] = [{ name: 'n', type: { kind: 'bigint' }, nullable: false }];

const output: PlanOutput = {
  fields,
  key: null,
  mode: 'append',
  emit: 'changes',
  order: [],
  limit: null,
  offset: 0,
};

const descending = [{ column: 0, descending: true, nullsFirst: true }];

function rows(...numbers: readonly number[]): Batch {
  return buildBatch(
    fields,
    numbers.map((number) => [BigInt(number)]),
  );
}

/** Numbers of rows that are too many to be kept beside a small LIMIT. */
function many(from: number): Batch {
  return rows(...Array.from({ length: 70_000 }, (_, n) => from + n));
}

describe('an answer', () => {
  test('has all rows, in their order', () => {
    const collected = new CollectedRows({ fields }, { ...output, order: descending, offset: 1 });
    collected.add([rows(1, 3)]);
    collected.add([rows(2)]);
    expect(batchRows(collected.result())).toEqual([[2n], [1n]]);
  });

  test('is enough when rows in any order have reached the limit', () => {
    const collected = new CollectedRows({ fields }, { ...output, limit: 2, offset: 1 });
    collected.add([rows(1, 2)]);
    expect(collected.isEnough).toBe(false);
    collected.add([rows(3, 4)]);
    expect(collected.isEnough).toBe(true);
    expect(batchRows(collected.result())).toEqual([[2n], [3n]]);
  });

  test('is never enough while rows may be taken back', () => {
    const collected = new CollectedRows({ fields }, { ...output, limit: 1, mode: 'updating' });
    collected.add([rows(1, 2)]);
    expect(collected.isEnough).toBe(false);
  });

  test('keeps of many rows only those that a limit asks for', () => {
    const limited = { ...output, order: descending, limit: 2, offset: 1 };
    const collected = new CollectedRows({ fields }, limited, 1024 * 1024);
    for (const from of [0, 500_000, 100_000, 200_000]) collected.add([many(from)]);
    expect(batchRows(collected.result())).toEqual([[569_998n], [569_997n]]);
  });

  test('that is too large is refused', () => {
    const collected = new CollectedRows({ fields }, output, 1024 * 1024);
    collected.add([many(0)]);
    expect(() => collected.add([many(0)])).toThrow('the answer is too large');
  });
});
