import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { KeptText } from './kept-text.ts';

export type SplitSize = {
  /** Pixels of the part before the splitter. */
  readonly size: number;
  readonly setSize: (size: number) => void;
};

/** A size in pixels that the person drags and finds again on the next visit. */
export function useKeptSize(name: string, atFirst: number): SplitSize {
  const kept = useRef(new KeptText(name)).current;
  const [size, setSize] = useState(() => Number(kept.get()) || atFirst);
  return {
    size,
    setSize: (next) => {
      kept.set(String(Math.round(next)));
      setSize(next);
    },
  };
}

export type SplitterProps = SplitSize & {
  readonly label: string;
  /** `vertical` stands between left and right. */
  readonly orientation: 'vertical' | 'horizontal';
  readonly min: number;
  readonly max: number;
};

/** The line between two parts of the page: dragged, or moved with the arrow keys. */
export function Splitter({ label, orientation, size, setSize, min, max }: SplitterProps) {
  const isVertical = orientation === 'vertical';
  const set = (next: number): void => setSize(Math.min(max, Math.max(min, next)));

  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const line = event.currentTarget;
    const from = isVertical ? event.clientX : event.clientY;
    line.setPointerCapture(event.pointerId);
    line.onpointermove = (move) => set(size + (isVertical ? move.clientX : move.clientY) - from);
    line.onpointerup = () => {
      line.onpointermove = null;
    };
  };

  const press = (event: KeyboardEvent): void => {
    const [less, more] = isVertical ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    if (event.key !== less && event.key !== more) return;
    event.preventDefault();
    set(size + (event.key === more ? 16 : -16));
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule that can be moved is a separator, not an hr
    <div
      className={`splitter splitter-${orientation}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(size)}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={drag}
      onKeyDown={press}
    />
  );
}
