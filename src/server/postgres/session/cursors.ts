import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { Answer } from './answer.ts';
import type { BoundValues } from './bound-values.ts';
import type { Prepared } from './prepared-statements.ts';

/** Portals that a session may have at a time. */
const cursorsMax = 1000;

/** Characters of the parameters of all of them. */
const charactersMax = 32 * 1024 * 1024;

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
  #characters = 0;

  /** @throws SqlError 42P03 for a name that is taken, 53400 for too many */
  add(name: string, cursor: Cursor): void {
    if (name === '') this.close('');
    else if (this.#cursors.has(name)) {
      throw new SqlError('42P03', `cursor "${name}" already exists`);
    }
    const length = charactersOf(cursor);
    const isFull = this.#cursors.size >= cursorsMax;
    if (isFull || this.#characters + length > charactersMax) {
      throw new SqlError(
        sqlState.configurationLimitExceeded,
        isFull
          ? `a session can have ${cursorsMax} open cursors`
          : `the parameters of a session's cursors can have ${charactersMax} characters`,
      );
    }
    this.#characters += length;
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
    const cursor = this.#cursors.get(name);
    if (cursor === undefined) return;
    this.#cursors.delete(name);
    this.#characters -= charactersOf(cursor);
    cursor.answer?.rows?.close();
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

function charactersOf({ values }: Cursor): number {
  let characters = 0;
  for (const value of values.parameters) if (typeof value === 'string') characters += value.length;
  return characters;
}
