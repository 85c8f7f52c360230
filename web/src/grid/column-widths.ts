import type { Column } from '../../../src/protocol/messages.ts';
import { shortType } from '../ui/type-name.ts';
import { cellText } from './cell-text.ts';
import { cellKind, isNumeric } from './compare-cells.ts';
import type { GridStore } from './grid-store.ts';

const narrowest = 72;
/** Text is cut behind this many pixels, unless it stands alone; numbers never are. */
const widestText = 340;
const widestAlone = 4_000;
const sampleRows = 300;
/** What stands around the text of a cell, and around a name in the head, in pixels. */
const cellPaddingPx = 30;
const headPaddingPx = 30;
const sortMarkPx = 20;
const keyMarkPx = 18;

/** Answers how wide a text is in pixels, in a cell or in bold in the head. */
export type TextMeasure = (text: string, isBold: boolean) => number;

/** Widths in pixels that fit the names, the types and the first rows from `start` on. */
export function fittingWidths(
  grid: GridStore,
  start: number,
  measure: TextMeasure,
): readonly number[] {
  return grid.columns.map((column, index) => {
    const marks = sortMarkPx + (grid.key?.includes(index) === true ? keyMarkPx : 0);
    const head = Math.max(
      measure(column.name, true) + marks,
      measure(shortType(column.type), false) * 0.85,
    );
    const cells = measure(longestText(grid, index, column, start), false);
    const width = Math.max(head + headPaddingPx, cells + cellPaddingPx, narrowest);
    const widest = grid.columns.length === 1 ? widestAlone : widestText;
    return Math.ceil(isNumeric(cellKind(column.type)) ? width : Math.min(width, widest));
  });
}

/** The longest text of a column in the sample: only that one is measured. */
function longestText(grid: GridStore, index: number, { type }: Column, start: number): string {
  let longest = '';
  const end = Math.min(grid.rowCount, start + sampleRows);
  for (let i = start; i < end; i += 1) {
    const text = cellText(grid.rowAt(i)?.cells[index] ?? null, type);
    if (text.length > longest.length) longest = text;
  }
  return longest;
}

/** The wider of each pair; the same array when nothing grew, so that nobody draws again for it. */
export function grownWidths(before: readonly number[], now: readonly number[]): readonly number[] {
  if (before.length !== now.length) return now;
  const grew = now.some((width, i) => width > (before[i] as number));
  return grew ? now.map((width, i) => Math.max(width, before[i] as number)) : before;
}
