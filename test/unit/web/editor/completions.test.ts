import { expect, test } from 'vitest';
import type { ObjectInfo } from '../../../../src/protocol/messages.ts';
import { quoted, suggestionsAt } from '../../../../web/src/editor/completions.ts';

const object = (name: string, columns: readonly string[]): ObjectInfo => ({
  name,
  kind: 'stream',
  columns: columns.map((column) => ({ name: column, type: 'text', nullable: true })),
  key: null,
  rows: 0,
  sql: '',
});
const objects = [object('orders', ['id', 'amount']), object('Odd Name', ['x'])];

/** The labels offered where the bar stands in the text. */
function offered(text: string, kind?: string): readonly string[] {
  const offset = text.indexOf('|');
  const found = suggestionsAt(text.replace('|', ''), offset, objects);
  return (found?.options ?? [])
    .filter((each) => kind === undefined || each.kind === kind)
    .map((each) => each.label);
}

test('behind FROM and JOIN only what can be read', () => {
  expect(offered('SELECT * FROM o|')).toEqual(['orders', 'Odd Name']);
  expect(offered('SELECT * FROM orders JOIN |')).toEqual(['orders', 'Odd Name']);
});

test('columns of what the statement reads, also when FROM comes later', () => {
  expect(offered('SELECT a| FROM orders', 'column')).toEqual(['id', 'amount']);
  expect(offered('SELECT a|', 'column')).toEqual([]);
  expect(offered('SELECT 1 FROM orders; SELECT a|', 'column')).toEqual([]);
});

test('behind an alias only its columns', () => {
  expect(offered('SELECT o.| FROM orders AS o')).toEqual(['id', 'amount']);
  expect(offered('SELECT o.a| FROM orders o WHERE true')).toEqual(['id', 'amount']);
  expect(offered('SELECT nobody.| FROM orders o')).toEqual([]);
});

test('words and functions elsewhere, and the place that they replace', () => {
  expect(offered('SEL|')).toContain('SELECT');
  expect(offered('SELECT c| FROM orders')).toContain('count');
  expect(suggestionsAt('SELECT am FROM orders', 9, objects)?.from).toBe(7);
});

test('names are quoted where SQL needs it', () => {
  expect(quoted('orders')).toBe('orders');
  expect(quoted('Odd "Name"')).toBe('"Odd ""Name"""');
});
