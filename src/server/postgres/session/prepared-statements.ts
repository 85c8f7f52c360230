import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { Analysis } from './analysis.ts';

/** Statements that a session may have prepared at a time. */
const statementsMax = 10_000;

/** Characters of all their texts. */
const charactersMax = 32 * 1024 * 1024;

/** A statement that waits for its parameters, and the text that the client sent it in. */
export type Prepared = { readonly sql: string; readonly analysis: Analysis };

/** The prepared statements of one session, by name; '' is the unnamed one, which the next replaces. */
export class PreparedStatements {
  readonly #statements = new Map<string, Prepared>();
  #characters = 0;

  /** @throws SqlError 42P05 for a name that is taken, 53400 for too many */
  add(name: string, prepared: Prepared): void {
    if (name !== '' && this.#statements.has(name)) {
      throw new SqlError('42P05', `prepared statement "${name}" already exists`);
    }
    this.delete(name);
    const { length } = prepared.sql;
    const isFull = this.#statements.size >= statementsMax;
    if (isFull || this.#characters + length > charactersMax) {
      throw new SqlError(
        sqlState.configurationLimitExceeded,
        isFull
          ? `a session can have ${statementsMax} prepared statements`
          : `the prepared statements of a session can have ${charactersMax} characters`,
      );
    }
    this.#characters += length;
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
    this.#characters -= this.#statements.get(name)?.sql.length ?? 0;
    this.#statements.delete(name);
  }

  clear(): void {
    this.#characters = 0;
    this.#statements.clear();
  }
}
