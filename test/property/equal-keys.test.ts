import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch } from '../../src/data/batch.ts';
import { parseDecimal } from '../../src/data/decimal.ts';
import { intervalMicros } from '../../src/data/interval-text.ts';
import type { Datum, Interval } from '../../src/data/sql-type.ts';
import { vectorFromDatums } from '../../src/data/vector-datum.ts';
import type { ScanNode } from '../../src/planner/physical/physical-plan.ts';
import { Dataflow } from '../../src/runtime/dataflow.ts';
import { consolidate, expandWeights } from '../../src/runtime/state/row-set.ts';
import { batchRows } from '../support/batch-rows.ts';
import { PlanCatalog } from '../support/plan-catalog.ts';

type Row = readonly [x: string, i: Interval];

const catalog = new PlanCatalog('CREATE STREAM s (x NUMERIC, i INTERVAL)');

/** Few values, each written in several ways. */
const numbers = fc
  .tuple(fc.integer({ min: -12, max: 12 }), fc.integer({ min: 0, max: 4 }))
  .map(([tenths, zeros]) => {
    const sign = tenths < 0 ? '-' : '';
    const digits = Math.abs(tenths);
    const bare = digits % 10 === 0 && zeros === 4;
    return `${sign}${Math.floor(digits / 10)}${bare ? '' : `.${digits % 10}${'0'.repeat(zeros)}`}`;
  });

const intervals: fc.Arbitrary<Interval> = fc
  .tuple(
    fc.integer({ min: -1, max: 1 }),
    fc.integer({ min: -31, max: 31 }),
    fc.integer({ min: -30, max: 30 }),
  )
  .map(([months, days, halves]) => ({ months, days, micros: halves * 43_200_000_000 }));

const rowsArbitrary: fc.Arbitrary<readonly Row[]> = fc.array(fc.tuple(numbers, intervals), {
  maxLength: 20,
});
const cutsArbitrary = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 4 });

/** The two columns by what their values mean: in tenths, and in microseconds. */
const meanings = {
  x: ([x]: Row): string => {
    const { units, scale } = parseDecimal(x) ?? { units: 0n, scale: 0 };
    return String(Number(units) / 10 ** scale + 0);
  },
  i: ([, i]: Row): string => String(intervalMicros(i)),
};

for (const column of ['x', 'i'] as const) {
  const meaning = meanings[column];
  const groups = (rows: readonly Row[]): number[] => {
    const counts = new Map<string, number>();
    for (const row of rows) counts.set(meaning(row), (counts.get(meaning(row)) ?? 0) + 1);
    return [...counts.values()].sort((a, b) => a - b);
  };

  test(`values of ${column} that are equal are one group, however they are written`, () => {
    fc.assert(
      fc.property(rowsArbitrary, cutsArbitrary, (rows, cuts) => {
        const sql = `SELECT ${column} AS key, count(*) AS n FROM s GROUP BY ${column}`;
        const counts = run(sql, rows, cuts).map(([, n]) => Number(n));
        expect(counts.sort((a, b) => a - b)).toEqual(groups(rows));
        const distinct = `SELECT DISTINCT ${column} FROM s`;
        expect(run(distinct, rows, cuts)).toHaveLength(groups(rows).length);
        const counted = `SELECT count(DISTINCT ${column}) FROM s`;
        expect(run(counted, rows, cuts)).toEqual([[BigInt(groups(rows).length)]]);
      }),
      { numRuns: 60 },
    );
  });

  test(`values of ${column} that are equal meet in a join`, () => {
    fc.assert(
      fc.property(rowsArbitrary, cutsArbitrary, (rows, cuts) => {
        const sql = `SELECT count(*) FROM s AS a JOIN s AS b ON a.${column} = b.${column}`;
        const pairs = groups(rows).reduce((sum, n) => sum + n * n, 0);
        expect(run(sql, rows, cuts)).toEqual([[BigInt(pairs)]]);
      }),
      { numRuns: 60 },
    );
  });
}

/** The answer of a continuous query over rows that come in several steps. */
function run(sql: string, rows: readonly Row[], cuts: readonly number[]): readonly Datum[][] {
  const { physical } = catalog.plan(sql, 'continuous');
  const dataflow = new Dataflow(physical);
  const changes: Batch[] = [];
  const ends = [...cuts.toSorted((a, b) => a - b), rows.length];
  for (const [step, end] of ends.entries()) {
    for (const [index, node] of physical.nodes.entries()) {
      if (node.kind === 'scan')
        dataflow.take(index, batchOf(node, rows.slice(ends[step - 1] ?? 0, end)));
    }
    const change = dataflow.endStep(new Map()).changes;
    if (change !== null) changes.push(change);
  }
  const all = consolidate(dataflow.schema, changes);
  return all === null ? [] : batchRows(expandWeights(all)).map((row) => [...row]);
}

function batchOf({ columns, fields }: ScanNode, rows: readonly Row[]): Batch {
  return {
    schema: { fields },
    rowCount: rows.length,
    columns: fields.map((field, i) =>
      vectorFromDatums(
        field.type,
        rows.map((row) => row[columns[i] as number] as Datum),
      ),
    ),
    weights: null,
    late: null,
  };
}
