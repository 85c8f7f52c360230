import type { Clock } from '../common/clock.ts';
import { SqlError } from '../common/sql-error.ts';
import type { Engine, TransactionBlock } from '../engine/api.ts';

/** A session that was not used for so long is forgotten, and its transaction rolled back. */
const idleMs = 300_000;

const sessionsMax = 1000;

type Session = { readonly block: TransactionBlock; usedMs: number };

/** What goes on between requests that name one session in the header `Millrace-Session`. */
export class SqlSessions {
  readonly #engine: Engine;
  readonly #clock: Clock;
  /** Those used longest ago come first. */
  readonly #sessions = new Map<string, Session>();

  constructor(engine: Engine, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
  }

  /** The transactions of a session, which begins with the first request that names it. @throws SqlError 22023, 53300 */
  block(name: string): TransactionBlock {
    if (!/^[\x21-\x7e]{1,128}$/.test(name)) {
      throw new SqlError('22023', 'the name of a session is 1 to 128 characters without spaces');
    }
    const nowMs = this.#clock.monotonicMs();
    this.#forgetIdle(nowMs);
    const session = this.#sessions.get(name) ?? this.#begin();
    session.usedMs = nowMs;
    this.#sessions.delete(name);
    this.#sessions.set(name, session);
    return session.block;
  }

  #begin(): Session {
    if (this.#sessions.size >= sessionsMax) {
      throw new SqlError('53300', 'too many sessions', {
        hint: `A session is forgotten when it was not used for ${idleMs / 60_000} minutes.`,
      });
    }
    return { block: this.#engine.transactionBlock(), usedMs: 0 };
  }

  #forgetIdle(nowMs: number): void {
    for (const [name, { block, usedMs }] of this.#sessions) {
      if (nowMs - usedMs < idleMs) return;
      block.rollback();
      this.#sessions.delete(name);
    }
  }
}
