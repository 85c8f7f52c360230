import { expect, test } from 'vitest';
import { parseQuery } from '../../../../src/parser/parse.ts';
import { groupingSets } from '../../../../src/planner/bind/grouping-sets.ts';
import { sqlFailure } from '../../../support/sql-failure.ts';

function setsOf(groupBy: string): string {
  const query = parseQuery(`SELECT 1 FROM t GROUP BY ${groupBy}`);
  if (query.kind !== 'select') throw new Error('a SELECT is expected');
  return groupingSets(query)
    .map((set) => set.map((node) => (node.kind === 'column' ? node.name.parts[0] : '?')).join(''))
    .map((set) => `(${set})`)
    .join(' ');
}

test.each([
  ['a, b', '(ab)'],
  ['()', '()'],
  ['ROLLUP (a, b)', '(ab) (a) ()'],
  ['CUBE (a, b)', '(ab) (a) (b) ()'],
  ['ROLLUP ((a, b), c)', '(abc) (ab) ()'],
  ['GROUPING SETS ((a), ROLLUP (b, c))', '(a) (bc) (b) ()'],
  ['a, GROUPING SETS ((b), ())', '(ab) (a)'],
  ['ROLLUP (a), ROLLUP (b)', '(ab) (a) (b) ()'],
])('%s', (groupBy, expected) => {
  expect(setsOf(groupBy)).toBe(expected);
});

test('too many', () => {
  const names = [...Array(13).keys()].map((i) => `c${i}`).join(', ');
  expect(sqlFailure(() => setsOf(`CUBE (${names})`)).code).toBe('54001');
});
