import { expect, test } from 'vitest';
import type { SqlType } from '../../../../src/data/sql-type.ts';
import type { Expression } from '../../../../src/planner/expression/expression.ts';
import {
  canFail,
  columnsOf,
  isConstant,
  isImmutable,
  isStable,
  isVolatile,
  readsClock,
} from '../../../../src/planner/expression/properties.ts';
import { call, column, connective, literal, negation } from '../../../support/expressions.ts';

const integer: SqlType = { kind: 'integer' };
const a = column(3, integer);
const b = column(1, integer);
const one = literal(1, integer);
const less = call('less(integer,integer)', a, b);
const quotient = call('divide(integer,integer)', a, one);

const choice: Expression = {
  kind: 'case',
  branches: [{ when: less, then: a }],
  otherwise: quotient,
  type: integer,
  nullable: true,
};

test('what can fail is found at any depth', () => {
  expect(canFail(less)).toBe(false);
  expect(canFail(quotient)).toBe(true);
  expect(canFail(choice)).toBe(true);
  expect(canFail(connective('and', less, negation('isNull', quotient)))).toBe(true);
});

test('now() holds for an epoch', () => {
  const now = call('less(timestamptz,timestamptz)', call('now()'), call('now()'));
  expect(readsClock(negation('not', now))).toBe(true);
  expect(isVolatile(now)).toBe(false);
  expect(isStable(now)).toBe(true);
  expect(isImmutable(now)).toBe(false);
  expect(readsClock(choice)).toBe(false);
  expect(isImmutable(choice)).toBe(true);
});

test('columns come once each, in order', () => {
  expect(columnsOf(connective('or', less, less))).toEqual([1, 3]);
  expect(columnsOf(choice)).toEqual([1, 3]);
  expect(columnsOf(one)).toEqual([]);
});

test('constants have no columns and no clock', () => {
  expect(isConstant(call('add(integer,integer)', one, one))).toBe(true);
  expect(isConstant(less)).toBe(false);
  expect(isConstant(call('now()'))).toBe(false);
});
