import { expect, test } from 'vitest';
import type { PlainKind, SqlType } from '../../../src/data/sql-type.ts';
import { functionsByName } from '../../../src/functions/function-registry.ts';
import { otherNames } from '../../../src/functions/other-names.ts';
import { resolveFunction } from '../../../src/functions/resolve-function.ts';
import { numeric, raised } from '../../support/sql-call.ts';
import { sqlFailure } from '../../support/sql-failure.ts';

const types = (list: readonly (PlainKind | SqlType)[]): SqlType[] =>
  list.map((each) => (typeof each === 'string' ? { kind: each } : each));

test.each<[string, (PlainKind | SqlType)[], string]>([
  ['+', ['integer', 'integer'], 'add(integer,integer)'],
  ['+', ['integer', 'bigint'], 'add(bigint,bigint)'],
  ['+', ['smallint', 'integer'], 'add(integer,integer)'],
  ['+', ['integer', numeric(5, 2)], 'add(numeric,numeric)'],
  ['+', ['integer', 'real'], 'add(double,real)'],
  ['+', ['integer', 'unknown'], 'add(integer,integer)'],
  ['+', ['timestamp', 'unknown'], 'add(timestamp,interval)'],
  ['-', ['timestamp', 'unknown'], 'subtract(timestamp,timestamp)'],
  ['-', ['date', 'timestamp'], 'subtract(timestamp,timestamp)'],
  ['-', ['date', 'integer'], 'subtract(date,integer)'],
  ['=', ['date', 'timestamp'], 'equal(timestamp,timestamp)'],
  ['=', ['unknown', 'unknown'], 'equal(text,text)'],
  ['<', ['bigint', 'double'], 'less(double,double)'],
  ['*', ['interval', 'integer'], 'multiply(interval,double)'],
  ['-', ['integer'], 'negate(integer)'],
  ['||', ['text', 'integer'], 'concatenate(text,anynonarray)'],
  ['||', ['unknown', 'unknown'], 'concatenate(text,text)'],
  ['lower', ['unknown'], 'lower(text)'],
  ['round', ['integer'], 'round(double)'],
  ['round', [numeric(5, 2)], 'round(numeric)'],
  ['round', ['integer', 'integer'], 'round(numeric,integer)'],
  ['greatest', ['integer', 'bigint', 'smallint'], 'greatest(bigint...)'],
  ['concat', ['integer', 'text', 'date'], 'concat(any...)'],
  ['date_trunc', ['unknown', 'date'], 'date_trunc(text,timestamptz)'],
  ['now', [], 'now()'],
])('%s of %j is %s', (name, args, expected) => {
  expect(resolveFunction(name, types(args)).function).toBe(expected);
});

test('arguments are told what to become, and the result has its scale', () => {
  const resolved = resolveFunction('*', types(['integer', numeric(5, 2)]));
  expect(resolved.argumentTypes).toEqual([numeric(null, 0), numeric(5, 2)]);
  expect(resolved.result).toEqual(numeric(null, 2));
});

test.each<[string, (PlainKind | SqlType)[], string]>([
  ['+', ['text', 'integer'], '42883 operator does not exist: text + integer'],
  ['-', ['boolean'], '42883 operator does not exist: - boolean'],
  ['like', ['integer', 'text'], '42883 operator does not exist: integer like text'],
  ['lower', ['integer'], '42883 function lower(integer) does not exist'],
  ['nothing', [], '42883 function nothing() does not exist'],
  ['+', ['date', 'unknown'], '42725 operator is not unique: date + unknown'],
])('%s of %j: %s', (name, args, expected) => {
  expect(raised(() => resolveFunction(name, types(args)))).toBe(expected);
});

test.each<[string, (PlainKind | SqlType)[], string | RegExp]>([
  ['lenght', ['text'], 'Did you mean "length"?'],
  ['cuont', ['text'], 'Did you mean "count"?'],
  ['lower', ['integer'], 'The function takes other arguments: lower(text).'],
  ['nvl', ['text', 'text'], 'Write coalesce(…).'],
  ['tumble_start', ['timestamp', 'interval'], /^Windows stand in FROM/],
  ['group_concat', ['text'], "Write string_agg(…, ', ')."],
  ['nothing_like_it', [], /^No function matches/],
  ['=', ['text', 'integer'], /^A text and a number do not go together/],
  ['+', ['text', 'text'], 'Texts are joined with ||.'],
  ['-', ['text', 'date'], /^No operator matches/],
])('%s of %j: a hint says what to do', (name, kinds, hint) => {
  const told = sqlFailure(() => resolveFunction(name, types(kinds))).hint ?? '';
  if (typeof hint === 'string') expect(told).toBe(hint);
  else expect(told).toMatch(hint);
});

test('what other databases call a function is none of ours', () => {
  for (const name of otherNames.keys()) expect(functionsByName.has(name), name).toBe(false);
});
