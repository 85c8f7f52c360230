import { expect, test } from 'vitest';
import { ScanBar, scanText } from '../../../src/shell/scan-bar.ts';

const progress = {
  rowsRead: 1_200_000,
  rowsToRead: 2_400_000,
  bytesHeld: 3_000_000,
  elapsedMs: 400,
};

test('part, rows, rate and memory are told', () => {
  expect(scanText(progress)).toBe(
    '[████████████░░░░░░░░░░░░]   50 %  1,200,000 of 2,400,000 rows  3,000,000 rows/s  3 MiB',
  );
});

test('it fits the line and leaves nothing behind', () => {
  const written: string[] = [];
  const size = (): { columns: number; rows: number } => ({ columns: 20, rows: 5 });
  const bar = new ScanBar({ isTerminal: true, size, write: (text) => written.push(text) });
  bar.clear();
  bar.show(progress);
  bar.clear();
  bar.clear();
  expect(written).toEqual(['\r[████████████░░░░░░\x1b[K', '\r\x1b[K']);
});
