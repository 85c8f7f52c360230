import { expect, test } from 'vitest';
import { callSql, numeric, raised, value } from '../../../support/sql-call.ts';

/** The table of examples in PostgreSQL's manual, 9.8, and its like. */
test.each([
  ['-0.1', '99.99', '  -.10'],
  ['-0.1', 'FM9.99', '-.1'],
  ['-0.1', 'FM90.99', '-0.1'],
  ['0.1', '0.9', ' 0.1'],
  ['12', '9990999.9', '    0012.0'],
  ['12', 'FM9990999.9', '0012.'],
  ['485', '999', ' 485'],
  ['-485', '999', '-485'],
  ['485', '9 9 9', ' 4 8 5'],
  ['1485', '9,999', ' 1,485'],
  ['1485', '9G999', ' 1,485'],
  ['148.5', '999.999', ' 148.500'],
  ['148.5', 'FM999.999', '148.5'],
  ['148.5', 'FM999.990', '148.500'],
  ['3148.5', '9G999D999', ' 3,148.500'],
  ['-485', '999S', '485-'],
  ['-485', '999MI', '485-'],
  ['485', '999MI', '485 '],
  ['485', 'FM999MI', '485'],
  ['485', 'SG999', '+485'],
  ['-485', 'SG999', '-485'],
  ['-485', '9SG99', '4-85'],
  ['-485', '999PR', '<485>'],
  ['485', '999PR', ' 485 '],
  ['485', 'RN', '        CDLXXXV'],
  ['485', 'FMRN', 'CDLXXXV'],
  ['5.2', 'FMRN', 'V'],
  ['482', '999th', ' 482nd'],
  ['485', '"Good number:"999', 'Good number: 485'],
  ['485.8', '"Pre:"999" Post:" .999', 'Pre: 485 Post: .800'],
  ['12', '99V999', ' 12000'],
  ['12.4', '99V999', ' 12400'],
  ['12.45', '99V9', ' 125'],
  ['0.0004859', '9.99EEEE', ' 4.86e-04'],
  ['9.996', '9.99EEEE', ' 1.00e+01'],
  ['1234', '999', ' ###'],
  ['12345.678', 'S99999.9', '+12345.7'],
  ['0', '999', '   0'],
  ['0', '9.9', '  .0'],
  ['5000', 'FMRN', '###############'],
])('to_char(%s, %s)', (number, pattern, expected) => {
  expect(callSql('to_char', value(numeric(), number), value('text', pattern))).toBe(expected);
});

test('doubles show no more digits than they are good for', () => {
  const text = (number: string, pattern: string): string =>
    callSql('to_char', value('double', number), value('text', pattern));
  expect(text('125.8', '999D9')).toBe(' 125.8');
  expect(text('0.1', '0.99999999999999999999')).toBe(' 0.10000000000000');
  expect(text('1e10', '9.9EEEE')).toBe(' 1.0e+10');
  expect(text('-1.5', '9')).toBe('-2');
});

test('whole numbers', () => {
  expect(callSql('to_char', value('integer', '42'), value('text', '0000'))).toBe(' 0042');
  expect(
    callSql(
      'to_char',
      value('bigint', '-9223372036854775808'),
      value('text', 'FM9999999999999999999'),
    ),
  ).toBe('-9223372036854775808');
});

test.each([
  ['9S9S', 'cannot use "S" twice'],
  ['9.9.9', 'multiple decimal points'],
  ['9PR9', '"9" must be ahead of "PR"'],
  ['SMI9', 'cannot use "S" and "MI" together'],
  ['9.9EEEE9', '"EEEE" must be the last pattern used'],
  ['9V.9', 'cannot use "V" and decimal point together'],
])('%s is refused', (pattern, message) => {
  const call = (): string => callSql('to_char', value('integer', '1'), value('text', pattern));
  expect(raised(call)).toBe(`42601 ${message}`);
});

test.each([
  ['12,454.8-', '99G999D9S', '-12454.8'],
  ['-34,338,492', '99G999G999', '-34338492'],
  ['-34,338,492.654,878', '99G999G999D999G999', '-34338492.654878'],
  ['<564646.654564>', '999999.999999PR', '-564646.654564'],
  ['0.00001-', '9.999999S', '-0.000010'],
  ['5.01-', 'FM9.999999S', '-5.010000'],
  ['.0', '9.9', '0.0'],
  ['42', '99', '42'],
])('to_number(%s, %s)', (text, pattern, expected) => {
  expect(callSql('to_number', value('text', text), value('text', pattern))).toBe(expected);
});
