import { expect, test } from 'vitest';
import { parseInteger } from '../../../src/data/integer-text.ts';

test.each([
  ['42', 42n],
  [' +7 ', 7n],
  ['-0', 0n],
  ['1_000_000', 1_000_000n],
  ['0x1F', 31n],
  ['-0xff_ff', -65_535n],
  ['0o17', 15n],
  ['0B101', 5n],
  ['0x_1', 1n],
  ['9223372036854775808', 9_223_372_036_854_775_808n],
])('%s is read', (text, value) => {
  expect(parseInteger(text)).toBe(value);
});

test.each(['', '_1', '1_', '1__0', '0x', '0b2', '0o8', '1e3', '1.0', '- 1', '0x1_'])(
  '%s is no integer',
  (text) => {
    expect(parseInteger(text)).toBe(null);
  },
);
