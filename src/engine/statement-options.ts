import type { ExecuteOptions } from './api.ts';
import type { Transaction } from './transaction.ts';

/** What a statement runs with. */
export type StatementOptions = Omit<ExecuteOptions, 'block'> & {
  /** The transaction that it is part of; null or left out for a statement on its own. */
  readonly transaction?: Transaction | null | undefined;
};
