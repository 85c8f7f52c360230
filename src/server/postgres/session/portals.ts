import { SqlError, sqlState } from '../../../common/sql-error.ts';
import type { Schema } from '../../../data/batch.ts';
import type { Analysis } from './analysis.ts';
import type { Answer } from './answer.ts';
import type { BoundValues } from './bound-values.ts';

/** Portals that a session may have at a time. */
const portalsMax = 1000;

/** Characters of the parameters of all of them. */
const charactersMax = 32 * 1024 * 1024;

/** A statement with its parameters, on its way to the client piece by piece. */
export type Portal = {
  readonly analysis: Analysis;
  readonly values: BoundValues;
  readonly formats: readonly number[];
  /** The columns that the client was told; null when there are none, or they are known only once it runs. */
  readonly schema: Schema | null;
  /** What it answers; null before it has begun. */
  answer: Answer | null;
  /** Whether everything has been sent. */
  isFinished: boolean;
};

/** The portals of one session, by name; '' is the unnamed one, which the next replaces. */
export class Portals {
  readonly #portals = new Map<string, Portal>();
  #characters = 0;

  /** @throws SqlError 42P03 for a name that is taken, 53400 for too many */
  add(name: string, portal: Portal): void {
    if (name === '') this.close('');
    else if (this.#portals.has(name)) {
      throw new SqlError('42P03', `portal "${name}" already exists`);
    }
    const length = charactersOf(portal);
    const isFull = this.#portals.size >= portalsMax;
    if (isFull || this.#characters + length > charactersMax) {
      throw new SqlError(
        sqlState.configurationLimitExceeded,
        isFull
          ? `a session can have ${portalsMax} open portals`
          : `the parameters of a session's portals can have ${charactersMax} characters`,
      );
    }
    this.#characters += length;
    this.#portals.set(name, portal);
  }

  /** @throws SqlError 34000 */
  get(name: string): Portal {
    const found = this.#portals.get(name);
    if (found !== undefined) return found;
    throw new SqlError('34000', `portal "${name}" does not exist`);
  }

  /** Closes one; one that there is not is closed already. */
  close(name: string): void {
    const portal = this.#portals.get(name);
    if (portal === undefined) return;
    this.#portals.delete(name);
    this.#characters -= charactersOf(portal);
    portal.answer?.rows?.close();
  }

  /** The client has synchronised outside of a transaction: portals end, but for continuous queries. */
  sync(): void {
    for (const [name, { answer }] of [...this.#portals]) {
      if (answer?.rows?.isEndless !== true) this.close(name);
    }
  }

  /** A transaction has ended. */
  endTransaction(): void {
    this.closeAll();
  }

  closeAll(): void {
    for (const name of [...this.#portals.keys()]) this.close(name);
  }
}

function charactersOf({ values }: Portal): number {
  let characters = 0;
  for (const value of values.parameters) if (typeof value === 'string') characters += value.length;
  return characters;
}
