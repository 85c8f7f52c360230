import { expect, test } from 'vitest';
import { callSql, numeric, value } from '../../support/sql-call.ts';

test('NULLs are left out', () => {
  const integer = (text: string | null) => value('integer', text);
  expect(callSql('greatest', integer('1'), integer(null), integer('3'))).toBe('3');
  expect(callSql('least', integer('1'), integer(null), integer('3'))).toBe('1');
  expect(callSql('least', integer(null))).toBe('NULL');
});

test('decimals stay as they are', () => {
  expect(callSql('greatest', value(numeric(3, 1), '1.5'), value(numeric(4, 2), '1.25'))).toBe(
    '1.5',
  );
  expect(callSql('least', value(numeric(3, 1), '1.5'), value('integer', '2'))).toBe('1.5');
});
