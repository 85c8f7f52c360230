import { expect, test } from 'vitest';
import { durationMs } from '../../../src/cli/duration.ts';

test.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['10', 10_000],
  ['1.5m', 90_000],
  ['2 h', 7_200_000],
  ['0', null],
  ['-1s', null],
  ['1d', null],
  ['900h', null],
  ['', null],
])('%j is %s ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});
