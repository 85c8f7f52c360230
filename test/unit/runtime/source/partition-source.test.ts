import { expect, test } from 'vitest';
import type { Batch } from '../../../../src/data/batch.ts';
import { DictionaryPool } from '../../../../src/data/dictionary-pool.ts';
import type { Datum, SqlType } from '../../../../src/data/sql-type.ts';
import { pseudoColumn } from '../../../../src/planner/physical/physical-plan.ts';
import { DecodedBatches } from '../../../../src/runtime/source/decoded-batches.ts';
import { PartitionSource } from '../../../../src/runtime/source/partition-source.ts';
import { batchRows } from '../../../support/batch-rows.ts';
import { buildBatch, fieldsOf } from '../../../support/build-batch.ts';
import { StoredPartition } from '../../../support/stored-partition.ts';

const types: readonly SqlType[] = [{ kind: 'bigint' }, { kind: 'text' }, { kind: 'double' }];
const fields = fieldsOf(types);

function batchOf(from: number, count: number, weights: readonly number[] | null = null): Batch {
  const rows = Array.from({ length: count }, (_, n): Datum[] => [
    BigInt(from + n),
    `text ${from + n} ${'x'.repeat(40)}`,
    (from + n) / 3,
  ]);
  return buildBatch(fields, rows, { weights });
}

function sourceOf(
  stored: StoredPartition,
  columns: readonly number[] = [0],
  decoded?: DecodedBatches,
): PartitionSource {
  const pseudo: Record<number, SqlType> = {
    [pseudoColumn.timestamp]: { kind: 'timestamptz' },
    [pseudoColumn.partition]: { kind: 'integer' },
    [pseudoColumn.offset]: { kind: 'bigint' },
  };
  return new PartitionSource({
    partition: stored.partition,
    partitionIndex: 4,
    columns,
    fields: fieldsOf(
      columns.map((column) => types[column] ?? pseudo[column] ?? { kind: 'integer' }),
    ),
    dictionaries: new DictionaryPool('test'),
    decoded,
  });
}

/** All rows up to an offset, in portions. */
async function readAll(source: PartitionSource, to: number, rowsMax = 100_000): Promise<Datum[][]> {
  const rows: Datum[][] = [];
  let from = 0;
  for (;;) {
    const read = await source.read(from, to, rowsMax);
    if (read === null) return rows;
    expect(read.batch?.rowCount ?? 0).toBe(read.next - from);
    expect(read.batch?.rowCount ?? 0).toBeLessThanOrEqual(rowsMax);
    rows.push(...batchRows(read.batch));
    from = read.next;
  }
}

const numbers = (from: number, to: number): Datum[][] =>
  Array.from({ length: to - from }, (_, n) => [BigInt(from + n)]);

for (const inMemory of [true, false]) {
  const where = inMemory ? 'memory' : 'disk';

  test(`reads what was appended, cut where told, from ${where}`, async () => {
    const sizes = [5, 1, 9000, 1, 1, 20_000, 3, 7];
    let from = 0;
    const batches = sizes.map((size) => {
      from += size;
      return batchOf(from - size, size);
    });
    const stored = new StoredPartition(batches, inMemory);
    const wanted = numbers(0, from);
    expect(await readAll(sourceOf(stored), from)).toEqual(wanted);
    expect(await readAll(sourceOf(stored), from - 2, 777)).toEqual(wanted.slice(0, -2));
    const middle = await sourceOf(stored).read(9500, from, 10);
    expect(batchRows(middle?.batch ?? null)).toEqual(numbers(9500, 9510));
  });

  test(`small batches are handed out together, from ${where}`, async () => {
    const batches = Array.from({ length: 20 }, (_, n) => batchOf(n * 2, 2));
    const source = sourceOf(new StoredPartition(batches, inMemory));
    let portions = 0;
    for (let from = 0; from < 40; portions += 1) {
      from = (await source.read(from, 40, 1000))?.next ?? 40;
    }
    expect(portions).toBeLessThan(12);
  });

  test(`weights and pseudo-columns come along, from ${where}`, async () => {
    const stored = new StoredPartition([batchOf(0, 2), batchOf(2, 2, [1, -1])], inMemory);
    const columns = [pseudoColumn.offset, 0, pseudoColumn.partition, pseudoColumn.timestamp];
    const source = sourceOf(stored, columns);
    const rows: Datum[][] = [];
    const weights: number[] = [];
    for (let from = 0; from < 4; ) {
      const read = await source.read(from, 4, 100);
      if (read === null) throw new Error('rows are missing');
      rows.push(...batchRows(read.batch));
      weights.push(...(read.batch?.weights ?? new Array(read.batch?.rowCount ?? 0).fill(1)));
      from = read.next;
    }
    expect(weights).toEqual([1, 1, 1, -1]);
    expect(rows).toEqual([
      [0n, 0n, 4, 1_000_000n],
      [1n, 1n, 4, 1_000_000n],
      [2n, 2n, 4, 1_001_000n],
      [3n, 3n, 4, 1_001_000n],
    ]);
  });
}

test('only the bytes of the columns that are asked for are read', async () => {
  const stored = new StoredPartition([batchOf(0, 20_000)], false);
  await sourceOf(stored, [0]).read(0, 20_000, 65_536);
  const bytes = stored.reads.reduce((sum, [, from, to]) => sum + to - from, 0);
  // 20,000 numbers take two bytes each; the texts beside them would be a megabyte.
  expect(bytes).toBeLessThan(60_000);
});

test('the next batches are fetched while the caller is busy', async () => {
  const batches = [0, 1, 2, 3, 4, 5].map((n) => batchOf(n * 9000, 9000));
  const stored = new StoredPartition(batches, false);
  const source = sourceOf(stored);
  await source.read(0, 54_000, 9000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(source.readInMemory(9000, 54_000, 9000)?.batch?.rowCount).toBe(9000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(source.readInMemory(18_000, 54_000, 9000)?.batch?.rowCount).toBe(9000);
  await new Promise((resolve) => setImmediate(resolve));
  expect(source.readInMemory(27_000, 54_000, 9000)?.batch?.rowCount).toBe(9000);
});

test('what is not in memory must be read', () => {
  const stored = new StoredPartition([batchOf(0, 10)], false);
  expect(sourceOf(stored).readInMemory(0, 10, 10)).toBeNull();
});

test('readers that share decoded batches share vectors', async () => {
  const stored = new StoredPartition([batchOf(0, 9000)], true);
  const decoded = new DecodedBatches();
  const [a, b] = [sourceOf(stored, [0, 1], decoded), sourceOf(stored, [1], decoded)];
  const first = await a.read(0, 9000, 9000);
  const second = await b.read(0, 9000, 9000);
  expect(second?.batch?.columns[0]).toBe(first?.batch?.columns[1]);
});

test('damage of a column that is read is told, that of another is not', async () => {
  const stored = new StoredPartition([batchOf(0, 9000)], true);
  const body = (await stored.partition.read(0, 1)).batches[0]?.bodyBytes ?? 0;
  stored.damage(0, body - 9);
  expect((await sourceOf(stored, [0]).read(0, 9000, 9000))?.next).toBe(9000);
  stored.damage(0, 400);
  await expect(sourceOf(stored, [0]).read(0, 9000, 9000)).rejects.toMatchObject({ code: 'XX001' });
});

test('many small batches between large ones are decoded together, and shared', async () => {
  const sizes = [2, 3, 64, 65, 1, 1, 9000, 1, ...new Array<number>(40).fill(3), 5];
  let from = 0;
  const batches = sizes.map((size, i) => {
    from += size;
    return batchOf(from - size, size, i % 7 === 3 ? new Array<number>(size).fill(-1) : null);
  });
  const stored = new StoredPartition(batches, true, true);
  const rowsOf = async (source: PartitionSource, rowsMax: number): Promise<unknown[]> => {
    const rows: unknown[] = [];
    for (let next = 0; next < from; ) {
      const read = await source.read(next, from, rowsMax);
      if (read === null) throw new Error('rows are missing');
      const { batch } = read;
      batchRows(batch).forEach((row, i) => {
        rows.push([...row, batch?.weights?.[i] ?? 1]);
      });
      next = read.next;
    }
    return rows;
  };
  const columns = [pseudoColumn.offset, 0, 1, 2, 7];
  const wanted = await rowsOf(sourceOf(new StoredPartition(batches, true), columns), 100_000);
  for (const rowsMax of [100_000, 70, 1]) {
    expect(await rowsOf(sourceOf(stored, columns), rowsMax)).toEqual(wanted);
  }
  const decoded = new DecodedBatches();
  const [a, b] = [sourceOf(stored, [0, 1], decoded), sourceOf(stored, [1], decoded)];
  const [first, second] = [await a.read(0, 69, 69), await b.read(0, 69, 69)];
  expect(second?.batch?.columns[0]).toBe(first?.batch?.columns[1]);
});

test('rows appended later are found', async () => {
  const stored = new StoredPartition([batchOf(0, 3)], true);
  const source = sourceOf(stored);
  expect(await readAll(source, 3)).toEqual(numbers(0, 3));
  stored.append(batchOf(3, 2));
  expect(batchRows((await source.read(3, 5, 10))?.batch ?? null)).toEqual(numbers(3, 5));
});

test('a column that came after the batch is NULL in it', async () => {
  const stored = new StoredPartition([batchOf(0, 2)], true);
  const read = await sourceOf(stored, [0, 7]).read(0, 2, 10);
  expect(batchRows(read?.batch ?? null)).toEqual([
    [0n, null],
    [1n, null],
  ]);
});

for (const inMemory of [true, false]) {
  test(`offsets without rows are passed over, from ${inMemory ? 'memory' : 'disk'}`, async () => {
    const stored = new StoredPartition([], inMemory, inMemory);
    stored.skip(2);
    stored.append(batchOf(0, 3));
    stored.skip(40);
    stored.append(batchOf(3, 2));
    stored.append(batchOf(5, 9000));
    stored.append(batchOf(0, 100), [7, 8, 50, 99]);
    stored.append(batchOf(9005, 1));
    stored.skip(5);
    const end = stored.partition.endOffset();
    const last = [9002, 9003].map((n) => [BigInt(2 + 3 + 40 + n - 3), BigInt(n)]);
    for (const rowsMax of [100_000, 60, 1]) {
      const source = sourceOf(stored, [pseudoColumn.offset, 0]);
      const rows: Datum[][] = [];
      for (let from = 0; from < end; ) {
        const read = await source.read(from, end, rowsMax);
        expect(read?.next ?? 0).toBeGreaterThan(from);
        rows.push(...batchRows(read?.batch ?? null));
        from = read?.next ?? end;
      }
      expect(rows.slice(0, 5)).toEqual([
        [2n, 0n],
        [3n, 1n],
        [4n, 2n],
        [45n, 3n],
        [46n, 4n],
      ]);
      expect(rows.slice(-6)).toEqual([
        [9046n, 9004n],
        [9054n, 7n],
        [9055n, 8n],
        [9097n, 50n],
        [9146n, 99n],
        [9147n, 9005n],
      ]);
      expect(rows).toHaveLength(3 + 2 + 9000 + 4 + 1);
      expect(rows).toEqual(expect.arrayContaining(last));
    }
    const source = sourceOf(stored);
    expect(await source.read(0, 2, 10)).toEqual({ batch: null, next: 2 });
    expect(batchRows((await source.read(9056, 9100, 99))?.batch ?? null)).toEqual([[50n]]);
    expect(batchRows((await source.read(3, 6, 99))?.batch ?? null)).toEqual(numbers(1, 3));
  });
}
