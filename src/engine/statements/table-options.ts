import type { KnownOptions } from './check-options.ts';

/** What WITH (…) of a table takes. */
export const tableOptions: KnownOptions = {
  now: { fillfactor: null },
  later: ['retention', 'versions'],
};
