import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  jsonAsText,
  jsonElement,
  jsonLength,
  jsonMember,
  jsonType,
} from '../../../../src/functions/json/json-walk.ts';

test('parts are answered as they are written', () => {
  const text = '{ "a" : 1.50 , "b\\"": [ 1 , {"c":"},]"} ] , "a":{"x":  2}}';
  expect(jsonMember(text, 'a')).toBe('{"x":  2}');
  expect(jsonMember(text, 'b"')).toBe('[ 1 , {"c":"},]"} ]');
  expect(jsonElement('[ 1 , {"c":"},]"} ]', 1)).toBe('{"c":"},]"}');
  expect(jsonElement('[1, 2]', -2)).toBe('1');
  expect(jsonElement('[1, 2]', 2)).toBe(null);
  expect(jsonElement('[]', 0)).toBe(null);
  expect(jsonMember('[1]', 'a')).toBe(null);
});

const again = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function checkParts(value: unknown, text: string): void {
  if (Array.isArray(value)) {
    expect(jsonLength(text)).toBe(value.length);
    for (const [i, item] of value.entries()) {
      expect(JSON.parse(jsonElement(text, i) ?? '')).toEqual(again(item));
    }
    return;
  }
  for (const [key, member] of Object.entries(value ?? {})) {
    expect(JSON.parse(jsonMember(text, key) ?? '')).toEqual(again(member));
  }
}

test('every part of any value is found', () => {
  const container = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
  fc.assert(
    fc.property(container, fc.constantFrom(undefined, 1), (value, indent) => {
      checkParts(again(value), JSON.stringify(value, null, indent));
    }),
  );
});

test('values as text', () => {
  expect(['"a\\n"', 'null', '1.50', '{"a":1}'].map(jsonAsText)).toEqual([
    'a\n',
    null,
    '1.50',
    '{"a":1}',
  ]);
});

test('kinds', () => {
  const texts = [' {}', '[]', '"a"', '-1', 'true', 'null'];
  expect(texts.map(jsonType)).toEqual(['object', 'array', 'string', 'number', 'boolean', 'null']);
});
