import { expect, test } from 'vitest';
import { readMemoryBytes } from '../../../../src/engine/session/memory-setting.ts';

test.each([
  ['0', 0],
  ['4', 4096],
  ['64MB', 64 * 1024 ** 2],
  [' 1.5 GB ', 1.5 * 1024 ** 3],
  ['100B', 100],
  ['1mb', null],
  ['-1', null],
  ['lots', null],
  ['99999999TB', null],
])('%s', (text, bytes) => {
  expect(readMemoryBytes(text)).toBe(bytes);
});
