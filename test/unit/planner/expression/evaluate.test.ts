import { describe, expect, test } from 'vitest';
import type { Datum, SqlType } from '../../../../src/data/sql-type.ts';
import { envAt } from '../../../../src/functions/evaluation-env.ts';
import { evaluate } from '../../../../src/planner/expression/evaluate.ts';
import type { Expression } from '../../../../src/planner/expression/expression.ts';
import { call, column, connective, literal, negation } from '../../../support/expressions.ts';
import { raised } from '../../../support/sql-call.ts';

const integer: SqlType = { kind: 'integer' };
const boolean: SqlType = { kind: 'boolean' };
const env = envAt(1_000);

const value = (expression: Expression, ...row: Datum[]): Datum => evaluate(expression, row, env);
const truth = (datum: Datum): Expression => literal(datum, boolean);
const number = (datum: Datum): Expression => literal(datum, integer);
const fails = call(
  'equal(integer,integer)',
  call('divide(integer,integer)', number(1), number(0)),
  number(1),
);

test('columns and literals', () => {
  expect(value(column(1, integer), 7, 8)).toBe(8);
  expect(value(number(null))).toBeNull();
  expect(() => value(column(2, integer), 7, 8)).toThrow('the row has the column');
});

describe('calls', () => {
  const sum = call('add(integer,integer)', column(0, integer), number(1));

  test('have the value of the function', () => {
    expect(value(sum, 41)).toBe(42);
  });

  test('of strict functions are NULL when an argument is', () => {
    expect(value(sum, null)).toBeNull();
  });

  test('of others see NULLs', () => {
    const distinct = call('distinct(integer,integer)', column(0, integer), number(1));
    expect(value(distinct, null)).toBe(true);
    expect(value(call('least(integer...)', number(null), number(4)))).toBe(4);
  });

  test('raise what the function raises', () => {
    expect(raised(() => value(sum, 2 ** 31 - 1))).toBe('22003 integer out of range');
    expect(raised(() => value(fails))).toBe('22012 division by zero');
  });

  test('know the type that a cast is to', () => {
    const to: SqlType = { kind: 'numeric', precision: 6, scale: 3 };
    const cast = { ...call('cast(integer,numeric)', number(5)), type: to };
    expect(value(cast)).toBe(5000n);
  });

  test('read the clock of the epoch', () => {
    expect(value(call('now()'))).toBe(1000n);
  });
});

describe('AND and OR', () => {
  const values = [true, false, null];
  const both = (kind: 'and' | 'or'): Datum[] =>
    values.flatMap((a) => values.map((b) => value(connective(kind, truth(a), truth(b)))));

  test('have three values', () => {
    expect(both('and')).toEqual([true, false, null, false, false, false, null, false, null]);
    expect(both('or')).toEqual([true, true, true, true, false, null, true, null, null]);
  });

  test('stop at the first argument that decides', () => {
    expect(value(connective('and', truth(false), fails))).toBe(false);
    expect(value(connective('or', truth(true), fails))).toBe(true);
  });

  test('go on after a NULL', () => {
    expect(value(connective('and', truth(null), truth(true), truth(false)))).toBe(false);
    expect(raised(() => value(connective('or', truth(null), fails)))).toContain('22012');
    expect(raised(() => value(connective('and', truth(true), fails)))).toContain('22012');
  });
});

test('NOT and IS NULL', () => {
  const answers = [true, false, null].map((each) => [
    value(negation('not', truth(each))),
    value(negation('isNull', truth(each))),
  ]);
  expect(answers).toEqual([
    [false, false],
    [true, false],
    [null, true],
  ]);
});

test('CASE evaluates only the arm it chooses', () => {
  const choice: Expression = {
    kind: 'case',
    branches: [
      { when: column(0, boolean), then: number(1) },
      { when: column(1, boolean), then: call('divide(integer,integer)', number(1), number(0)) },
    ],
    otherwise: number(3),
    type: integer,
    nullable: false,
  };
  expect(value(choice, true, true)).toBe(1);
  expect(value(choice, null, null)).toBe(3);
  expect(raised(() => value(choice, false, true))).toContain('22012');
});
