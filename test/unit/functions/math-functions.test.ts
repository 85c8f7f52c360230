import { expect, test } from 'vitest';
import { callSql, raised, value } from '../../support/sql-call.ts';

const double = (text: string) => value('double', text);

test.each([
  ['round', '2.5', '2'],
  ['round', '-3.5', '-4'],
  ['floor', '-2.1', '-3'],
  ['ceil', '2.1', '3'],
  ['trunc', '-2.9', '-2'],
  ['sqrt', '2.25', '1.5'],
  ['log', '1000', '3'],
  ['exp', '0', '1'],
])('%s of %s is %s', (name, a, expected) => {
  expect(callSql(name, double(a))).toBe(expected);
});

test('integers are cast to doubles', () => {
  expect(callSql('power', value('integer', '2'), value('integer', '10'))).toBe('1024');
  expect(callSql('^', value('integer', '2'), value('integer', '-1'))).toBe('0.5');
  expect(callSql('pi')).toBe('3.141592653589793');
});

test.each([
  ['sqrt', ['-1'], '2201F cannot take square root of a negative number'],
  ['ln', ['0'], '2201E cannot take logarithm of zero'],
  ['power', ['0', '-1'], '2201F zero raised to a negative power is undefined'],
  [
    'power',
    ['-1', '0.5'],
    '2201F a negative number raised to a non-integer power yields a complex result',
  ],
  ['exp', ['1000'], '22003 value out of range: overflow'],
  ['asin', ['2'], '22003 input is out of range'],
])('%s of %j fails', (name, args, expected) => {
  expect(raised(() => callSql(name, ...args.map(double)))).toBe(expected);
});
