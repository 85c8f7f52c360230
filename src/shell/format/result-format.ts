import type { Column, Row } from '../../protocol/messages.ts';
import type { Style } from '../style.ts';
import { boxTable, markdownTable, plainTable } from './aligned-formats.ts';
import { csvHead, csvRow, tsvHead, tsvRow } from './delimited-formats.ts';
import { jsonObject } from './json-object.ts';
import { verticalRow } from './vertical-format.ts';

/** The formats of results, as `--format` names them. */
export const resultFormats = [
  'table',
  'box',
  'vertical',
  'csv',
  'tsv',
  'json',
  'ndjson',
  'markdown',
] as const;

export type ResultFormat = (typeof resultFormats)[number];

/** Whether the word is one of the formats. */
export function isResultFormat(word: string): word is ResultFormat {
  return resultFormats.some((format) => format === word);
}

/** Where a result is to fit. */
export type Page = {
  /** Columns of the terminal; Infinity for files and pipes. */
  readonly width: number;
  readonly style: Style;
};

/**
 * A whole result as pieces of text, the last one ending with a line break. A table that is too
 * wide turns vertical.
 */
export function* resultParts(
  format: ResultFormat,
  columns: readonly Column[],
  rows: readonly Row[],
  page: Page,
): Iterable<string> {
  switch (format) {
    case 'box':
    case 'table': {
      const table = (format === 'box' ? boxTable : plainTable)(columns, rows, page);
      if (table !== null) yield table;
      else yield* rowParts('vertical', columns, rows, page.style);
      return;
    }
    case 'markdown':
      yield markdownTable(columns, rows);
      return;
    case 'json':
      yield '[';
      for (const [r, row] of rows.entries()) {
        yield `${r === 0 ? '' : ',\n '}${jsonObject(columns, row)}`;
      }
      yield ']\n';
      return;
    default:
      yield* rowParts(format, columns, rows, page.style);
  }
}

function* rowParts(
  format: ResultFormat,
  columns: readonly Column[],
  rows: readonly Row[],
  style: Style,
): Iterable<string> {
  const { head, row: textOf } = rowFormat(format, columns, style);
  yield head;
  for (const row of rows) yield textOf(row);
}

/**
 * A format that goes on: `head` comes first, then each row by itself. Formats that need the whole
 * result to know their widths write their rows as lines of JSON.
 */
export function rowFormat(
  format: ResultFormat,
  columns: readonly Column[],
  style: Style,
): { readonly head: string; readonly row: (row: Row) => string } {
  let count = 0;
  switch (format) {
    case 'csv':
      return { head: csvHead(columns), row: (row) => csvRow(columns, row) };
    case 'tsv':
      return { head: tsvHead(columns), row: (row) => tsvRow(columns, row) };
    case 'vertical':
      return {
        head: '',
        row: (row) => {
          count += 1;
          return verticalRow(columns, row, count, style);
        },
      };
    default:
      return { head: '', row: (row) => `${jsonObject(columns, row)}\n` };
  }
}
