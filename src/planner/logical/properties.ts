import type { TimeAttribute } from './time-attribute.ts';

/** What is known of the output of a plan. */
export type Properties = {
  /** `append`: rows are never taken back. */
  readonly mode: 'append' | 'updating';
  /** Sets of columns that each identify a row; none known: empty. */
  readonly keys: readonly (readonly number[])[];
  readonly times: ReadonlyMap<number, TimeAttribute>;
};
