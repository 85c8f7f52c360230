import type { LiveRow } from '../../client/live-rows.ts';
import type { Cell, Column } from '../../protocol/messages.ts';
import { isNumber } from '../cell-text.ts';
import { boxBorder } from '../format/aligned-formats.ts';
import { cellTexts, fitWidths, naturalWidths, nullText } from '../format/table-layout.ts';
import type { Style } from '../style.ts';
import { elide, pad, visible } from '../text-width.ts';

export type LiveTableView = {
  readonly columns: readonly Column[];
  /** The rows that are shown, in their order. */
  readonly rows: readonly LiveRow[];
  /** Rows that changed at this version of the store or later are lit; Infinity for none. */
  readonly litSince: number;
  readonly width: number;
  readonly style: Style;
};

/**
 * Draws a table whose columns never become narrower while it lives, so that it does not tremble.
 * Columns for which there is no room are left out, and counted in `hiddenColumns`.
 */
export class LiveTable {
  #widths: number[] = [];
  #hiddenColumns = 0;

  get hiddenColumns(): number {
    return this.#hiddenColumns;
  }

  /** The lines of the table. */
  render(view: LiveTableView): string[] {
    const { columns, rows, style } = view;
    const texts = rows.map(({ cells }) => cellTexts(columns, cells));
    const natural = naturalWidths(columns, texts);
    this.#widths = natural.map((width, c) => Math.max(width, this.#widths[c] ?? 0));
    const widths = this.#fit(columns, view.width);
    const shown = columns.slice(0, widths.length);
    const lines = rows.map((row, r) =>
      shown.map((column, c) => {
        const text = fill(texts[r]?.[c] ?? null, column, widths[c] as number);
        return paintCell(text, row, c, view);
      }),
    );
    const head = shown.map((column, c) =>
      style.bold(fill(visible(column.name), column, widths[c] as number)),
    );
    return boxLines(head, lines, widths, style);
  }

  /** The widths of the columns that there is room for; at least one. */
  #fit(columns: readonly Column[], widthMax: number): number[] {
    for (let count = columns.length; count > 0; count -= 1) {
      const room = widthMax - boxBorder(count);
      const widths = fitWidths(columns.slice(0, count), this.#widths.slice(0, count), room);
      if (widths === null) continue;
      this.#hiddenColumns = columns.length - count;
      return widths;
    }
    this.#hiddenColumns = Math.max(0, columns.length - 1);
    // A line that wrapped would break the drawing in place.
    return [Math.max(1, widthMax - boxBorder(1))];
  }
}

/** The lines of a box around texts that all have the widths of their columns. */
function boxLines(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  widths: readonly number[],
  style: Style,
): string[] {
  const bars = widths.map((width) => '─'.repeat(width + 2));
  const bar = style.dim('│');
  const line = (texts: readonly string[]): string => `${bar} ${texts.join(` ${bar} `)} ${bar}`;
  return [
    style.dim(`┌${bars.join('┬')}┐`),
    line(head),
    style.dim(`├${bars.join('┼')}┤`),
    ...rows.map(line),
    style.dim(`└${bars.join('┴')}┘`),
  ];
}

function fill(text: string | null, column: Column, width: number): string {
  return pad(elide(text ?? nullText, width), width, isNumber(column) ? 'left' : 'right');
}

/** New rows and cells that went up are green, cells that went down red, other changes yellow. */
function paintCell(
  text: string,
  row: LiveRow,
  c: number,
  { litSince, style }: LiveTableView,
): string {
  const now = row.cells[c] ?? null;
  if (row.changedAt >= litSince && row.changedAt > 0) {
    if (row.previous === null) return style.green(text);
    const direction = directionOf(row.previous[c] ?? null, now);
    if (direction !== null) return style.bold(directionPaints(style)[direction](text));
  }
  return now === null ? style.dim(text) : text;
}

type Direction = 'up' | 'down' | 'other';

function directionPaints(style: Style): Readonly<Record<Direction, (text: string) => string>> {
  return { up: style.green, down: style.red, other: style.yellow };
}

function directionOf(before: Cell, now: Cell): Direction | null {
  if (before === now || JSON.stringify(before) === JSON.stringify(now)) return null;
  const [was, is] = [Number(before), Number(now)];
  if (before === null || now === null || Number.isNaN(was) || Number.isNaN(is)) return 'other';
  return is >= was ? 'up' : 'down';
}
