import { type KeyboardEvent, useState } from 'react';
import type { Cell, Column } from '../../../src/protocol/messages.ts';
import { cellSource } from './cell-text.ts';
import { type GridPlace, placeAfter } from './grid-keys.ts';
import type { GridStore } from './grid-store.ts';
import type { Sort } from './row-order.ts';

/** The keyboard stands on a row, not on a place: the row takes it along when the order changes. */
type ActiveCell = GridPlace & { readonly rowId: number | null };

export type GridKeyboard = {
  /** Where the keyboard stands; null before the grid had the focus. */
  readonly place: GridPlace | null;
  /** The id of the row that it stands on; null on the head. */
  readonly rowId: number | null;
  readonly goTo: (place: GridPlace) => void;
  readonly enter: () => void;
  readonly press: (event: KeyboardEvent) => void;
  readonly sort: (column: number) => void;
  readonly open: (place: GridPlace) => void;
};

export type GridKeyboardOptions = {
  readonly grid: GridStore;
  /** Rows that a page of the view holds. */
  readonly pageRows: number;
  readonly scrollTo: (row: number) => void;
  readonly onOpenCell: (column: Column, cell: Cell) => void;
};

/** Moves through the grid with the keys, and does what Enter and copying mean where one stands. */
export function useGridKeyboard(options: GridKeyboardOptions): GridKeyboard {
  const { grid, pageRows, scrollTo, onOpenCell } = options;
  const [active, setActive] = useState<ActiveCell | null>(null);
  const place = placeOf(grid, active);

  const goTo = ({ row, column }: GridPlace): void => {
    setActive({ rowId: grid.rowAt(row)?.id ?? null, row, column });
    if (row >= 0) scrollTo(row);
  };
  const sort = (column: number): void => grid.sortBy(nextSort(grid.sort, column));
  const open = ({ row, column }: GridPlace): void => {
    const opened = grid.columns[column];
    if (opened !== undefined) onOpenCell(opened, grid.rowAt(row)?.cells[column] ?? null);
  };

  const act = ({ key }: KeyboardEvent, at: GridPlace, withMod: boolean): boolean => {
    if (at.row < 0) {
      if (key === 'Enter' || key === ' ') sort(at.column);
      return key === 'Enter' || key === ' ';
    }
    if (key === 'Enter' && !withMod) {
      open(at);
      return true;
    }
    if (key !== 'c' || !withMod || String(getSelection()) !== '') return false;
    copy(grid.rowAt(at.row)?.cells[at.column] ?? null);
    return true;
  };

  const press = (event: KeyboardEvent): void => {
    const withMod = event.ctrlKey || event.metaKey;
    const from = place ?? { row: -1, column: 0 };
    const size = { rows: grid.rowCount, columns: grid.columns.length, pageRows };
    const next = placeAfter(event.key, withMod, from, size);
    if (next !== null) goTo(next);
    else if (!act(event, from, withMod)) return;
    event.preventDefault();
  };

  const enter = (): void => {
    if (active === null) setActive({ rowId: null, row: -1, column: 0 });
  };
  return { place, rowId: active?.rowId ?? null, goTo, enter, press, sort, open };
}

function placeOf(grid: GridStore, active: ActiveCell | null): GridPlace | null {
  if (active === null) return null;
  const { rowId, column } = active;
  if (rowId === null) return { row: -1, column };
  const found = grid.indexOf(rowId);
  return { row: found < 0 ? Math.min(active.row, grid.rowCount - 1) : found, column };
}

/** First up, then down, then as the rows come. */
function nextSort(sort: Sort | null, column: number): Sort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

function copy(cell: Cell): void {
  void navigator.clipboard?.writeText(cellSource(cell));
}
