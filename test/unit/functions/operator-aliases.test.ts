import { expect, test } from 'vitest';
import { callSql, numeric, raised, value } from '../../support/sql-call.ts';

test('operators answer as their functions do', () => {
  expect(callSql('@', value('integer', '-5'))).toBe('5');
  expect(callSql('@', value(numeric(5, 2), '-5.10'))).toBe('5.10');
  expect(callSql('^@', value('text', 'millrace'), value('text', 'mill'))).toBe('t');
  expect(callSql('|/', value('integer', '2'))).toBe('1.4142135623730951');
  expect(callSql('||/', value('integer', '27'))).toBe('3');
  expect(raised(() => callSql('|/', value('integer', '-1')))).toBe(
    '2201F cannot take square root of a negative number',
  );
});

test('operators of JSON paths and keys', () => {
  const json = value('jsonb', '{"a": [1, 2], "b": 3}');
  const keys = value({ kind: 'array', element: { kind: 'text' } }, '{x,b}');
  expect(callSql('@?', json, value('text', '$.a[*] ? (@ > 1)'))).toBe('t');
  expect(callSql('@@', json, value('text', '$.b == 3'))).toBe('t');
  expect(callSql('@@', json, value('text', '$.b'))).toBe('NULL');
  expect(callSql('@?', json, value('text', 'strict $.c'))).toBe('NULL');
  expect(callSql('?|', json, keys)).toBe('t');
  expect(callSql('?&', json, keys)).toBe('f');
});
