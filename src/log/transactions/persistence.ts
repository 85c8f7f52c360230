import type { Clock, Timer } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';

const retryMsMin = 1000;
const retryMsMax = 30_000;

/** What is done in the background until it succeeds or the log is closed. */
export class Persistence {
  readonly #clock: Clock;
  readonly #pauses = new Map<() => void, Timer>();
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends all pauses. */
  close(): void {
    this.#closed = true;
    for (const [wake, timer] of [...this.#pauses]) {
      timer.cancel();
      wake();
    }
  }

  /** Tries until it succeeds, with longer and longer pauses; false when the log was closed before. */
  async until(attempt: () => Promise<void>): Promise<boolean> {
    for (let pauseMs = retryMsMin; ; pauseMs = Math.min(pauseMs * 2, retryMsMax)) {
      try {
        await attempt();
        return true;
      } catch (error) {
        if (isGone(error)) return true;
      }
      if (!this.#closed) await this.#pause(pauseMs);
      if (this.#closed) return false;
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#pauses.delete(wake);
        resolve();
      };
      this.#pauses.set(wake, this.#clock.after(ms, wake));
    });
  }
}

/** A topic that was deleted needs nothing more. */
function isGone(error: unknown): boolean {
  return error instanceof SqlError && error.code === sqlState.undefinedObject;
}
