import { expect, test } from 'vitest';
import type { Cell } from '../../../src/protocol/messages.ts';
import { cellText, isNumber } from '../../../src/shell/cell-text.ts';

const column = (type: string) => ({ name: 'c', type, nullable: true });

test.each<[string, Cell, string | null]>([
  ['bigint', '9007199254740993', '9007199254740993'],
  ['numeric(38,10)', '12345678901234567890.0000000001', '12345678901234567890.0000000001'],
  ['double precision', 1e21, '1e+21'],
  ['double precision', 0.1, '0.1'],
  ['double precision', -0, '-0'],
  ['double precision', 'NaN', 'NaN'],
  ['boolean', true, 't'],
  ['text', null, null],
  ['text', '2026-11-23T10:00:00', '2026-11-23T10:00:00'],
  ['timestamp with time zone', '2026-11-23T10:00:00Z', '2026-11-23 10:00:00Z'],
  ['json', { a: [1, null] }, '{"a":[1,null]}'],
  ['integer[]', [1, null], '{1,NULL}'],
])('%s %j is written %j', (type, cell, text) => {
  expect(cellText(cell, column(type))).toBe(text);
});

test('numbers are known by their type', () => {
  const types = ['bigint', 'numeric(10,2)', 'double precision', 'real', 'smallint', 'integer'];
  expect(types.every((type) => isNumber(column(type)))).toBe(true);
  expect(isNumber(column('interval'))).toBe(false);
  expect(isNumber(column('integer[]'))).toBe(false);
  expect(isNumber(column('text'))).toBe(false);
});
