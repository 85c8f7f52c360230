import { expect, test } from 'vitest';
import { decodeText, encodeText } from '../../../../src/data/text-bytes.ts';
import { TextScratch } from '../../../../src/data/text-scratch.ts';
import {
  addDecimal,
  addJoined,
  addLowerCase,
  addReplaced,
  addUpperCase,
} from '../../../../src/functions/spans/text-makers.ts';

/** What a call adds behind a text that lies in the scratch already. */
function added(add: (scratch: TextScratch) => number): string {
  const scratch = new TextScratch();
  scratch.addString('before');
  const start = add(scratch);
  expect(start).toBe('before'.length);
  return decodeText(scratch.bytes, start, scratch.length);
}

test.each([
  [0, 0, 0, '0'],
  [-12, 0, 0, '-12'],
  [5, 3, 0, '0.005'],
  [-1234567, 3, 2, '-1234.56700'],
  [42, 0, 2, '42.00'],
  [Number.MAX_SAFE_INTEGER, 18, 0, '0.009007199254740991'],
  [-9223372036854775808n, 2, 0, '-92233720368547758.08'],
])('%s with %i places and %i zeros', (units, scale, zeros, text) => {
  expect(added((scratch) => addDecimal(scratch, units, scale, zeros))).toBe(text);
});

test('case changes letter by letter beyond ASCII too', () => {
  const bytes = encodeText('Straße Ünde ΣΑΣ');
  expect(added((scratch) => addLowerCase(scratch, bytes, 0, bytes.length))).toBe('straße ünde σασ');
  expect(added((scratch) => addUpperCase(scratch, bytes, 0, bytes.length))).toBe('STRAßE ÜNDE ΣΑΣ');
});

test('every occurrence is replaced, also by a longer text that outgrows the scratch', () => {
  const bytes = encodeText('a,b,,c');
  const by = encodeText('x'.repeat(2000));
  const text = added((scratch) =>
    addReplaced(scratch, bytes, 0, bytes.length, encodeText(','), by),
  );
  expect(text).toBe('a,b,,c'.replaceAll(',', 'x'.repeat(2000)));
  const none = encodeText('');
  expect(added((scratch) => addReplaced(scratch, bytes, 0, bytes.length, none, by))).toBe('a,b,,c');
});

test('texts are joined, also one that lies in the scratch itself', () => {
  const scratch = new TextScratch();
  scratch.addString('y'.repeat(900));
  const { bytes, length } = scratch;
  const start = addJoined(scratch, bytes, 0, length, bytes, 0, length);
  expect(decodeText(scratch.bytes, start, scratch.length)).toBe('y'.repeat(1800));
});
