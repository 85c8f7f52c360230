import type { PointerEvent } from 'react';
import type { Column } from '../../../src/protocol/messages.ts';
import { Icon } from '../ui/icon.tsx';
import { shortType } from '../ui/type-name.ts';
import { cellKind, isNumeric } from './compare-cells.ts';
import type { Sort } from './row-order.ts';

export type GridHeadProps = {
  readonly gridId: string;
  readonly columns: readonly Column[];
  readonly keyColumns: readonly number[];
  readonly sort: Sort | null;
  /** The column whose head the keyboard stands on; -1 when it is elsewhere. */
  readonly activeColumn: number;
  readonly onSort: (column: number) => void;
  readonly widths: readonly number[];
  readonly onResize: (column: number, widthPx: number) => void;
};

/** The id of a head's element, for the grid to say where the keyboard stands. */
export function headId(gridId: string, column: number): string {
  return `${gridId}-head-${column}`;
}

/** The names of the columns with their types; a click sorts, the right edge is dragged. */
export function GridHead(props: GridHeadProps) {
  const { gridId, columns, keyColumns, sort, activeColumn, onSort, widths, onResize } = props;
  return (
    <div role="row" aria-rowindex={1} className="heads">
      {columns.map((column, i) => (
        <div
          key={column.name + String(i)}
          id={headId(gridId, i)}
          role="columnheader"
          aria-colindex={i + 1}
          aria-sort={ariaSort(sort, i)}
          className={headClass(column, i === activeColumn)}
          onClick={() => onSort(i)}
          title={`${column.name} ${column.type}${column.nullable ? '' : ' not null'}`}
        >
          <span className="head-name">
            {keyColumns.includes(i) && <Icon name="key" size={12} />}
            <span className="head-text">{column.name}</span>
            <span className="head-sort">
              {sort?.column === i && <Icon name={sort.descending ? 'down' : 'up'} size={14} />}
            </span>
          </span>
          <span className="head-type">{shortType(column.type)}</span>
          <span
            className="head-edge"
            aria-hidden="true"
            onPointerDown={(event) => resize(event, widths[i] ?? 0, (px) => onResize(i, px))}
          />
        </div>
      ))}
    </div>
  );
}

function ariaSort(sort: Sort | null, column: number): 'ascending' | 'descending' | 'none' {
  if (sort?.column !== column) return 'none';
  return sort.descending ? 'descending' : 'ascending';
}

function headClass({ type }: Column, isActive: boolean): string {
  const base = isNumeric(cellKind(type)) ? 'head cell-number' : 'head';
  return isActive ? `${base} head-active` : base;
}

function resize(
  event: PointerEvent<HTMLElement>,
  widthPx: number,
  set: (widthPx: number) => void,
): void {
  const edge = event.currentTarget;
  const from = event.clientX;
  event.stopPropagation();
  edge.setPointerCapture(event.pointerId);
  edge.onclick = (click) => click.stopPropagation();
  edge.onpointermove = (move) => set(Math.max(48, widthPx + move.clientX - from));
  edge.onpointerup = () => {
    edge.onpointermove = null;
  };
}
