import { expect, test } from 'vitest';
import { placeIn } from '../../../../../src/server/postgres/wire/text-place.ts';

test.each([
  ['SELECT x', 1, 8, 8],
  ['SELECT 1; SELECT x', 1, 18, 18],
  ['-- ü😀\nSELECT\n  x', 3, 3, 16],
  ['😀; SELECT\n\n x', 3, 2, 13],
])('%j: line %i, column %i is character %i', (sql, line, column, place) => {
  expect(placeIn(sql, { line, column, length: 1 })).toBe(place);
});

test('no position, no place', () => {
  expect(placeIn('SELECT 1', undefined)).toBeNull();
  expect(placeIn('SELECT 1', { line: 3, column: 1, length: 1 })).toBeNull();
});
