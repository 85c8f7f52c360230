import type { Measurement, NexmarkMeasurement } from './measurement.ts';

/** Figures as a table for people: numbers at the right, in groups of three digits. */
export function tableText(measured: readonly (Measurement | NexmarkMeasurement)[]): string {
  const [first] = measured;
  if (first === undefined) return '';
  const columns = 'query' in first ? nexmarkColumns : measurementColumns;
  const rows = measured.map((each) => columns.map((column) => cell(Object(each)[column])));
  const widths = columns.map((column, c) =>
    Math.max(column.length, ...rows.map((row) => row[c]?.length ?? 0)),
  );
  const lines = [[...columns], ...rows].map((row) =>
    row
      .map((text, c) =>
        isNumber(text) ? text.padStart(widths[c] ?? 0) : text.padEnd(widths[c] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

const nexmarkColumns = [
  'query',
  'events',
  'seconds',
  'eventsPerSecond',
  'peakRssBytes',
  'stateBytes',
  'outputRows',
];
const measurementColumns = ['suite', 'name', 'value', 'unit', 'baseline', 'baselineValue', 'ratio'];

function cell(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value !== 'number') return String(value);
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 3;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

function isNumber(text: string): boolean {
  return /^[\d,.]+$/.test(text);
}
