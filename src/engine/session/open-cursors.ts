import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { CursorRows } from './cursor-rows.ts';

/** Cursors that a session may have open at a time. */
const cursorsMax = 1000;

/** A query whose rows FETCH takes. */
export type Cursor = {
  readonly name: string;
  readonly rows: CursorRows;
  /** Whether it outlives the transaction. */
  readonly hold: boolean;
  /** Whether it may be asked to go back. */
  readonly scroll: boolean;
  /** As it was declared. */
  readonly sql: string;
};

/** The cursors that a session has declared, by name. */
export class OpenCursors {
  readonly #cursors = new Map<string, Cursor>();

  /** In the order in which they were declared. */
  all(): readonly Cursor[] {
    return [...this.#cursors.values()];
  }

  /** @throws SqlError 42P03 for a name that is taken, 53400 for too many */
  check(name: string): void {
    if (this.#cursors.has(name)) {
      throw new SqlError('42P03', `cursor "${name}" already exists`);
    }
    if (this.#cursors.size < cursorsMax) return;
    throw new SqlError(
      sqlState.configurationLimitExceeded,
      `a session can have ${cursorsMax} open cursors`,
    );
  }

  /** @throws SqlError as `check` does */
  add(cursor: Cursor): void {
    this.check(cursor.name);
    this.#cursors.set(cursor.name, cursor);
  }

  /** @throws SqlError 34000 */
  get(name: string): Cursor {
    const found = this.#cursors.get(name);
    if (found !== undefined) return found;
    throw new SqlError('34000', `cursor "${name}" does not exist`);
  }

  /** Closes one; one that there is not is closed already. */
  close(name: string): void {
    const cursor = this.#cursors.get(name);
    if (cursor === undefined) return;
    this.#cursors.delete(name);
    cursor.rows.close();
  }

  /** A transaction has ended. */
  endTransaction(): void {
    for (const { name, hold } of this.all()) if (!hold) this.close(name);
  }

  /** Closes those that are not among `kept`: they were declared since. */
  closeOthers(kept: ReadonlySet<Cursor>): void {
    for (const cursor of this.all()) if (!kept.has(cursor)) this.close(cursor.name);
  }

  closeAll(): void {
    for (const { name } of this.all()) this.close(name);
  }
}
