import { expect, test } from 'vitest';
import type { Datum, SqlType } from '../../../../src/data/sql-type.ts';
import { equalExpressions } from '../../../../src/planner/expression/equal-expressions.ts';
import type { Expression } from '../../../../src/planner/expression/expression.ts';
import { call, column, connective, literal, negation } from '../../../support/expressions.ts';

const integer: SqlType = { kind: 'integer' };
const double: SqlType = { kind: 'double' };
const numeric = (scale: number): SqlType => ({ kind: 'numeric', precision: 9, scale });

const less = (index: number): Expression =>
  call('less(integer,integer)', column(index, integer), literal(1, integer));

test('what is built alike is equal', () => {
  expect(equalExpressions(less(0), less(0))).toBe(true);
  expect(equalExpressions(less(0), less(1))).toBe(false);
  expect(equalExpressions(negation('not', less(0)), negation('isNull', less(0)))).toBe(false);
  expect(equalExpressions(connective('and', less(0)), connective('or', less(0)))).toBe(false);
  expect(equalExpressions(connective('and', less(0)), connective('and', less(0), less(1)))).toBe(
    false,
  );
  const greater = call('greater(integer,integer)', column(0, integer), literal(1, integer));
  expect(equalExpressions(less(0), greater)).toBe(false);
});

test('types differ by their scale, too', () => {
  expect(equalExpressions(column(0, numeric(2)), column(0, numeric(2)))).toBe(true);
  expect(equalExpressions(column(0, numeric(2)), column(0, numeric(3)))).toBe(false);
});

test.each<[SqlType, Datum, Datum, boolean]>([
  [double, Number.NaN, Number.NaN, true],
  [double, 0, -0, false],
  [
    { kind: 'interval' },
    { months: 1, days: 0, micros: 0 },
    { months: 1, days: 0, micros: 0 },
    true,
  ],
  [
    { kind: 'interval' },
    { months: 1, days: 0, micros: 0 },
    { months: 0, days: 30, micros: 0 },
    false,
  ],
  [integer, null, null, true],
  [integer, null, 0, false],
])('literals of %j: %j and %j', (type, a, b, equal) => {
  expect(equalExpressions(literal(a, type), literal(b, type))).toBe(equal);
});
