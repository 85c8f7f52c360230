import { useLayoutEffect, useRef } from 'react';
import type { GridStore } from './grid-store.ts';

/** Whoever has scrolled down stays with the rows in sight while new ones come in at the top. */
export function useAnchoredScroll(
  grid: GridStore,
  version: number,
  scroller: HTMLDivElement | null,
  linePx: number,
): void {
  const anchor = useRef<{ readonly id: number; readonly place: number } | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that rows changed
  useLayoutEffect(() => {
    if (scroller === null) return;
    const remember = (): void => {
      const place = Math.floor(scroller.scrollTop / linePx);
      const row = scroller.scrollTop === 0 ? undefined : grid.rowAt(place);
      anchor.current = row === undefined ? null : { id: row.id, place };
    };
    const before = anchor.current;
    if (before !== null && grid.growsAtTop) {
      const place = grid.indexOf(before.id);
      if (place >= 0) scroller.scrollTop += (place - before.place) * linePx;
    }
    remember();
    scroller.addEventListener('scroll', remember, { passive: true });
    return () => scroller.removeEventListener('scroll', remember);
  }, [grid, version, scroller, linePx]);
}
