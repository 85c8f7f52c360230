import type { Column, Row } from '../../protocol/messages.ts';
import type { Style } from '../style.ts';
import { elide, pad } from '../text-width.ts';
import { cellTexts, layOutTable, nullText, type TableLayout } from './table-layout.ts';

type Page = { readonly width: number; readonly style: Style };

/** A table in lines, `│ a │ b │`; null when it does not fit. */
export function boxTable(
  columns: readonly Column[],
  rows: readonly Row[],
  page: Page,
): string | null {
  const layout = layOutTable(columns, rows, page.width, boxBorder);
  return layout === null ? null : boxText(layout, page.style);
}

/** Columns that the lines of a box take. */
export function boxBorder(columnCount: number): number {
  return 3 * columnCount + 1;
}

function boxText(layout: TableLayout, style: Style): string {
  const rule = (left: string, middle: string, right: string): string =>
    style.dim(
      `${left}${layout.columns.map(({ width }) => '─'.repeat(width + 2)).join(middle)}${right}`,
    );
  const bar = style.dim('│');
  const line = (texts: readonly string[]): string => `${bar} ${texts.join(` ${bar} `)} ${bar}`;
  return [
    rule('┌', '┬', '┐'),
    line(headTexts(layout, style)),
    rule('├', '┼', '┤'),
    ...layout.cells.map((row) => line(rowTexts(layout, row, style))),
    rule('└', '┴', '┘'),
    '',
  ].join('\n');
}

/** A table as psql draws it, in ASCII; null when it does not fit. */
export function plainTable(
  columns: readonly Column[],
  rows: readonly Row[],
  page: Page,
): string | null {
  const layout = layOutTable(columns, rows, page.width, (count) => 3 * count - 1);
  if (layout === null) return null;
  const line = (texts: readonly string[]): string => ` ${texts.join(' | ')}`.trimEnd();
  return [
    line(headTexts(layout, page.style)),
    layout.columns.map(({ width }) => '-'.repeat(width + 2)).join('+'),
    ...layout.cells.map((row) => line(rowTexts(layout, row, page.style))),
    '',
  ].join('\n');
}

/** A table for documents. Never elided. */
export function markdownTable(columns: readonly Column[], rows: readonly Row[]): string {
  const layout = layOutTable(columns, rows, Number.POSITIVE_INFINITY, () => 0);
  if (layout === null) return '';
  const escaped = (text: string): string => text.replaceAll('|', '\\|');
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  return [
    line(layout.columns.map(({ name }) => escaped(name))),
    line(layout.columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...rows.map((row) => line(cellTexts(columns, row).map((text) => escaped(text ?? nullText)))),
    '',
  ].join('\n');
}

function headTexts(layout: TableLayout, style: Style): string[] {
  return layout.columns.map(({ name, width, align }) =>
    style.bold(pad(elide(name, width), width, align === 'right' ? 'left' : 'right')),
  );
}

function rowTexts(layout: TableLayout, row: readonly (string | null)[], style: Style): string[] {
  return layout.columns.map(({ width, align }, c) => {
    const text = row[c] ?? null;
    const padded = pad(elide(text ?? nullText, width), width, align === 'right' ? 'left' : 'right');
    return text === null ? style.dim(padded) : padded;
  });
}
