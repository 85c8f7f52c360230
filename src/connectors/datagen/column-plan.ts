import type { Datum } from '../../data/sql-type.ts';
import type { TemplatePart } from './template.ts';

/**
 * How numbers come about: as integers of `decimals` decimal places, 1234 with two being 12.34.
 */
export type NumberPlan =
  /** start, start + step, …; begins anew after `max`. */
  | {
      readonly kind: 'sequence';
      readonly start: number;
      readonly step: number;
      readonly max: number;
      readonly decimals: number;
    }
  | {
      readonly kind: 'uniform';
      readonly min: number;
      readonly max: number;
      readonly decimals: number;
    }
  /** The least number most often, each next one less so. */
  | {
      readonly kind: 'zipf';
      readonly min: number;
      readonly max: number;
      readonly skew: number;
      readonly decimals: number;
    };

/** How the values of a column come about. */
export type ValuePlan =
  | NumberPlan
  | { readonly kind: 'coin' }
  /** Letters that can be spoken. */
  | { readonly kind: 'word'; readonly length: number }
  /** Seconds as an interval. */
  | { readonly kind: 'seconds'; readonly min: number; readonly max: number }
  /** One of the values, each in proportion to its weight: `bounds` are the sums of the weights so far. */
  | {
      readonly kind: 'choice';
      readonly values: readonly Datum[];
      readonly bounds: readonly number[];
    }
  | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
  /** When the row is due, or up to so many microseconds before. */
  | { readonly kind: 'time'; readonly jitterMicros: number };

/** A column: its values, and how often there is none (0 … 1). */
export type ColumnPlan = { readonly values: ValuePlan; readonly nullRate: number };
