import type { Column, Row } from '../../protocol/messages.ts';
import { cellText, isNumber, isTime } from '../cell-text.ts';
import { visible, widthOf } from '../text-width.ts';

/** What a table looks like before it is drawn: every cell as text, every column with its width. */
export type TableLayout = {
  readonly columns: readonly LaidOutColumn[];
  /** Texts by row and column; null is NULL. */
  readonly cells: readonly (readonly (string | null)[])[];
};

export type LaidOutColumn = {
  readonly name: string;
  readonly width: number;
  readonly align: 'left' | 'right';
};

/** What NULL looks like in tables. */
export const nullText = 'NULL';
/** A column of text is not made narrower than this. */
const narrowestText = 10;

/**
 * Lays out a table that is at most `widthMax` columns wide, borders of `borderOf` included, by
 * eliding text; numbers and times are never elided. Null when it cannot be so narrow.
 */
export function layOutTable(
  columns: readonly Column[],
  rows: readonly Row[],
  widthMax: number,
  borderOf: (columnCount: number) => number,
): TableLayout | null {
  const cells = rows.map((row) => cellTexts(columns, row));
  const widths = fitWidths(
    columns,
    naturalWidths(columns, cells),
    widthMax - borderOf(columns.length),
  );
  if (widths === null) return null;
  return {
    cells,
    columns: columns.map((column, c) => ({
      name: visible(column.name),
      width: widths[c] as number,
      align: isNumber(column) ? 'right' : 'left',
    })),
  };
}

/** The cells of a row as texts that are safe to print. */
export function cellTexts(columns: readonly Column[], row: Row): (string | null)[] {
  return columns.map((column, c) => {
    const text = cellText(row[c], column);
    return text === null ? null : visible(text);
  });
}

/** How wide each column would like to be. */
export function naturalWidths(
  columns: readonly Column[],
  cells: readonly (readonly (string | null)[])[],
): number[] {
  return columns.map((column, c) => {
    let width = widthOf(visible(column.name));
    for (const row of cells) width = Math.max(width, widthOf(row[c] ?? nullText));
    return width;
  });
}

/** Takes space from the widest columns of text until all fit; null when that is not enough. */
export function fitWidths(
  columns: readonly Column[],
  natural: readonly number[],
  widthMax: number,
): number[] | null {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) - widthMax;
  while (excess > 0) {
    const widest = widestElidable(columns, widths);
    if (widest === null) return null;
    const narrower = Math.max(narrowestText, widest.width - excess, widest.next);
    const width = narrower < widest.width ? narrower : widest.width - 1;
    excess -= widest.width - width;
    widths[widest.column] = width;
  }
  return widths;
}

type Widest = { readonly column: number; readonly width: number; readonly next: number };

/** The widest column that can still give, and the width of the next one like it. */
function widestElidable(columns: readonly Column[], widths: readonly number[]): Widest | null {
  const elidable = columns
    .map((column, c) => ({ column: c, width: widths[c] as number, fixed: isFixed(column) }))
    .filter(({ width, fixed }) => !fixed && width > narrowestText)
    .toSorted((a, b) => b.width - a.width);
  const [widest, next] = elidable;
  return widest === undefined ? null : { ...widest, next: next?.width ?? narrowestText };
}

function isFixed(column: Column): boolean {
  return isNumber(column) || isTime(column);
}
