import { expect, test } from 'vitest';
import { callSql, raised, value } from '../../../support/sql-call.ts';

const json = (text: string): ReturnType<typeof value> => value('jsonb', text);
const path = (of: string): ReturnType<typeof value> =>
  value({ kind: 'array', element: { kind: 'text' } }, of);
const text = (of: string): ReturnType<typeof value> => value('text', of);

test.each([
  ['{"a":1, "b":{"c":[1,2]}}', '{"b":{"c":[2]}}', 't'],
  ['[1,2,[1,3]]', '[1,3]', 'f'],
  ['[1,2,[1,3]]', '[[1,3]]', 't'],
  ['["a","b"]', '"a"', 't'],
  ['{"a":{}}', '{"a":{"b":1}}', 'f'],
  ['1', '1.0', 't'],
])('%s @> %s is %s', (whole, part, expected) => {
  expect(callSql('@>', json(whole), json(part))).toBe(expected);
  expect(callSql('<@', json(part), json(whole))).toBe(expected);
});

test('members and elements by operators', () => {
  expect(callSql('->', json('{"a": {"b" : 1}}'), text('a'))).toBe('{"b": 1}');
  expect(callSql('->>', json('{"a": "x\\n"}'), text('a'))).toBe('x\n');
  expect(callSql('->>', json('[null, 2]'), value('integer', '0'))).toBe('NULL');
  expect(callSql('->', json('[null, 2]'), value('integer', '0'))).toBe('null');
  expect(callSql('#>>', json('{"a": [1, {"b c": 2}]}'), path('{a,1,"b c"}'))).toBe('2');
  expect(callSql('?', json('["a"]'), text('a'))).toBe('t');
});

test('changes', () => {
  expect(callSql('#-', json('{"a":[1,2]}'), path('{a,-1}'))).toBe('{"a": [1]}');
  expect(callSql('-', json('{"a":1}'), text('b'))).toBe('{"a": 1}');
  expect(callSql('-', json('[1,2,3]'), value('integer', '-1'))).toBe('[1, 2]');
  expect(callSql('||', json('{"a":1}'), json('[2]'))).toBe('[{"a": 1}, 2]');
  expect(raised(() => callSql('-', json('1'), text('a')))).toBe('22023 cannot delete from scalar');
  expect(raised(() => callSql('jsonb_insert', json('{"a":1}'), path('{a}'), json('2')))).toBe(
    '22023 cannot replace existing key',
  );
});
