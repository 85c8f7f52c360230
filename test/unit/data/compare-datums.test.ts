import { expect, test } from 'vitest';
import { compareDatums, compareWithNulls } from '../../../src/data/compare-datums.ts';
import type { SqlType } from '../../../src/data/sql-type.ts';
import { datumFromText } from '../../../src/data/text-input.ts';

const integers: SqlType = { kind: 'array', element: { kind: 'integer' } };
const numerics: SqlType = {
  kind: 'array',
  element: { kind: 'numeric', precision: null, scale: null },
};
const pair: SqlType = {
  kind: 'struct',
  fields: [
    { name: 'a', type: { kind: 'integer' } },
    { name: 'b', type: { kind: 'text' } },
  ],
};
const map: SqlType = { kind: 'map', key: { kind: 'text' }, value: { kind: 'integer' } };

/** Texts of one type in ascending order. */
test.each<[SqlType, string[]]>([
  [integers, ['{}', '{1}', '{1,2}', '{{1,2}}', '{1,2,3}', '{1,10}', '{2}', '{NULL}']],
  [
    { kind: 'jsonb' },
    [
      'null',
      '"a"',
      '"b"',
      '1',
      '2.5',
      '10',
      'false',
      'true',
      '[1]',
      '[2]',
      '[1,2]',
      '{"a":1}',
      '{"b":1}',
      '{"a":1,"b":0}',
    ],
  ],
  [
    { kind: 'uuid' },
    ['00000000-0000-0000-0000-000000000001', 'f0000000-0000-0000-0000-000000000000'],
  ],
  [{ kind: 'time' }, ['00:00', '09:00', '24:00']],
  [{ kind: 'bytea' }, ['\\x', '\\x00', '\\x0001', '\\xff']],
  [pair, ['(1,a)', '(1,b)', '(1,)', '(2,a)', '(,a)']],
  [map, ['{}', '{a=>1}', '{a=>1,b=>1}', '{a=>2}', '{b=>0}']],
])('%j', (type, texts) => {
  const datums = texts.map((text) => datumFromText(type, text));
  for (const [i, a] of datums.entries()) {
    for (const [j, b] of datums.entries()) {
      expect(Math.sign(compareDatums(a, type, b, type)), `${texts[i]} and ${texts[j]}`).toBe(
        Math.sign(i - j),
      );
    }
  }
});

test('numbers in arrays are equal by value', () => {
  const [a, b] = ['{1.0,2}', '{1,2.00}'].map((text) => datumFromText(numerics, text));
  expect(compareDatums(a ?? null, numerics, b ?? null, numerics)).toBe(0);
});

test('NULL is above all and equal to itself', () => {
  expect(compareWithNulls(null, integers, null, integers)).toBe(0);
  expect(compareWithNulls(null, integers, [1], integers)).toBeGreaterThan(0);
  expect(compareWithNulls([1], integers, null, integers)).toBeLessThan(0);
});
