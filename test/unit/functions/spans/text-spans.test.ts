import { expect, test } from 'vitest';
import { decodeText, encodeText } from '../../../../src/data/text-bytes.ts';
import {
  beforeBytes,
  beforeCharacters,
  behindBytes,
  behindCharacters,
  fieldEnd,
  fieldStart,
  placeOf,
} from '../../../../src/functions/spans/text-spans.ts';

const text = '##é,ü,,c##';
const bytes = encodeText(text);
const start = 2;
const end = bytes.length - 2;
const comma = encodeText(',');

test.each([
  [1, 'é'],
  [2, 'ü'],
  [3, ''],
  [4, 'c'],
  [5, ''],
])('field %i between commas', (field, expected) => {
  const from = fieldStart(bytes, start, end, comma, field);
  const to = fieldEnd(bytes, from, end, comma);
  expect(decodeText(bytes, from, to)).toBe(expected);
});

test('places do not look beyond the range', () => {
  expect(placeOf(bytes, start, end, encodeText('#'))).toBe(-1);
  expect(placeOf(bytes, start, end, encodeText('c'))).toBe(end - 1);
  expect(placeOf(bytes, start, end, encodeText('c#'))).toBe(-1);
  expect(placeOf(bytes, start, end, encodeText(''))).toBe(start);
});

test('characters are counted, not bytes, and only those of the range', () => {
  expect(decodeText(bytes, start, behindCharacters(bytes, start, end, 3))).toBe('é,ü');
  expect(behindCharacters(bytes, start, end, 100)).toBe(end);
  expect(behindCharacters(bytes, start, end, -1)).toBe(start);
  expect(decodeText(bytes, beforeCharacters(bytes, start, end, 4), end)).toBe('ü,,c');
  expect(beforeCharacters(bytes, start, end, 100)).toBe(start);
});

test('bytes are trimmed within the range', () => {
  const hash = 35;
  expect(behindBytes(bytes, 0, end, hash)).toBe(start);
  expect(beforeBytes(bytes, start, bytes.length, hash)).toBe(end);
  expect(behindBytes(bytes, 0, 1, hash)).toBe(1);
});
