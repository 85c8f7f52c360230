import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { PreparedStatement } from '../api.ts';

/** Statements that a session may have prepared at a time. */
const statementsMax = 10_000;

/** Characters of all their texts. */
const charactersMax = 32 * 1024 * 1024;

/** The prepared statements of one session, by name; '' is the unnamed one, which the next replaces. */
export class PreparedStatements {
  readonly #statements = new Map<string, PreparedStatement>();
  #characters = 0;

  /** @throws SqlError 42P05 for a name that is taken, 53400 for too many */
  add(name: string, prepared: PreparedStatement): void {
    if (name !== '' && this.#statements.has(name)) {
      throw new SqlError('42P05', `prepared statement "${name}" already exists`);
    }
    this.delete(name);
    const { length } = prepared.statement.text;
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
  get(name: string): PreparedStatement {
    const found = this.#statements.get(name);
    if (found !== undefined) return found;
    const shown = name === '' ? 'unnamed prepared statement' : `prepared statement "${name}"`;
    throw new SqlError('26000', `${shown} does not exist`);
  }

  delete(name: string): void {
    this.#characters -= this.#statements.get(name)?.statement.text.length ?? 0;
    this.#statements.delete(name);
  }

  /** All that have a name, in the order in which they were prepared. */
  named(): readonly (readonly [name: string, prepared: PreparedStatement])[] {
    return [...this.#statements].filter(([name]) => name !== '');
  }

  clear(): void {
    this.#characters = 0;
    this.#statements.clear();
  }
}
