import type { Field } from '../../data/batch.ts';

/**
 * Keeps rows as long as the clock is within their bounds. Output: the columns of the input without
 * those of the bounds, which are the last.
 */
export type TemporalNode = {
  readonly kind: 'temporal';
  readonly input: number;
  readonly bounds: readonly ClockBound[];
  readonly fields: readonly Field[];
};

/** A row is there from, or until, the moment that lies `shiftMicros` after the time in a column. */
export type ClockBound = {
  readonly column: number;
  readonly kind: 'from' | 'until';
  readonly shiftMicros: number;
};
