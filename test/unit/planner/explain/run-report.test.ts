import { expect, test } from 'vitest';
import { actualLines, msText, runFactLine } from '../../../../src/planner/explain/run-report.ts';

const idle = { rowsIn: 0, rowsOut: 0, ms: 0, stateRows: 0, stateBytes: 0, notes: [] };

test('what a node has done', () => {
  expect(actualLines({ ...idle, watermarkMicros: null })).toEqual([
    'actual: 0 rows in, 0 out, 0 ms',
  ]);
  const busy = { rowsIn: 10, rowsOut: 3, ms: 1.239, stateRows: 2, stateBytes: 3000, notes: ['x'] };
  expect(actualLines({ ...busy, watermarkMicros: 1_000_000 })).toEqual([
    'actual: 10 rows in, 3 out, 1.24 ms, holds 2 rows in 3 KiB, watermark 1970-01-01 00:00:01',
    'x',
  ]);
  expect(actualLines({ ...busy, stateBytes: 5_000_000, watermarkMicros: null })[0]).toContain(
    'holds 2 rows in 4.8 MiB',
  );
});

test('what is known of a run', () => {
  expect(msText(0.125)).toBe('0.13 ms');
  expect(runFactLine({ key: 'rows', label: 'Answer', value: 3, unit: ' rows' })).toBe(
    'Answer: 3 rows',
  );
  expect(runFactLine({ key: 'error', label: 'Error', value: 'none' })).toBe('Error: none');
});
