import { expect, test } from 'vitest';
import { callSql, raised, value } from '../../support/sql-call.ts';

const format = (pattern: string, ...texts: readonly (string | null)[]): string =>
  callSql('format', value('text', pattern), ...texts.map((text) => value('text', text)));

test.each([
  ['%s %s', ['a', null], 'a '],
  ['%L', [null], 'NULL'],
  ['%3$s %1$s %s', ['a', 'b', 'c'], 'c a b'],
  ['|%-6s|%6s|', ['é😀', 'x'], '|é😀    |     x|'],
  ['%L', ["it's a \\"], "E'it''s a \\\\'"],
  ['%I.%I', ['select', 'two words'], '"select"."two words"'],
  ['%%%s%%', ['x'], '%x%'],
])('format(%s)', (pattern, args, expected) => {
  expect(format(pattern, ...args)).toBe(expected);
});

test('widths may be arguments, below zero on the right', () => {
  const width = value('integer', '-4');
  expect(callSql('format', value('text', '%*s|'), width, value('text', 'a'))).toBe('a   |');
});

test.each([
  ['%s %s', ['a'], '22023 too few arguments for format()'],
  ['%', ['a'], '22023 unterminated format() type specifier'],
  ['%d', ['a'], '22023 unrecognized format() type specifier "d"'],
  ['%0$s', ['a'], '22023 format specifies argument 0, but arguments are numbered from 1'],
  ['%I', [null], '22004 null values cannot be formatted as an SQL identifier'],
])('format(%s) fails', (pattern, args, message) => {
  expect(raised(() => format(pattern, ...args))).toBe(message);
});
