import type { Clock, Timer } from '../../../common/clock.ts';
import { SqlError, sqlState } from '../../../common/sql-error.ts';

/** One run of a statement: it can be cancelled, and may take only so long. */
export class StatementRun {
  readonly #abort = new AbortController();
  readonly #timer: Timer | null;
  #timedOut = false;

  /** `timeoutMs` 0 is no limit. */
  constructor(clock: Clock, timeoutMs: number) {
    this.#timer = timeoutMs === 0 ? null : clock.after(timeoutMs, () => this.#timeOut());
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether it was the time that ended it. */
  get timedOut(): boolean {
    return this.#timedOut;
  }

  cancel(): void {
    this.#abort.abort();
  }

  /** It is over: nothing cancels it any more. */
  end(): void {
    this.#timer?.cancel();
  }

  /** The error of a statement that was cancelled: 57014. */
  error(): SqlError {
    const reason = this.#timedOut ? 'statement timeout' : 'user request';
    return new SqlError(sqlState.queryCanceled, `canceling statement due to ${reason}`);
  }

  #timeOut(): void {
    this.#timedOut = true;
    this.#abort.abort();
  }
}
