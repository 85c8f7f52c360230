import type { Column } from '../../../src/protocol/messages.ts';
import { type CellKind, cellKind, compareCells } from './compare-cells.ts';
import type { GridRow } from './grid-row.ts';

/** A column to sort by. */
export type Sort = { readonly column: number; readonly descending: boolean };

/** Negative when `a` comes first. */
export type RowOrder = (a: GridRow, b: GridRow) => number;

/**
 * The order by a column, NULL last either way; rows with equal cells stand by their key, and where
 * there is none as they arrived.
 */
export function orderBy(
  columns: readonly Column[],
  key: readonly number[] | null,
  { column, descending }: Sort,
): RowOrder {
  const kindOf = (index: number): CellKind => cellKind(columns[index]?.type ?? 'text');
  const kind = kindOf(column);
  const rest = (key ?? []).filter((each) => each !== column);
  const restKinds = rest.map(kindOf);
  return (a, b) => {
    const left = a.cells[column] ?? null;
    const right = b.cells[column] ?? null;
    const order = compareCells(kind, left, right);
    if (order !== 0) return descending && left !== null && right !== null ? -order : order;
    for (let i = 0; i < rest.length; i += 1) {
      const index = rest[i] as number;
      const [x, y] = [a.cells[index] ?? null, b.cells[index] ?? null];
      const next = compareCells(restKinds[i] as CellKind, x, y);
      if (next !== 0) return next;
    }
    return a.id - b.id;
  };
}

/**
 * Puts the order right again after some rows moved: the others are in order still, so the few are
 * sorted and merged in. `placed` may hold misplaced rows; they are taken out first.
 */
export function mergeMisplaced(
  placed: readonly GridRow[],
  misplaced: readonly GridRow[],
  order: RowOrder,
): GridRow[] {
  const few = misplaced.toSorted(order);
  const merged: GridRow[] = [];
  let next = 0;
  for (const row of placed) {
    if (row.misplaced) continue;
    while (next < few.length && order(few[next] as GridRow, row) < 0) {
      merged.push(few[next] as GridRow);
      next += 1;
    }
    merged.push(row);
  }
  while (next < few.length) {
    merged.push(few[next] as GridRow);
    next += 1;
  }
  return merged;
}

const windowColumns = ['window_start', 'window_end', 'window_time'];

/**
 * The order that a result opens with: the newest window first, so that what moves is in sight;
 * null where rows are best left as they come.
 */
export function openingSort(columns: readonly Column[]): Sort | null {
  const column = columns.findIndex(({ name }) => windowColumns.includes(name));
  return column < 0 ? null : { column, descending: true };
}
