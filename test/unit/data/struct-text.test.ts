import { expect, test } from 'vitest';
import type { StructDatum } from '../../../src/data/sql-type.ts';
import { formatStruct, parseStruct } from '../../../src/data/struct-text.ts';
import { raised } from '../../support/sql-call.ts';

const fields = ['a', 'b', 'c'].map((name) => ({ name, type: { kind: 'text' } as const }));
const read = (text: string): StructDatum => parseStruct(text, fields, (value) => value);

test.each<[string, StructDatum['fields']]>([
  ['(1,,"")', ['1', null, '']],
  [' ( a b,"x,y","q""q\\"")', [' a b', 'x,y', 'q"q"']],
  ['(\\,,",)","(")', [',', ',)', '(']],
])('%s', (text, expected) => {
  expect(read(text).fields).toEqual(expected);
});

test.each<[string]>([['(1,2)'], ['(1,2,3,4)'], ['1,2,3'], ['(1,2,3'], ['(1,2,3) x'], ['(1,2,"3)']])(
  '%s is none',
  (text) => {
    expect(raised(() => read(text))).toBe(`22P02 malformed record literal: "${text}"`);
  },
);

test('fields are put in quotes where they must be', () => {
  const struct = { fields: ['a', '', null] };
  expect(formatStruct(struct, String)).toBe('(a,"",)');
  const odd = { fields: ['a b', 'q"\\', '(,)'] };
  expect(formatStruct(odd, String)).toBe('("a b","q""\\\\","(,)")');
  expect(read(formatStruct(odd, String))).toEqual(odd);
});
