/** Where the keyboard stands in the grid: a row by its place, -1 for the head, and a column. */
export type GridPlace = { readonly row: number; readonly column: number };

export type GridSize = {
  readonly rows: number;
  readonly columns: number;
  /** Rows that a page of the view holds. */
  readonly pageRows: number;
};

/** Where a key leads from a place; null when it is no key that moves. */
export function placeAfter(
  key: string,
  withMod: boolean,
  { row, column }: GridPlace,
  { rows, columns, pageRows }: GridSize,
): GridPlace | null {
  const lastRow = rows - 1;
  const lastColumn = columns - 1;
  const toRow = (next: number): GridPlace => ({
    row: Math.min(lastRow, Math.max(-1, next)),
    column,
  });
  const toColumn = (next: number): GridPlace => ({
    row,
    column: Math.min(lastColumn, Math.max(0, next)),
  });
  switch (key) {
    case 'ArrowUp':
      return toRow(row - 1);
    case 'ArrowDown':
      return toRow(row + 1);
    case 'PageUp':
      return toRow(Math.max(0, row - pageRows));
    case 'PageDown':
      return toRow(row + pageRows);
    case 'ArrowLeft':
      return toColumn(column - 1);
    case 'ArrowRight':
      return toColumn(column + 1);
    case 'Home':
      return withMod ? { row: Math.min(0, lastRow), column: 0 } : toColumn(0);
    case 'End':
      return withMod ? { row: lastRow, column: lastColumn } : toColumn(lastColumn);
    default:
      return null;
  }
}
