import { expect, test } from 'vitest';
import type { SqlType } from '../../../../src/data/sql-type.ts';
import { type Argument, callSql, raised, value } from '../../../support/sql-call.ts';

const type: SqlType = { kind: 'map', key: { kind: 'text' }, value: { kind: 'integer' } };
const map = (text: string): Argument => value(type, text);
const text = (of: string): Argument => value('text', of);
const list = (kind: 'text' | 'integer', of: string): Argument =>
  value({ kind: 'array', element: { kind } }, of);

test('lookups', () => {
  expect(callSql('->', map('{a=>1,b=>NULL}'), text('a'))).toBe('1');
  expect(callSql('->', map('{a=>1,b=>NULL}'), text('b'))).toBe('NULL');
  expect(callSql('element_at', map('{a=>1}'), text('x'))).toBe('NULL');
  expect(callSql('?', map('{a=>1,b=>NULL}'), text('b'))).toBe('t');
  expect(callSql('map_contains_key', map('{}'), text('b'))).toBe('f');
});

test('containment', () => {
  expect(callSql('@>', map('{a=>1,b=>NULL}'), map('{b=>NULL}'))).toBe('t');
  expect(callSql('@>', map('{a=>1,b=>NULL}'), map('{a=>2}'))).toBe('f');
  expect(callSql('<@', map('{}'), map('{a=>2}'))).toBe('t');
});

test('parts', () => {
  expect(callSql('map_keys', map('{b=>1,a=>2}'))).toBe('{a,b}');
  expect(callSql('map_values', map('{b=>1,a=>2}'))).toBe('{2,1}');
  expect(callSql('map_entries', map('{b=>1,a=>2}'))).toBe('{"(a,2)","(b,1)"}');
  expect(callSql('cardinality', map('{b=>1,a=>2}'))).toBe('2');
});

test('maps made', () => {
  expect(callSql('||', map('{a=>1,b=>2}'), map('{b=>3,c=>4}'))).toBe('{a=>1,b=>3,c=>4}');
  expect(callSql('map_from_arrays', list('text', '{b,a}'), list('integer', '{1,NULL}'))).toBe(
    '{a=>NULL,b=>1}',
  );
  const rows: SqlType = {
    kind: 'array',
    element: {
      kind: 'struct',
      fields: [
        { name: 'f1', type: { kind: 'integer' } },
        { name: 'f2', type: { kind: 'text' } },
      ],
    },
  };
  expect(callSql('map_from_entries', value(rows, '{"(2,b)","(1,a)","(2,c)"}'))).toBe('{1=>a,2=>c}');
  expect(raised(() => callSql('map_from_arrays', list('text', '{b}'), list('integer', '{}')))).toBe(
    '2202E mismatched array dimensions',
  );
  expect(
    raised(() => callSql('map_from_arrays', list('text', '{NULL}'), list('integer', '{1}'))),
  ).toMatch(/^22004 /);
  expect(raised(() => callSql('map_from_entries', list('text', '{b}')))).toMatch(/^42883 /);
});
