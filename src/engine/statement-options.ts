import type { ExecuteOptions } from './api.ts';
import type { EngineSession } from './session/session.ts';
import type { Transaction } from './transaction.ts';

/** What a statement runs with. */
export type StatementOptions = Omit<ExecuteOptions, 'session'> & {
  /** The transaction that it is part of; null or left out for a statement on its own. */
  readonly transaction?: Transaction | null | undefined;
  /** Whose statement it is; left out where there is nobody. */
  readonly session?: EngineSession | undefined;
};
