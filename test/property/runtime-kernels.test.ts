import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SqlError } from '../../src/common/sql-error.ts';
import type { Datum, Interval, SqlType } from '../../src/data/sql-type.ts';
import { envAt } from '../../src/functions/evaluation-env.ts';
import { evaluate } from '../../src/planner/expression/evaluate.ts';
import type { Expression } from '../../src/planner/expression/expression.ts';
import { buildMapKernel } from '../../src/runtime/compile/map-kernel.ts';
import { batchRows } from '../support/batch-rows.ts';
import { buildBatch, fieldsOf } from '../support/build-batch.ts';
import { datumOf } from '../support/datum-arbitrary.ts';
import { columnTypes, expressionOf } from '../support/expression-arbitrary.ts';

const env = envAt(1_767_225_600_000_000);

type Shape = {
  readonly predicate: Expression | null;
  readonly projections: readonly Expression[];
};
type Case = Shape & {
  readonly types: readonly SqlType[];
  readonly rows: readonly (readonly Datum[])[];
  readonly weights: readonly number[] | null;
  readonly dictionaries: ReadonlySet<number>;
};

const depth = 3;

const cases: fc.Arbitrary<Case> = fc
  .array(fc.constantFrom(...columnTypes), { minLength: 1, maxLength: 5 })
  .chain((types) => {
    const projection = fc
      .constantFrom(...columnTypes)
      .chain(({ kind }) => expressionOf(kind, types, depth));
    return fc
      .tuple(...types.map(valuesOf))
      .chain((values) => fc.array(fc.tuple(...values), { minLength: 1, maxLength: 24 }))
      .chain((rows) =>
        fc.record({
          types: fc.constant(types),
          rows: fc.constant(rows),
          predicate: fc.option(expressionOf('boolean', types, depth)),
          projections: fc.array(projection, { minLength: 1, maxLength: 3 }),
          weights: fc.option(
            fc.array(fc.constantFrom(1, -1), { minLength: rows.length, maxLength: rows.length }),
          ),
          dictionaries: fc.constant(
            new Set(types.flatMap(({ kind }, c) => (kind === 'text' && c % 2 === 1 ? [c] : []))),
          ),
        }),
      );
  });

/** Some columns have no NULLs, some no number beyond ±2^53: kernels differ in both. */
function valuesOf(type: SqlType): fc.Arbitrary<fc.Arbitrary<Datum>> {
  const wide = type.kind === 'bigint' || type.kind === 'timestamp' || type.kind === 'numeric';
  const small =
    wide && !(type.kind === 'numeric' && type.scale === null)
      ? fc.bigInt({ min: -20_000n, max: 20_000n })
      : datumOf(type);
  return fc.constantFrom<fc.Arbitrary<Datum>>(
    small,
    fc.option(small),
    datumOf(type),
    fc.option(datumOf(type), { freq: 3 }),
  );
}

/** What the interpreter answers: the rows that pass with their weights, and those that fail. */
function interpreted({ predicate, projections, rows, weights }: Case) {
  const out: Datum[][] = [];
  const outWeights: number[] = [];
  const errors: { row: number; code: string }[] = [];
  rows.forEach((row, index) => {
    try {
      if (predicate !== null && evaluate(predicate, row, env) !== true) return;
      const values = projections.map((projection) => evaluate(projection, row, env));
      // Beyond that, an interval does not survive as text, and as text it lies in a vector.
      fc.pre(values.every((value) => !isInterval(value) || Number.isSafeInteger(value.micros)));
      out.push(values);
      outWeights.push(weights?.[index] ?? 1);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      errors.push({ row: index, code: error.code });
    }
  });
  return { out, outWeights, errors };
}

function isInterval(value: Datum): value is Interval {
  return typeof value === 'object' && value !== null;
}

function compiled(each: Case, interpretedMax: number) {
  const fields = fieldsOf(each.projections.map(({ type }) => type));
  const kernel = buildMapKernel({ ...each, fields }, interpretedMax);
  const batch = buildBatch(fieldsOf(each.types), each.rows, each);
  const { batch: mapped, errors } = kernel.run(batch, env);
  return {
    out: batchRows(mapped),
    outWeights: Array.from({ length: mapped?.rowCount ?? 0 }, (_, n) => mapped?.weights?.[n] ?? 1),
    errors: [...(errors ?? [])].sort((a, b) => a.row - b.row),
  };
}

test('compiled expressions answer what the interpreter answers, failures included', () => {
  fc.assert(
    fc.property(cases, (each) => {
      expect(compiled(each, 0)).toEqual(interpreted(each));
    }),
    { numRuns: 600 },
  );
});

test('a kernel that interprets few rows answers the same', () => {
  fc.assert(
    fc.property(cases, (each) => {
      expect(compiled(each, each.rows.length)).toEqual(compiled(each, 0));
    }),
    { numRuns: 200 },
  );
});
