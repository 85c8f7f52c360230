import type { Column } from '../../../src/protocol/messages.ts';
import { cellText } from './cell-text.ts';
import type { GridStore } from './grid-store.ts';

const narrowest = 72;
const widest = 340;
const sampleRows = 300;
/** About the width of a character of a cell, and what stands around the text, in pixels. */
const characterPx = 7.3;
const paddingPx = 34;

/** A width in pixels for a column whose longest text has so many characters. */
function widthFor(characters: number): number {
  return Math.round(Math.min(widest, Math.max(narrowest, characters * characterPx + paddingPx)));
}

/** Widths that fit the names, the types and the first rows from `start` on. */
export function fittingWidths(grid: GridStore, start: number): readonly number[] {
  return grid.columns.map((column, index) => {
    let longest = headCharacters(column);
    const end = Math.min(grid.rowCount, start + sampleRows);
    for (let i = start; i < end; i += 1) {
      const cell = grid.rowAt(i)?.cells[index] ?? null;
      const length = cell === null ? 4 : cellText(cell, column.type).length;
      if (length > longest) longest = length;
    }
    return widthFor(longest);
  });
}

function headCharacters({ name, type }: Column): number {
  return Math.max(name.length + 3, Math.min(type.length, 14));
}

/** The wider of each pair; the same array when nothing grew, so that nobody draws again for it. */
export function grownWidths(before: readonly number[], now: readonly number[]): readonly number[] {
  if (before.length !== now.length) return now;
  const grew = now.some((width, i) => width > (before[i] as number));
  return grew ? now.map((width, i) => Math.max(width, before[i] as number)) : before;
}
