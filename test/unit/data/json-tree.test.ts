import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printJson, readJson, sameJson } from '../../../src/data/json-tree.ts';
import { raised } from '../../support/sql-call.ts';

test('jsonb’s form: keys by length and bytes, the last of one key, numbers without exponents', () => {
  expect(printJson(readJson('{"bb":1, "a":[1e3, -1.50E-2], "b":"\\u00fc", "a" : {}}'))).toBe(
    '{"a": {}, "b": "ü", "bb": 1}',
  );
  expect(printJson(readJson('[1e3, -1.50E-2, 12345678901234567890.10]'))).toBe(
    '[1000, -0.0150, 12345678901234567890.10]',
  );
});

test('what is printed reads as the same value', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const tree = readJson(text);
      expect(sameJson(readJson(printJson(tree)), tree)).toBe(true);
      expect(JSON.parse(printJson(tree))).toEqual(JSON.parse(text.replaceAll('-0,', '0,')));
    }),
  );
});

test('equal values', () => {
  const same = (a: string, b: string): boolean => sameJson(readJson(a), readJson(b));
  expect(same('{"a":1,"b":[2]}', '{"b":[2.0],"a":1.00}')).toBe(true);
  expect(same('[1,2]', '[2,1]')).toBe(false);
  expect(same('1', '"1"')).toBe(false);
});

test('too deep', () => {
  expect(raised(() => readJson('['.repeat(2000) + ']'.repeat(2000)))).toBe(
    '54001 stack depth limit exceeded',
  );
});
