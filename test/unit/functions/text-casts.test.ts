import { expect, test } from 'vitest';
import type { SqlType } from '../../../src/data/sql-type.ts';
import { castSql, numeric, raised, value } from '../../support/sql-call.ts';

const text: SqlType = { kind: 'text' };

test.each<[SqlType, string, string]>([
  [{ kind: 'boolean' }, 't', 'true'],
  [{ kind: 'boolean' }, 'f', 'false'],
  [{ kind: 'integer' }, '-5', '-5'],
  [{ kind: 'double' }, '1e20', '1e+20'],
  [numeric(5, 2), '1.5', '1.50'],
  [{ kind: 'date' }, '2026-02-28', '2026-02-28'],
  [{ kind: 'timestamptz' }, '2026-02-28 10:00+02', '2026-02-28 08:00:00+00'],
  [{ kind: 'interval' }, '25 hours', '25:00:00'],
  [{ kind: 'json' }, '[1]', '[1]'],
])('%j %s as text is %s', (type, input, expected) => {
  expect(castSql(value(type, input), text)).toBe(expected);
});

test('text goes through the input of the type', () => {
  expect(castSql(value('text', ' 7 '), { kind: 'integer' })).toBe('7');
  expect(castSql(value('text', '12.345'), numeric(6, 2))).toBe('12.35');
  expect(castSql(value('text', 'yes'), { kind: 'boolean' })).toBe('t');
  expect(raised(() => castSql(value('text', 'x'), { kind: 'bigint' }))).toBe(
    '22P02 invalid input syntax for type bigint: "x"',
  );
});

test('NULL stays NULL', () => {
  expect(castSql(value('text', null), { kind: 'integer' })).toBe('NULL');
});

test('BOOLEAN and INTEGER', () => {
  expect(castSql(value('boolean', 't'), { kind: 'integer' })).toBe('1');
  expect(castSql(value('integer', '-3'), { kind: 'boolean' })).toBe('t');
  expect(castSql(value('integer', '0'), { kind: 'boolean' })).toBe('f');
});
