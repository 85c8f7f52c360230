import { expect, test } from 'vitest';
import { callSql, numeric, raised, value } from '../../support/sql-call.ts';

const of = (text: string): ReturnType<typeof value> => value(numeric(), text);

test.each([
  ['+', 'Infinity', '1', 'Infinity'],
  ['-', 'Infinity', 'Infinity', 'NaN'],
  ['-', '1', 'Infinity', '-Infinity'],
  ['*', '-2', 'Infinity', '-Infinity'],
  ['*', '0', 'Infinity', 'NaN'],
  ['/', '5', '-Infinity', '0'],
  ['/', '-Infinity', '2', '-Infinity'],
  ['/', 'NaN', '0', 'NaN'],
  ['%', '5.50', 'Infinity', '5.50'],
  ['%', 'Infinity', '5', 'NaN'],
  ['^', '2', 'Infinity', 'Infinity'],
  ['=', 'NaN', 'NaN', 't'],
  ['>', 'NaN', 'Infinity', 't'],
  ['<', '-Infinity', '-1e300', 't'],
])('%s of %s and %s is %s', (name, a, b, expected) => {
  expect(callSql(name, of(a), of(b))).toBe(expected);
});

test.each([
  ['abs', '-Infinity', 'Infinity'],
  ['sign', '-Infinity', '-1'],
  ['sign', 'NaN', 'NaN'],
  ['round', 'Infinity', 'Infinity'],
  ['sqrt', 'Infinity', 'Infinity'],
  ['exp', '-Infinity', '0'],
  ['scale', 'NaN', 'NULL'],
  ['trim_scale', 'NaN', 'NaN'],
])('%s of %s is %s', (name, a, expected) => {
  expect(callSql(name, of(a))).toBe(expected);
});

test('an infinity is not divided by zero, nor has it a root below', () => {
  expect(raised(() => callSql('/', of('Infinity'), of('0')))).toBe('22012 division by zero');
  expect(raised(() => callSql('sqrt', of('-Infinity')))).toBe(
    '2201F cannot take square root of a negative number',
  );
});
