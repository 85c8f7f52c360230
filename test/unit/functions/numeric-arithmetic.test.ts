import { expect, test } from 'vitest';
import type { SqlType } from '../../../src/data/sql-type.ts';
import { resolveFunction } from '../../../src/functions/resolve-function.ts';
import { callSql, numeric, raised, value } from '../../support/sql-call.ts';

/** A literal of that text: NUMERIC of its own precision and scale. */
function literal(text: string) {
  const fraction = text.split('.')[1] ?? '';
  const digits = text.replace(/[-.]/g, '').length;
  return value(numeric(digits, fraction.length), text);
}

/** As PostgreSQL prints them. */
test.each([
  ['+', '1.5', '2.25', '3.75'],
  ['-', '1.5', '2.25', '-0.75'],
  ['*', '1.50', '2.5', '3.750'],
  ['/', '1', '3', '0.33333333333333333333'],
  ['/', '10.0', '4', '2.5000000000000000'],
  ['/', '1', '7000', '0.00014285714285714286'],
  ['/', '-2', '3', '-0.66666666666666666667'],
  ['%', '7.5', '2', '1.5'],
  ['%', '-7.5', '2', '-1.5'],
  ['mod', '5', '0.3', '0.2'],
])('%s of %s and %s is %s', (name, a, b, expected) => {
  expect(callSql(name, literal(a), literal(b))).toBe(expected);
});

test.each([
  ['-', '1.50', '-1.50'],
  ['abs', '-1.50', '1.50'],
  ['sign', '-1.5', '-1'],
  ['round', '-2.5', '-3'],
  ['round', '2.45', '2'],
  ['trunc', '-2.9', '-2'],
  ['floor', '-2.1', '-3'],
  ['ceil', '2.1', '3'],
])('%s of %s is %s', (name, a, expected) => {
  expect(callSql(name, literal(a))).toBe(expected);
});

test('rounding to places, before the point too', () => {
  const places = (n: string) => value('integer', n);
  expect(callSql('round', literal('2.345'), places('2'))).toBe('2.35');
  expect(callSql('round', literal('1250'), places('-2'))).toBe('1300');
  expect(callSql('round', literal('1.5'), places('3'))).toBe('1.500');
  expect(callSql('trunc', literal('-2.349'), places('2'))).toBe('-2.34');
});

test('numbers of any scale keep all their digits', () => {
  const long = value(numeric(), '123456789012345678901234567890.5');
  expect(callSql('+', long, literal('0.5'))).toBe('123456789012345678901234567891.0');
  expect(callSql('*', long, literal('2'))).toBe('246913578024691357802469135781.0');
});

test('results carry the scale that they need', () => {
  const result = (name: string, a: SqlType, b: SqlType) => resolveFunction(name, [a, b]).result;
  expect(result('+', numeric(5, 2), numeric(7, 3))).toEqual(numeric(null, 3));
  expect(result('*', numeric(5, 2), numeric(7, 3))).toEqual(numeric(null, 5));
  expect(result('/', numeric(5, 2), numeric(7, 3))).toEqual(numeric());
  expect(result('*', numeric(18, 12), numeric(18, 12))).toEqual(numeric());
});

test('errors', () => {
  expect(raised(() => callSql('/', literal('1.5'), literal('0.0')))).toBe('22012 division by zero');
  expect(raised(() => callSql('%', literal('1.5'), literal('0')))).toBe('22012 division by zero');
  const large = value(numeric(18, 2), '9999999999999999.99');
  expect(raised(() => callSql('*', large, large))).toBe('22003 numeric field overflow');
});
