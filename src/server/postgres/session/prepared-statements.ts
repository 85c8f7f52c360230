import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { Analysis } from './analysis.ts';

/** Statements that a session may have prepared at a time. */
const statementsMax = 10_000;

/** A statement that waits for its parameters, and the text that the client sent it in. */
export type Prepared = { readonly sql: string; readonly analysis: Analysis };

/** The prepared statements of one session, by name; '' is the unnamed one, which the next replaces. */
export class PreparedStatements {
  readonly #statements = new Map<string, Prepared>();

  /** @throws SqlError 42P05 for a name that is taken, 53400 for too many */
  add(name: string, prepared: Prepared): void {
    if (name !== '' && this.#statements.has(name)) {
      throw new SqlError('42P05', `prepared statement "${name}" already exists`);
    }
    if (this.#statements.size >= statementsMax) {
      throw new SqlError(
        sqlState.configurationLimitExceeded,
        `a session can have ${statementsMax} prepared statements`,
      );
    }
    this.#statements.set(name, prepared);
  }

  /** @throws SqlError 26000 */
  get(name: string): Prepared {
    const found = this.#statements.get(name);
    if (found !== undefined) return found;
    const shown = name === '' ? 'unnamed prepared statement' : `prepared statement "${name}"`;
    throw new SqlError('26000', `${shown} does not exist`);
  }

  delete(name: string): void {
    this.#statements.delete(name);
  }

  clear(): void {
    this.#statements.clear();
  }
}
