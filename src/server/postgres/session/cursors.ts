import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { Answer } from './answer.ts';
import type { BoundValues } from './bound-values.ts';
import type { Prepared } from './prepared-statements.ts';

/** Portals that a session may have at a time. */
const cursorsMax = 1000;

/** A statement with its parameters, on its way to the client piece by piece: a portal, or a cursor. */
export type Cursor = {
  readonly prepared: Prepared;
  readonly values: BoundValues;
  readonly formats: readonly number[];
  /** What it answers; null before it has begun. */
  answer: Answer | null;
  /** Whether everything has been sent. */
  isFinished: boolean;
  /** Until when it stays without being closed. */
  readonly lifetime: 'sync' | 'transaction' | 'session';
};

/** The portals and cursors of one session, by name; '' is the unnamed one, which the next replaces. */
export class Cursors {
  readonly #cursors = new Map<string, Cursor>();

  /** @throws SqlError 42P03 for a name that is taken, 53400 for too many */
  add(name: string, cursor: Cursor): void {
    if (name === '') this.close('');
    else if (this.#cursors.has(name)) {
      throw new SqlError('42P03', `cursor "${name}" already exists`);
    }
    if (this.#cursors.size >= cursorsMax) {
      throw new SqlError(
        sqlState.configurationLimitExceeded,
        `a session can have ${cursorsMax} open cursors`,
      );
    }
    this.#cursors.set(name, cursor);
  }

  has(name: string): boolean {
    return this.#cursors.has(name);
  }

  /** @throws SqlError 34000 */
  get(name: string, what: 'portal' | 'cursor'): Cursor {
    const found = this.#cursors.get(name);
    if (found !== undefined) return found;
    throw new SqlError('34000', `${what} "${name}" does not exist`);
  }

  /** Closes one; one that there is not is closed already. */
  close(name: string): void {
    this.#cursors.get(name)?.answer?.rows?.close();
    this.#cursors.delete(name);
  }

  /** The client has synchronised outside of a transaction: portals end, but for continuous queries. */
  sync(): void {
    for (const [name, { lifetime, answer }] of [...this.#cursors]) {
      const goesOn = answer?.rows?.isEndless === true;
      if (lifetime === 'sync' && !goesOn) this.close(name);
    }
  }

  /** A transaction has ended. */
  endTransaction(): void {
    for (const [name, { lifetime }] of [...this.#cursors]) {
      if (lifetime !== 'session') this.close(name);
    }
  }

  closeAll(): void {
    for (const name of [...this.#cursors.keys()]) this.close(name);
  }
}
