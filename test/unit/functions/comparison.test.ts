import { expect, test } from 'vitest';
import { callSql, numeric, value } from '../../support/sql-call.ts';

test('NaN is equal to itself and above everything', () => {
  const double = (text: string) => value('double', text);
  expect(callSql('=', double('NaN'), double('NaN'))).toBe('t');
  expect(callSql('>', double('NaN'), double('Infinity'))).toBe('t');
  expect(callSql('=', double('-0'), double('0'))).toBe('t');
});

test('decimals are compared by value, whatever their scale', () => {
  expect(callSql('=', value(numeric(5, 2), '1.50'), value(numeric(5, 1), '1.5'))).toBe('t');
  expect(callSql('<', value(numeric(), '10'), value(numeric(5, 2), '9.99'))).toBe('f');
});

test('texts go by code points, months have 30 days', () => {
  expect(callSql('<', value('text', '\uffff'), value('text', '😀'))).toBe('t');
  expect(callSql('=', value('interval', '1 month'), value('interval', '30 days'))).toBe('t');
});

test('NULL is no value, and for IS DISTINCT FROM one', () => {
  const missing = value('integer', null);
  const one = value('integer', '1');
  expect(callSql('=', missing, missing)).toBe('NULL');
  expect(callSql('is distinct from', missing, missing)).toBe('f');
  expect(callSql('is distinct from', missing, one)).toBe('t');
  expect(callSql('is not distinct from', one, one)).toBe('t');
});
