import type { Interval } from '../../data/sql-type.ts';

/**
 * Windows that are not of one length from a lattice of starts. CUMULATE: starts every `size`, ends
 * every `step` after them. Calendar: months or days by the clocks of a zone; `sizeMicros` is no less
 * than the longest. Session: the rows of a partition no further apart than `sizeMicros`; it ends so
 * long after the last of them. Sliding: one window begins with every time of a partition's rows.
 * Count: the rows of a partition by their numbers, as they come; the lengths of time mean nothing.
 */
export type WindowForm =
  | { readonly kind: 'cumulating'; readonly stepMicros: number }
  | {
      readonly kind: 'calendar';
      readonly timeZone: string;
      readonly size: CalendarLength;
      readonly slide: CalendarLength;
      /** How far the starts are moved from the months and days since 1970. */
      readonly offset: Interval;
    }
  | { readonly kind: 'session' }
  | { readonly kind: 'sliding' }
  | { readonly kind: 'count'; readonly size: number; readonly advance: number };

/** Months or days; one of them is 0. */
export type CalendarLength = { readonly months: number; readonly days: number };
