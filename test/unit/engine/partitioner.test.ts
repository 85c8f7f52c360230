import { describe, expect, test } from 'vitest';
import type { Batch } from '../../../src/data/batch.ts';
import type { Datum, SqlType } from '../../../src/data/sql-type.ts';
import { vectorFromDatums } from '../../../src/data/vector-datum.ts';
import { murmur2, partitionByKey, partitionByRowNumber } from '../../../src/engine/partitioner.ts';
import { batchRows } from '../../support/batch-rows.ts';

function batchOf(columns: readonly (readonly [SqlType, readonly Datum[]])[]): Batch {
  return {
    schema: {
      fields: columns.map(([type], c) => ({ name: `c${c}`, type, nullable: true })),
    },
    rowCount: columns[0]?.[1].length ?? 0,
    columns: columns.map(([type, datums]) => vectorFromDatums(type, datums)),
    weights: null,
    late: null,
  };
}

/** The values of the first column by partition. */
function parts(batch: Batch, keys: readonly number[], partitions: number): Record<number, Datum[]> {
  const found = partitionByKey(batch, keys, partitions);
  return Object.fromEntries(
    found.map(({ partition, batch }) => [
      partition,
      batchRows(batch).map(([first]) => first as Datum),
    ]),
  );
}

/** What Kafka's Java client would choose for serialized keys. */
function chosen(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('murmur2', () => {
  // From Apache Kafka's own UtilsTest.
  test.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %j', (text, hash) => {
    expect(murmur2(utf8(text))).toBe(hash);
  });
});

describe('rows by key', () => {
  test('go where the serialized key says, in their order', () => {
    const texts = ['a', 'b', 'ä', 'a', '', 'foobar'];
    const expected: Record<number, Datum[]> = {};
    for (const text of texts) {
      const partition = chosen(utf8(text), 4);
      expected[partition] = [...(expected[partition] ?? []), text];
    }
    expect(parts(batchOf([[{ kind: 'text' }, texts]]), [0], 4)).toEqual(expected);
  });

  test('BIGINT is 8 bytes, INTEGER 4, whatever the encoding in memory', () => {
    const bytes = (size: 4 | 8, value: bigint): Uint8Array => {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigInt64(0, value);
      return new Uint8Array(view.buffer).subarray(8 - size);
    };
    for (const value of [0n, 7n, -1n, 9_007_199_254_740_993n]) {
      const found = partitionByKey(batchOf([[{ kind: 'bigint' }, [value]]]), [0], 16);
      expect(found.map(({ partition }) => partition)).toEqual([chosen(bytes(8, value), 16)]);
    }
    const found = partitionByKey(batchOf([[{ kind: 'integer' }, [-5]]]), [0], 16);
    expect(found.map(({ partition }) => partition)).toEqual([chosen(bytes(4, -5n), 16)]);
  });

  test('several columns are a JSON array', () => {
    const columns: [SqlType, Datum[]][] = [
      [{ kind: 'integer' }, [1, 1]],
      [{ kind: 'text' }, ['x"', null]],
      [{ kind: 'numeric', precision: 10, scale: 2 }, [150n, -5n]],
    ];
    const found = partitionByKey(batchOf(columns), [0, 1, 2], 1024);
    const expected = ['[1,"x\\"","1.50"]', '[1,null,"-0.05"]'].map((key) =>
      chosen(utf8(key), 1024),
    );
    expect(found.map(({ partition }) => partition)).toEqual(expected.toSorted((a, b) => a - b));
  });

  test('without a key go to partition 0; all for one partition stay one batch', () => {
    const nulls = batchOf([[{ kind: 'text' }, [null, null]]]);
    expect(partitionByKey(nulls, [0], 3)).toEqual([{ partition: 0, batch: nulls }]);
  });
});

test('rows of a source go where their number says, however they are cut', () => {
  const numbers = Array.from({ length: 5000 }, (_, i) => i);
  const whole = batchOf([[{ kind: 'integer' }, numbers]]);
  const cut = (sizes: readonly number[]): Record<number, Datum[]> => {
    const result: Record<number, Datum[]> = {};
    let from = 0;
    for (const size of sizes) {
      const rows = numbers.slice(from, from + size);
      for (const { partition, batch } of partitionByRowNumber(
        batchOf([[{ kind: 'integer' }, rows]]),
        from,
        3,
      )) {
        const values = batchRows(batch).map(([value]) => value as Datum);
        result[partition] = [...(result[partition] ?? []), ...values];
      }
      from += size;
    }
    return result;
  };
  expect(cut([1, 1022, 3, 974, 3000])).toEqual(cut([whole.rowCount]));
  expect(Object.keys(cut([5000]))).toEqual(['0', '1', '2']);
});
