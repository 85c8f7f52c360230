import { expect, test } from 'vitest';
import type { Field } from '../../../../src/data/batch.ts';
import type { Datum, SqlType } from '../../../../src/data/sql-type.ts';
import { datumAt, vectorFromDatums } from '../../../../src/data/vector-datum.ts';
import { RowStore } from '../../../../src/runtime/state/row-store.ts';

const types: readonly SqlType[] = [
  { kind: 'bigint' },
  { kind: 'text' },
  { kind: 'boolean' },
  { kind: 'integer' },
];
const fields = types.map((type, i): Field => ({ name: `c${i}`, type, nullable: true }));

function put(store: RowStore, rows: readonly (readonly Datum[])[]): number[] {
  const columns = types.map((type, c) =>
    vectorFromDatums(
      type,
      rows.map((row) => row[c] ?? null),
    ),
  );
  const slots = rows.map(() => store.take());
  store.put(columns, Int32Array.from(rows.keys()), Int32Array.from(slots));
  return slots;
}

function rowsAt(store: RowStore, slots: readonly number[]): Datum[][] {
  const vectors = store.vectors(Int32Array.from(slots));
  return slots.map((_, i) => vectors.map((vector, c) => datumAt(vector, types[c] as SqlType, i)));
}

test('rows come back as they were put, in any order', () => {
  const store = new RowStore(fields);
  const rows: Datum[][] = [
    [1n, 'one', true, 1],
    [null, null, null, null],
    [-3n, '', false, -3],
  ];
  const [a = 0, b = 0, c = 0] = put(store, rows);
  expect(rowsAt(store, [c, a, b, a])).toEqual([rows[2], rows[0], rows[1], rows[0]]);
  expect(store.datum(c, 1)).toBe('');
});

test('integers beyond 2^53 turn a column exact, those before included', () => {
  const store = new RowStore(fields);
  const [small = 0] = put(store, [[7n, 'a', true, 0]]);
  const [large = 0] = put(store, [[2n ** 62n + 1n, 'b', true, 0]]);
  expect(store.datum(small, 0)).toBe(7n);
  expect(store.datum(large, 0)).toBe(2n ** 62n + 1n);
});

test('numbers that were given back are used again, and bytes of their texts too', () => {
  const store = new RowStore(fields);
  const text = (i: number): string => `${'x'.repeat(2000)}${i}`;
  const kept = put(store, [[0n, text(0), true, 0]])[0] as number;
  for (let i = 1; i <= 5000; i += 1) {
    const [slot = 0] = put(store, [[BigInt(i), text(i), null, i]]);
    expect(store.datum(slot, 0)).toBe(BigInt(i));
    store.drop(slot);
  }
  expect(store.rows).toBe(1);
  expect(store.datum(kept, 1)).toBe(text(0));
  // Ten million bytes went through.
  expect(store.stateBytes).toBeLessThan(5_000_000);
});
