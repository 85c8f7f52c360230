import { expect, test } from 'vitest';
import { placeIn } from '../../../../../src/server/postgres/wire/text-place.ts';

test.each([
  ['SELECT x', 0, 1, 8, 8],
  ['SELECT 1; SELECT x', 10, 1, 8, 18],
  ['-- ü😀\nSELECT\n  x', 6, 1, 1, 6],
  ['😀; SELECT\n\n x', 4, 3, 2, 13],
])('%j from %i: line %i, column %i is character %i', (sql, start, line, column, place) => {
  expect(placeIn(sql, start, { line, column, length: 1 })).toBe(place);
});

test('no position, no place', () => {
  expect(placeIn('SELECT 1', 0, undefined)).toBeNull();
  expect(placeIn('SELECT 1', 0, { line: 3, column: 1, length: 1 })).toBeNull();
});
