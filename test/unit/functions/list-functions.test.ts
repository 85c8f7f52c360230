import { expect, test } from 'vitest';
import { listFunctions } from '../../../src/functions/list-functions.ts';

const listed = listFunctions();

function signatures(name: string): string[] {
  return listed
    .filter((each) => each.name === name)
    .map(({ argumentTypes, resultType }) => `(${argumentTypes.join(', ')}) ${resultType}`);
}

test('signatures are written as \\df writes them', () => {
  expect(signatures('starts_with')).toEqual(['(text, text) boolean']);
  expect(signatures('concat')).toEqual(['(VARIADIC "any") text']);
  expect(signatures('count')).toEqual(['(*) bigint', '("any") bigint']);
  expect(signatures('round')).toContain('(numeric, integer) numeric');
});

test('functions, operators, casts and aggregates are told apart', () => {
  const kindOf = (name: string): string | undefined =>
    listed.find((each) => each.name === name)?.kind;
  expect(['lower', '+', 'like', 'cast', 'sum'].map(kindOf)).toEqual([
    'function',
    'operator',
    'operator',
    'cast',
    'aggregate',
  ]);
});

test('what reads the clock is stable', () => {
  expect(listed.find(({ name }) => name === 'now')?.volatility).toBe('stable');
  expect(listed.find(({ name }) => name === 'lower')?.volatility).toBe('immutable');
});

test('the functions behind EXTRACT stay out', () => {
  expect(signatures('extract_hour')).toEqual([]);
  expect(signatures('string_agg')).toEqual(['(text, text) text']);
});
