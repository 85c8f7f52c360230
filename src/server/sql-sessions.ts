import type { Clock } from '../common/clock.ts';
import { SqlError } from '../common/sql-error.ts';
import type { Engine, Session } from '../engine/api.ts';

/** A session that was not used for so long ends: its transaction is rolled back. */
const idleMs = 300_000;

const sessionsMax = 1000;

/** When there are as many, one that was not used for so long and is in no transaction makes room. */
const spareMs = 10_000;

type Kept = { readonly session: Session; usedMs: number };

/** What goes on between requests that name one session in the header `Millrace-Session`. */
export class SqlSessions {
  readonly #engine: Engine;
  readonly #clock: Clock;
  /** Those used longest ago come first. */
  readonly #sessions = new Map<string, Kept>();

  constructor(engine: Engine, clock: Clock) {
    this.#engine = engine;
    this.#clock = clock;
  }

  /** The session of a name, which begins with the first request that names it. @throws SqlError 22023, 53300 */
  session(name: string): Session {
    if (!/^[\x21-\x7e]{1,128}$/.test(name)) {
      throw new SqlError('22023', 'the name of a session is 1 to 128 characters without spaces');
    }
    const nowMs = this.#clock.monotonicMs();
    this.#forgetIdle(nowMs);
    const kept = this.#sessions.get(name) ?? this.#begin(nowMs);
    kept.usedMs = nowMs;
    this.#sessions.delete(name);
    this.#sessions.set(name, kept);
    return kept.session;
  }

  #begin(nowMs: number): Kept {
    if (this.#sessions.size >= sessionsMax) this.#makeRoom(nowMs);
    if (this.#sessions.size >= sessionsMax) {
      throw new SqlError('53300', 'too many sessions', {
        hint: `A session is forgotten when it was not used for ${idleMs / 60_000} minutes.`,
      });
    }
    return { session: this.#engine.openSession(), usedMs: 0 };
  }

  #makeRoom(nowMs: number): void {
    for (const [name, { session, usedMs }] of this.#sessions) {
      if (nowMs - usedMs < spareMs) return;
      if (session.status !== 'I') continue;
      session.close();
      this.#sessions.delete(name);
      return;
    }
  }

  #forgetIdle(nowMs: number): void {
    for (const [name, { session, usedMs }] of this.#sessions) {
      if (nowMs - usedMs < idleMs) return;
      session.close();
      this.#sessions.delete(name);
    }
  }
}
