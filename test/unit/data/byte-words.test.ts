import { expect, test } from 'vitest';
import { findSpecial, hasWordsAt, wordsOf } from '../../../src/data/byte-words.ts';
import { encodeText } from '../../../src/data/text-bytes.ts';

test('what a string cannot hold as it stands is found at every place', () => {
  const special = new Set([
    '"',
    '\\',
    ...Array.from({ length: 32 }, (_, i) => String.fromCharCode(i)),
  ]);
  for (let code = 0; code < 256; code += 1) {
    const letter = String.fromCharCode(code);
    for (let at = 0; at < 8; at += 1) {
      const bytes = Uint8Array.from(Buffer.from(`${'é!'.repeat(at)}`.slice(0, at), 'latin1'));
      const text = Uint8Array.of(...bytes, code, ...encodeText('#####"'));
      const expected = special.has(letter) ? at : at + 6;
      expect([code, findSpecial(wordsOf(text), 0, text.length)]).toEqual([
        code,
        Math.min(expected, findable(text.length)),
      ]);
    }
  }
});

/** Up to three bytes before the limit are not looked at. */
function findable(length: number): number {
  return length - (length % 4);
}

test('a borrow from a special byte marks none before it', () => {
  const text = encodeText('ab"!"#\\]');
  expect(findSpecial(wordsOf(text), 0, text.length)).toBe(2);
  expect(findSpecial(wordsOf(text), 3, text.length)).toBe(4);
});

test('bytes are compared to the last one, and not beyond the end', () => {
  const text = wordsOf(encodeText('..order_id: '));
  for (const key of ['orde', 'order', 'order_id', 'order_id: ']) {
    const words = wordsOf(encodeText(`x${key}y`));
    expect(hasWordsAt(text, 2, words, 1, 1 + key.length)).toBe(true);
    expect(hasWordsAt(text, 2, words, 1, 2 + key.length)).toBe(false);
    expect(hasWordsAt(text, 1, words, 1, 1 + key.length)).toBe(false);
  }
});
