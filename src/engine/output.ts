import type { Batch } from '../data/batch.ts';

/** What came out of a query at a cut. */
export type Output = {
  readonly epoch: number;
  readonly changes: Batch | null;
  readonly watermarkMicros: number;
};

/** A query that takes what another one gives. */
export type OutputReader = { readonly push: (output: Output) => void };
