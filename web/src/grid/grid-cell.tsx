import { memo } from 'react';
import type { Column } from '../../../src/protocol/messages.ts';
import { cellText } from './cell-text.ts';
import { cellKind, isNumeric } from './compare-cells.ts';
import { afterglowMs, type GridRow } from './grid-row.ts';

export type GridLineProps = {
  readonly gridId: string;
  readonly row: GridRow;
  /** The row's own version: rows are changed in place. */
  readonly version: number;
  readonly columns: readonly Column[];
  readonly index: number;
  readonly topPx: number;
  readonly nowMs: number;
  /** The column that the keyboard stands on; -1 when it is in another row. */
  readonly activeColumn: number;
};

/** The id of a cell's element, for the grid to say where the keyboard stands. */
export function cellId(gridId: string, rowId: number, column: number): string {
  return `${gridId}-${rowId}-${column}`;
}

/** A row of the grid as it is drawn. */
export const GridLine = memo(drawLine, sameLine);

/** The time alone is no reason to draw a row again: its glow ends by itself. */
function sameLine(a: GridLineProps, b: GridLineProps): boolean {
  return (
    a.row === b.row &&
    a.version === b.version &&
    a.index === b.index &&
    a.topPx === b.topPx &&
    a.activeColumn === b.activeColumn &&
    a.columns === b.columns
  );
}

function drawLine(props: GridLineProps) {
  const { gridId, row, columns, index, topPx, nowMs, activeColumn } = props;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={lineClass(row, nowMs, index)}
      style={{ transform: `translateY(${topPx}px)` }}
      data-index={index}
    >
      {columns.map((column, i) => {
        const cell = row.cells[i] ?? null;
        const text = cellText(cell, column.type);
        return (
          <div
            key={column.name + String(i)}
            id={cellId(gridId, row.id, i)}
            role="gridcell"
            aria-colindex={i + 1}
            aria-selected={i === activeColumn}
            className={cellClass(column, row, i, nowMs)}
            data-column={i}
            title={text.length > 40 ? text : undefined}
          >
            {cell === null ? <span className="null">NULL</span> : text}
          </div>
        );
      })}
    </div>
  );
}

function lineClass(row: GridRow, nowMs: number, index: number): string {
  const stripe = index % 2 === 0 ? 'line' : 'line line-odd';
  if (row.goneAtMs > 0) return `${stripe} line-gone`;
  const isNew = row.bornAtMs > 0 && nowMs - row.bornAtMs < afterglowMs;
  return isNew ? `${stripe} line-new` : stripe;
}

function cellClass({ type }: Column, row: GridRow, column: number, nowMs: number): string {
  const base = isNumeric(cellKind(type)) ? 'cell cell-number' : 'cell';
  const { change, turn } = row.glow(column, nowMs);
  return change === 'none' ? base : `${base} glow-${change} glow-turn-${turn}`;
}
