import { useEffect, useRef, useState } from 'react';
import { fittingWidths, grownWidths } from './column-widths.ts';
import type { GridStore } from './grid-store.ts';
import { measureIn } from './text-measure.ts';

/**
 * Widths in pixels that fit what was in sight so far, from the row at `start` on; a column that
 * was dragged keeps its width.
 */
export function useColumnWidths(grid: GridStore, version: number, start: number) {
  const measure = useRef(measureIn(document.body));
  const [fitting, setFitting] = useState<readonly number[]>(() =>
    fittingWidths(grid, 0, measure.current),
  );
  const [dragged, setDragged] = useState<ReadonlyMap<number, number>>(new Map());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that rows changed
  useEffect(() => {
    setFitting((before) => grownWidths(before, fittingWidths(grid, start, measure.current)));
  }, [grid, version, start]);
  return {
    widths: fitting.map((px, i) => dragged.get(i) ?? px),
    setWidth: (column: number, px: number) => {
      setDragged((before) => new Map(before).set(column, px));
    },
  };
}
