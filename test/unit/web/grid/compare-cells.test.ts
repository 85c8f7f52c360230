import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellKind, compareCells, compareDecimals } from '../../../../web/src/grid/compare-cells.ts';

describe('decimals are compared exactly', () => {
  test('like the integers that they are', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }), fc.bigInt(), (a, b) => {
        const expected = Number(a > b) - Number(a < b);
        expect(Math.sign(compareDecimals(String(a), String(b)))).toBe(expected);
      }),
    );
  });

  test.each([
    ['1.5', '1.50', 0],
    ['-0', '0', 0],
    ['0.1', '0.09', 1],
    ['-0.1', '-0.09', -1],
    ['9007199254740993', '9007199254740992', 1],
    ['9007199254740993.1', '9007199254740993.09', 1],
    ['007', '7', 0],
    ['NaN', '1e400', 1],
    ['-Infinity', '-5', -1],
  ])('%s against %s', (a, b, expected) => {
    expect(Math.sign(compareDecimals(a, b))).toBe(expected);
    expect(Math.sign(compareDecimals(b, a))).toBe(expected === 0 ? 0 : -expected);
  });
});

test('NULL comes after everything, NaN after every number', () => {
  expect(compareCells('number', null, 1)).toBeGreaterThan(0);
  expect(compareCells('number', 1, null)).toBeLessThan(0);
  expect(compareCells('number', null, null)).toBe(0);
  expect(compareCells('number', 'NaN', 1e308)).toBeGreaterThan(0);
  expect(compareCells('number', 'Infinity', 1e308)).toBeGreaterThan(0);
});

test.each([
  ['bigint', 'decimal'],
  ['numeric(12,2)', 'decimal'],
  ['integer', 'number'],
  ['double precision', 'number'],
  ['timestamp without time zone', 'text'],
  ['bigint[]', 'other'],
  ['boolean', 'boolean'],
] as const)('a column of %s is %s', (type, kind) => {
  expect(cellKind(type)).toBe(kind);
});
