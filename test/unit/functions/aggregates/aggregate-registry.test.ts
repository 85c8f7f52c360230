import { expect, test } from 'vitest';
import { type SqlType, typeName } from '../../../../src/data/sql-type.ts';
import {
  aggregateById,
  allAggregates,
  resolveAggregate,
} from '../../../../src/functions/aggregates/aggregate-registry.ts';
import { plainType } from '../../../../src/functions/scalar-function.ts';
import { numeric, raised } from '../../../support/sql-call.ts';

test('ids are unique and find their signature', () => {
  expect(new Set(allAggregates.map(({ id }) => id)).size).toBe(allAggregates.length);
  for (const each of allAggregates) expect(aggregateById(each.id)).toBe(each);
  expect(() => aggregateById('nothing()')).toThrow('assertion failed');
});

function resolved(name: string, ...types: readonly SqlType[]): string {
  const { function: id, result } = resolveAggregate(name, types);
  return `${id} ${typeName(result)}`;
}

test.each([
  ['sum', [plainType('integer')], 'sum(integer) bigint'],
  ['sum', [plainType('bigint')], 'sum(bigint) numeric'],
  ['sum', [numeric(10, 2)], 'sum(numeric) numeric'],
  ['sum', [plainType('real')], 'sum(real) real'],
  ['avg', [plainType('real')], 'avg(real) double precision'],
  ['avg', [plainType('smallint')], 'avg(smallint) numeric'],
  ['min', [numeric(10, 2)], 'min(numeric) numeric(10,2)'],
  ['max', [plainType('interval')], 'max(interval) interval'],
  ['count', [plainType('json')], 'count(any) bigint'],
  ['stddev', [plainType('integer')], 'stddev(integer) numeric'],
  ['corr', [plainType('integer'), plainType('real')], 'corr(double,double) double precision'],
  ['string_agg', [plainType('text'), plainType('unknown')], 'string_agg(text,text) text'],
  [
    'percentile_disc',
    [numeric(2, 1), plainType('date')],
    'percentile_disc(double,anyelement) date',
  ],
  [
    'percentile_cont',
    [numeric(2, 1), plainType('integer')],
    'percentile_cont(double,double) double precision',
  ],
  ['arg_max', [plainType('text'), plainType('bigint')], 'arg_max(any,anyelement) text'],
])('%s of its types', (name, types, expected) => {
  expect(resolved(name, ...types)).toBe(expected);
});

test('types that an aggregate does not take', () => {
  expect(raised(() => resolved('sum', plainType('text')))).toBe(
    '42883 function sum(text) does not exist',
  );
  expect(raised(() => resolved('min', plainType('json')))).toBe(
    '42883 function min(json) does not exist',
  );
});

test('with WITHIN GROUP and without', () => {
  const types = [plainType('double'), plainType('double')];
  const { function: plain } = resolveAggregate('approx_percentile', types, undefined, 'plain');
  const { function: ordered } = resolveAggregate(
    'approx_percentile',
    types,
    undefined,
    'orderedSet',
  );
  expect([plain, ordered].map((id) => aggregateById(id).form)).toEqual(['plain', 'orderedSet']);
});
