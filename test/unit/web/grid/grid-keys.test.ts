import { expect, test } from 'vitest';
import { placeAfter } from '../../../../web/src/grid/grid-keys.ts';

const size = { rows: 100, columns: 4, pageRows: 20 };

test.each([
  ['ArrowDown', false, { row: 0, column: 1 }, { row: 1, column: 1 }],
  ['ArrowUp', false, { row: 0, column: 1 }, { row: -1, column: 1 }],
  ['ArrowUp', false, { row: -1, column: 1 }, { row: -1, column: 1 }],
  ['ArrowDown', false, { row: 99, column: 1 }, { row: 99, column: 1 }],
  ['ArrowRight', false, { row: 3, column: 3 }, { row: 3, column: 3 }],
  ['ArrowLeft', false, { row: 3, column: 0 }, { row: 3, column: 0 }],
  ['PageDown', false, { row: 90, column: 0 }, { row: 99, column: 0 }],
  ['PageUp', false, { row: 5, column: 0 }, { row: 0, column: 0 }],
  ['Home', false, { row: 5, column: 2 }, { row: 5, column: 0 }],
  ['End', true, { row: 5, column: 2 }, { row: 99, column: 3 }],
  ['Home', true, { row: 5, column: 2 }, { row: 0, column: 0 }],
])('%s (with Mod: %s) from %o leads to %o', (key, withMod, from, to) => {
  expect(placeAfter(key, withMod, from, size)).toEqual(to);
});

test('other keys do not move, and an empty grid has only its head', () => {
  expect(placeAfter('x', false, { row: 0, column: 0 }, size)).toBeNull();
  const empty = { ...size, rows: 0 };
  expect(placeAfter('ArrowDown', false, { row: -1, column: 0 }, empty)?.row).toBe(-1);
  expect(placeAfter('Home', true, { row: -1, column: 2 }, empty)?.row).toBe(-1);
});
