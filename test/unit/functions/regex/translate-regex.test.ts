import { expect, test } from 'vitest';
import { plainOptions } from '../../../../src/functions/regex/regex-options.ts';
import { translateRegex } from '../../../../src/functions/regex/translate-regex.ts';
import { raised } from '../../../support/sql-call.ts';

const source = (pattern: string): string => translateRegex(pattern, plainOptions).source;

test.each([
  ['a.c*', 'a.c*'],
  ['\\yword\\y', '\\bword\\b'],
  ['\\mword\\M', '\\bword\\b'],
  ['\\d+', '[0-9]+'],
  ['[]a]', '[\\]a]'],
  ['[^]a-c-]', '[^\\]a-c\\-]'],
  ['[[:digit:]x]', '[0-9x]'],
  ['[\\d.]', '[0-9\\.]'],
  ['[[.-.]]', '[\\-]'],
  ['[[:<:]]a', '\\ba'],
  ['a{2,3}b{x', 'a{2,3}b\\{x'],
  ['\\u0041\\x42\\.', 'AB\\.'],
  ['a(?#note)b', 'ab'],
  ['***=a.b', 'a\\.b'],
  ['(?x)a b # c', 'ab'],
])('%s is %s', (pattern, expected) => {
  expect(source(pattern)).toBe(expected);
});

test('options stand in front of the pattern', () => {
  expect(translateRegex('(?i)a', plainOptions).options.ignoreCase).toBe(true);
  expect(translateRegex('(?n)a', plainOptions).options.anchorsAtLines).toBe(true);
  expect(translateRegex('a+?', plainOptions).lazy).toBe(true);
});

test.each([
  ['(a)\\1', '0A000 back references in regular expressions are not supported'],
  ['a(?=b)', '0A000 look-around constraints in regular expressions are not supported'],
  ['a(?<!b)', '0A000 look-around constraints in regular expressions are not supported'],
  [
    '\\m.',
    '0A000 \\m beside anything but word characters in regular expressions are not supported',
  ],
  ['[a', '2201B invalid regular expression: brackets [] not balanced'],
  ['[[:nothing:]]', '2201B invalid regular expression: invalid character class'],
  ['a**', '2201B invalid regular expression: quantifier operand invalid'],
  ['a{256}', '2201B invalid regular expression: invalid repetition count(s)'],
  ['a\\', '2201B invalid regular expression: invalid escape \\ sequence'],
  ['\\q', '2201B invalid regular expression: invalid escape \\ sequence'],
  ['(?z)a', '22023 invalid regular expression option: "z"'],
])('%s fails', (pattern, message) => {
  expect(raised(() => source(pattern))).toBe(message);
});
