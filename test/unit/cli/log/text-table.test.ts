import { expect, test } from 'vitest';
import {
  bytesText,
  durationText,
  textTable,
  timeText,
} from '../../../../src/cli/log/text-table.ts';

test('columns are as wide as their widest cell, lines have no spaces at their end', () => {
  const columns = [
    { title: 'n', side: 'right' },
    { title: 'name', side: 'left' },
  ] as const;
  const rows = [
    ['1', 'a'],
    ['100', ''],
  ];
  expect(textTable(columns, rows)).toBe('  n  name\n  1  a\n100\n');
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [128 * 1024 * 1024, '128.0 MiB'],
  [3 * 1024 ** 4, '3.0 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [250, '250 ms'],
  [10_000, '10 s'],
  [300_000, '5 min'],
  [7 * 24 * 3_600_000, '7 d'],
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test('a time that is none is a dash', () => {
  expect(timeText(0)).toBe('1970-01-01T00:00:00.000Z');
  expect(timeText(Number.NEGATIVE_INFINITY)).toBe('-');
  expect(timeText(2 ** 60)).toBe('-');
});
