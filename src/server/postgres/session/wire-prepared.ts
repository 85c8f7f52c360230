import type { Session } from '../../../engine/api.ts';
import type { Prepared } from './analysis.ts';

/** The prepared statements of a connection: the session's, and those that the engine does not know. */
export class WirePrepared {
  readonly #session: Session;
  readonly #others = new Map<string, Prepared>();

  constructor(session: Session) {
    this.#session = session;
  }

  /** @throws SqlError 42P05, 53400 */
  add(name: string, prepared: Prepared): void {
    const { analysis, description } = prepared;
    if (name === '') this.delete('');
    if (analysis.kind !== 'statement') {
      this.#others.set(name, prepared);
      return;
    }
    this.#session.prepare(name, { statement: analysis.statement, description });
    this.#others.delete(name);
  }

  /** @throws SqlError 26000 */
  get(name: string): Prepared {
    const other = this.#others.get(name);
    if (other !== undefined) return other;
    const { statement, description } = this.#session.prepared(name);
    return { analysis: { kind: 'statement', statement }, description };
  }

  /** Forgets one, if there is one. */
  delete(name: string): void {
    this.#others.delete(name);
    this.#session.deallocate(name);
  }
}
