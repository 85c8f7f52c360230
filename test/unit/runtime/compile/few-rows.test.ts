import { expect, test } from 'vitest';
import type { SqlType } from '../../../../src/data/sql-type.ts';
import { envAt } from '../../../../src/functions/evaluation-env.ts';
import type { Expression } from '../../../../src/planner/expression/expression.ts';
import {
  FewRows,
  interpretFilter,
  interpretMap,
  readColumns,
} from '../../../../src/runtime/compile/few-rows.ts';
import { buildBatch, fieldsOf } from '../../../support/build-batch.ts';

const integer: SqlType = { kind: 'integer' };
const column = (index: number): Expression => ({
  kind: 'column',
  index,
  type: integer,
  nullable: true,
});
const quotient: Expression = {
  kind: 'call',
  function: 'divide(integer,integer)',
  arguments: [column(2), column(0)],
  type: integer,
  nullable: true,
};
const batch = buildBatch(fieldsOf([integer, integer, integer]), [
  [2, null, 8],
  [0, null, 8],
  [null, 1, 8],
]);
const env = envAt(0);

test('rows are few until so many have gone by', () => {
  const few = new FewRows(10);
  expect([few.take(4), few.take(6), few.take(1), few.take(0)]).toEqual([true, true, false, false]);
});

test('each column that is read is found once', () => {
  expect(readColumns([quotient, column(2)]).map(({ index }) => index)).toEqual([2, 0]);
});

test('a row that fails is told and passes no filter', () => {
  const isNull: Expression = {
    kind: 'isNull',
    argument: quotient,
    type: { kind: 'boolean' },
    nullable: false,
  };
  const selection = new Int32Array(3);
  const { count, errors } = interpretFilter(isNull, readColumns([isNull]), batch, env, selection);
  expect([...selection.subarray(0, count)]).toEqual([2]);
  expect(errors).toEqual([{ row: 1, code: '22012' }]);
});

test('the rows of a selection alone are computed', () => {
  const rows = Int32Array.of(0, 2);
  const { columns, errors } = interpretMap([quotient], readColumns([quotient]), batch, rows, env);
  expect(errors).toEqual([]);
  expect(columns).toEqual([
    { kind: 'i32', values: Int32Array.of(4, 0), nulls: Uint8Array.of(0, 1) },
  ]);
});
