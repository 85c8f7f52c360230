import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type MouseEvent, useId, useRef, useSyncExternalStore } from 'react';
import type { Clock } from '../../../src/common/clock.ts';
import type { Cell, Column } from '../../../src/protocol/messages.ts';
import { cellId, GridLine } from './grid-cell.tsx';
import { GridHead, headId } from './grid-head.tsx';
import type { GridPlace } from './grid-keys.ts';
import type { GridStore } from './grid-store.ts';
import { useAnchoredScroll } from './use-anchored-scroll.ts';
import { useColumnWidths } from './use-column-widths.ts';
import { useGridKeyboard } from './use-grid-keyboard.ts';

/** Heights in pixels; the stylesheet has the same. */
const linePx = 28;
const headPx = 46;
const spareLines = 10;

export type ResultGridProps = {
  readonly grid: GridStore;
  readonly clock: Clock;
  readonly label: string;
  /** What is shown is from before an interruption. */
  readonly isStale: boolean;
  /** A cell was opened to be seen whole. */
  readonly onOpenCell: (column: Column, cell: Cell) => void;
};

/** The grid of a result: only the rows in sight are drawn, once per published picture. */
export function ResultGrid({ grid, clock, label, isStale, onOpenCell }: ResultGridProps) {
  const version = useSyncExternalStore(grid.subscribe, grid.version);
  const gridId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useVirtualizer({
    count: grid.rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => linePx,
    overscan: spareLines,
    paddingStart: headPx,
    scrollPaddingStart: headPx,
  });
  const drawn = lines.getVirtualItems();
  const keyboard = useGridKeyboard({
    grid,
    pageRows: Math.max(1, drawn.length - 2 * spareLines),
    scrollTo: (row) => lines.scrollToIndex(row),
    onOpenCell,
  });
  const { place, rowId } = keyboard;
  const { widths, setWidth } = useColumnWidths(grid, version, lines.range?.startIndex ?? 0);
  useAnchoredScroll(grid, version, scroller.current, linePx);

  const isDrawn = drawn.some(({ index }) => index === place?.row);
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      className={isStale ? 'grid grid-stale' : 'grid'}
      aria-label={label}
      aria-rowcount={grid.rowCount + 1}
      aria-colcount={grid.columns.length}
      aria-activedescendant={activeElement(gridId, place, isDrawn ? rowId : null)}
      onKeyDown={keyboard.press}
      onFocus={keyboard.enter}
      onClick={(event) => choose(event, keyboard.goTo)}
      onDoubleClick={(event) => choose(event, keyboard.open)}
      style={{ '--columns': widths.map((px) => `${px}px`).join(' ') } as CSSProperties}
    >
      <GridHead
        gridId={gridId}
        columns={grid.columns}
        keyColumns={grid.key ?? []}
        sort={grid.sort}
        activeColumn={place?.row === -1 ? place.column : -1}
        onSort={keyboard.sort}
        widths={widths}
        onResize={setWidth}
      />
      <div role="rowgroup" className="lines" style={{ height: lines.getTotalSize() - headPx }}>
        {drawn.map(({ index, start }) => {
          const row = grid.rowAt(index);
          return row === undefined ? null : (
            <GridLine
              key={row.id}
              gridId={gridId}
              row={row}
              version={row.version}
              columns={grid.columns}
              index={index}
              topPx={start - headPx}
              nowMs={clock.monotonicMs()}
              activeColumn={place?.row === index ? place.column : -1}
            />
          );
        })}
      </div>
    </div>
  );
}

function activeElement(
  gridId: string,
  place: GridPlace | null,
  rowId: number | null,
): string | undefined {
  if (place === null) return undefined;
  if (place.row < 0) return headId(gridId, place.column);
  return rowId === null ? undefined : cellId(gridId, rowId, place.column);
}

/** The cell that a click meant, by the places that the elements carry. */
function choose(event: MouseEvent, use: (place: GridPlace) => void): void {
  const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-column]');
  const line = cell?.closest<HTMLElement>('[data-index]');
  if (cell === null || line === null || line === undefined) return;
  use({
    row: Number(line.getAttribute('data-index')),
    column: Number(cell.getAttribute('data-column')),
  });
}
