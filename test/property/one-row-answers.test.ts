import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../src/data/sql-type.ts';
import { datumAt, vectorFromDatums } from '../../src/data/vector-datum.ts';
import type { AggregateCall } from '../../src/planner/physical/physical-plan.ts';
import type { Accumulator } from '../../src/runtime/aggregate/accumulator.ts';
import { makeAccumulator } from '../../src/runtime/aggregate/make-accumulator.ts';

const integer: SqlType = { kind: 'integer' };
const text: SqlType = { kind: 'text' };
const groupCount = 3;

type Row = { readonly group: number; readonly value: string | null; readonly key: number | null };

const rows: fc.Arbitrary<Row[][]> = fc.array(
  fc.array(
    fc.record({
      group: fc.nat(groupCount - 1),
      value: fc.option(fc.constantFrom('a', 'b', 'c'), { freq: 4 }),
      key: fc.option(fc.integer({ min: -2, max: 2 }), { freq: 4 }),
    }),
    { maxLength: 6 },
  ),
  { maxLength: 6 },
);

const functions = fc.constantFrom(
  'first',
  'last',
  'first_value',
  'last_value',
  'arg_min',
  'arg_max',
  'min_by',
  'max_by',
) as fc.Arbitrary<AggregateCall['function']>;

function add(accumulator: Accumulator, batch: readonly Row[]): void {
  const groups = Int32Array.from(batch, ({ group }) => group);
  const values = vectorFromDatums(
    text,
    batch.map(({ value }) => value),
  );
  const keys = vectorFromDatums(
    integer,
    batch.map(({ key }) => key),
  );
  accumulator.update(groups, batch.length, values, null, [keys]);
}

function answers(accumulator: Accumulator): readonly Datum[] {
  const groups = Int32Array.from({ length: groupCount }, (_, i) => i);
  const vector = accumulator.result(groups, new Uint8Array(groupCount));
  return [...groups].map((i) => datumAt(vector, text, i));
}

function made(call: AggregateCall, mode: 'append' | 'updating'): Accumulator {
  const accumulator = makeAccumulator(call, mode);
  accumulator.grow(groupCount);
  return accumulator;
}

test('what keeps one row of a group answers as what keeps all', () => {
  fc.assert(
    fc.property(functions, fc.boolean(), rows, (name, descending, batches) => {
      const call: AggregateCall = {
        function: name,
        argument: 0,
        argumentType: text,
        others: [{ column: 1, type: integer }],
        order: [{ column: 1, descending, nullsFirst: descending }],
        type: text,
      };
      const one = made(call, 'append');
      const all = made(call, 'updating');
      for (const batch of batches) {
        add(one, batch);
        add(all, batch);
        expect(answers(one)).toEqual(answers(all));
      }
      expect(answers(one)).toEqual(answers(one));
    }),
  );
});

test('the rows that are not kept are forgotten', () => {
  const call: AggregateCall = {
    function: 'last',
    argument: 0,
    argumentType: text,
    others: [{ column: 1, type: integer }],
    order: [{ column: 1, descending: false, nullsFirst: false }],
    type: text,
  };
  const sizes = (['append', 'updating'] as const).map((mode) => {
    const accumulator = made(call, mode);
    for (let n = 0; n < 400; n += 1) {
      const batch = Array.from({ length: 20 }, (_, i) => n * 20 + i);
      add(
        accumulator,
        batch.map((key) => ({ group: key % groupCount, value: `v${key}`, key })),
      );
      answers(accumulator);
    }
    expect(answers(accumulator)).toEqual(['v7998', 'v7999', 'v7997']);
    return accumulator.stateBytes();
  });
  expect(sizes[0] as number).toBeLessThan((sizes[1] as number) / 2);
}, 60_000);
