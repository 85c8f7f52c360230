import { expect, test } from 'vitest';
import { type Argument, callSql, raised, value } from '../../../support/sql-call.ts';

/** Numbers as INTEGER, everything else as TEXT. */
function call(name: string, ...args: readonly (string | number | null)[]): string {
  return callSql(
    name,
    ...args.map(
      (arg): Argument =>
        typeof arg === 'number' ? value('integer', String(arg)) : value('text', arg),
    ),
  );
}

test.each([
  ['~', 'millrace', '^m.*e$', 't'],
  ['~', 'Millrace', '^m', 'f'],
  ['~*', 'Millrace', '^m', 't'],
  ['!~', 'millrace', 'x', 't'],
  ['!~*', 'MILL', 'm', 'f'],
  ['~', 'a\nb', 'a.b', 't'],
  ['~', 'a\nb', '^b$', 'f'],
  ['~', 'a\nb', '(?n)^b$', 't'],
  ['~', 'Größe', '^\\w+$', 't'],
  ['~', 'x😀y', '^x.y$', 't'],
  ['~', 'abc', '', 't'],
  ['substring', 'foobar', 'o(.)b', 'o'],
  ['substring', 'foobar', 'o.b', 'oob'],
  ['substring', 'foobar', 'z', 'NULL'],
  ['substring', 'xyz', 'xy|xyz', 'xyz'],
  ['substring', 'aaaa', 'a+?', 'a'],
])('%s of %s and %s is %s', (name, text, pattern, expected) => {
  expect(call(name, text, pattern)).toBe(expected);
});

test('empty matches are replaced once each', () => {
  expect(call('regexp_replace', 'abb😀c', 'b*', 'X', 'g')).toBe('XaXX😀XcX');
});

test('groups that took no part leave nothing', () => {
  expect(call('regexp_replace', 'ac', '(a)(b)?', '[\\1\\2\\3\\&\\\\]', 'g')).toBe('[aa\\]c');
});

test('positions are counted in characters', () => {
  expect(call('regexp_instr', '😀b😀b', 'b', 1, 2)).toBe('4');
  expect(call('regexp_count', '😀😀😀', '.', 3)).toBe('1');
  expect(call('regexp_substr', 'äöü', '.', 3)).toBe('ü');
  expect(call('regexp_substr', 'äöü', '.', 4)).toBe('NULL');
  expect(call('regexp_replace', 'äöä', 'ä', 'x', 2)).toBe('äöx');
});

test('NULL in, NULL out', () => {
  expect(call('regexp_substr', null, 'a')).toBe('NULL');
  expect(call('substring', 'a', null)).toBe('NULL');
});

test.each([
  [
    () => call('regexp_like', 'a', 'a', 'g'),
    '22023 regexp_like() does not support the "global" option',
  ],
  [() => call('regexp_count', 'a', 'a', 0), '22023 invalid value for parameter "start": 0'],
  [() => call('regexp_instr', 'a', 'a', 1, 0), '22023 invalid value for parameter "n": 0'],
  [
    () => call('regexp_instr', 'a', 'a', 1, 1, 2),
    '22023 invalid value for parameter "endoption": 2',
  ],
  [
    () => call('regexp_replace', 'a', 'a', 'b', '1'),
    '22023 invalid regular expression option: "1"',
  ],
  [() => call('~', 'a', '(a'), '2201B invalid regular expression: parentheses () not balanced'],
  [() => call('~', 'a', '*a'), '2201B invalid regular expression: quantifier operand invalid'],
])('%s', (run, message) => {
  expect(raised(run)).toBe(message);
});

test('SIMILAR TO matches the whole text', () => {
  const similar = (text: string, pattern: string): string =>
    call('~', text, call('similar_to_escape', pattern));
  expect(similar('abc', 'abc')).toBe('t');
  expect(similar('abc', 'a')).toBe('f');
  expect(similar('abc', '%(b|d)%')).toBe('t');
  expect(similar('a.c', 'a.c')).toBe('t');
  expect(similar('abc', 'a.c')).toBe('f');
  expect(similar('a%', 'a\\%')).toBe('t');
});

test('patterns that would take for ever elsewhere take linear time', () => {
  expect(call('~', 'a'.repeat(5000), '(a*)*b')).toBe('f');
});
