import { expect, test } from 'vitest';
import type { Field } from '../../../../src/data/batch.ts';
import { MatchTable } from '../../../../src/runtime/state/match-table.ts';
import { batchRows } from '../../../support/batch-rows.ts';
import { buildBatch } from '../../../support/build-batch.ts';

const fields: readonly Field[] = [
  { name: 'k', type: { kind: 'bigint' }, nullable: true },
  { name: 't', type: { kind: 'text' }, nullable: true },
];

function rowsOf(from: number, to: number, weight = 1) {
  const rows = Array.from({ length: to - from }, (_, i) => [BigInt(from + i), `t${from + i}`]);
  return buildBatch(fields, rows, { weights: weight === 1 ? null : rows.map(() => weight) });
}

test('a row is told as long as it has no partner', () => {
  const table = new MatchTable(fields, 'unmatched');
  const batch = rowsOf(0, 2);
  table.addRows(batch);
  expect(batchRows(table.takeChanges())).toEqual([
    [0n, 't0'],
    [1n, 't1'],
  ]);
  table.addPairs(batch, Int32Array.of(1, 1), null);
  const taken = table.takeChanges();
  expect([batchRows(taken), taken?.weights]).toEqual([[[1n, 't1']], Int32Array.of(-1)]);
  table.addPairs(batch, Int32Array.of(1), Int32Array.of(-1));
  expect(table.takeChanges()).toBeNull();
  table.addPairs(batch, Int32Array.of(1), Int32Array.of(-1));
  expect(batchRows(table.takeChanges())).toEqual([[1n, 't1']]);
});

test('what comes and goes within a step is not told', () => {
  const table = new MatchTable(fields, 'matched');
  const batch = rowsOf(0, 1);
  table.addRows(batch);
  table.addPairs(batch, Int32Array.of(0), null);
  table.addPairs(batch, Int32Array.of(0), Int32Array.of(-1));
  expect(table.takeChanges()).toBeNull();
});

test('rows that are gone or settled are dropped, the others stay as they are', () => {
  const table = new MatchTable(fields, 'unmatched');
  const kept = rowsOf(0, 100);
  table.addRows(kept);
  table.addPairs(kept, Int32Array.of(5), null);
  table.addRows(rowsOf(100, 2000));
  table.addRows(rowsOf(100, 1000, -1));
  table.takeChanges();
  table.forget((columns) => (row) => {
    const [column] = columns;
    return column?.kind === 'f64' && (column.values[row] as number) >= 1000;
  });
  expect(table.size).toBe(100);
  table.addPairs(kept, Int32Array.of(5), Int32Array.of(-1));
  table.addRows(rowsOf(7, 8, -1));
  const changes = table.takeChanges();
  expect([batchRows(changes), changes?.weights]).toEqual([
    [
      [5n, 't5'],
      [7n, 't7'],
    ],
    Int32Array.of(1, -1),
  ]);
});
