import { expect, test } from 'vitest';
import { callSql, raised, value } from '../../support/sql-call.ts';

const double = (text: string) => value('double', text);

test('doubles are those of IEEE 754', () => {
  expect(callSql('+', double('0.1'), double('0.2'))).toBe('0.30000000000000004');
  expect(callSql('*', value('real', '0.1'), value('real', '3'))).toBe('0.3');
  expect(callSql('+', value('real', '0.1'), double('0.2'))).toBe('0.30000000149011613');
  expect(callSql('-', double('Infinity'), double('Infinity'))).toBe('NaN');
});

test.each([
  ['*', '1e300', '1e300', '22003 value out of range: overflow'],
  ['*', '1e-300', '1e-300', '22003 value out of range: underflow'],
  ['+', '1.7e308', '1.7e308', '22003 value out of range: overflow'],
  ['/', '1', '0', '22012 division by zero'],
])('%s of %s and %s fails', (name, a, b, expected) => {
  expect(raised(() => callSql(name, double(a), double(b)))).toBe(expected);
});
