import { expect, test } from 'vitest';
import { callSql, raised, value } from '../../support/sql-call.ts';

const integer = (text: string) => value('integer', text);
const bigint = (text: string) => value('bigint', text);

test('quotients and remainders are cut off toward zero', () => {
  expect(callSql('/', integer('-7'), integer('2'))).toBe('-3');
  expect(callSql('%', integer('-7'), integer('2'))).toBe('-1');
  expect(callSql('mod', bigint('7'), integer('-2'))).toBe('1');
});

test('64 bits are exact', () => {
  expect(callSql('+', bigint('9007199254740993'), bigint('1'))).toBe('9007199254740994');
  expect(callSql('*', bigint('3037000499'), bigint('3037000499'))).toBe('9223372030926249001');
});

test.each([
  ['+', integer('2147483647'), integer('1'), '22003 integer out of range'],
  ['*', value('smallint', '200'), value('smallint', '200'), '22003 smallint out of range'],
  ['-', bigint('-9223372036854775808'), bigint('1'), '22003 bigint out of range'],
  ['/', integer('-2147483648'), integer('-1'), '22003 integer out of range'],
  ['/', integer('1'), integer('0'), '22012 division by zero'],
  ['%', bigint('1'), bigint('0'), '22012 division by zero'],
])('%s fails', (name, a, b, expected) => {
  expect(raised(() => callSql(name, a, b))).toBe(expected);
});

test('the smallest integer has no opposite', () => {
  expect(raised(() => callSql('-', integer('-2147483648')))).toBe('22003 integer out of range');
  expect(raised(() => callSql('abs', bigint('-9223372036854775808')))).toBe(
    '22003 bigint out of range',
  );
});
