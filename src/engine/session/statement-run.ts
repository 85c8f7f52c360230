import type { Clock, Timer } from '../../common/clock.ts';
import type { SqlError } from '../../common/sql-error.ts';
import { abortError, canceled, isTimeout, timedOut } from '../ended.ts';

/** One run of a statement: it can be cancelled, and may take only so long. */
export class StatementRun {
  readonly #abort = new AbortController();
  readonly #timer: Timer | null;

  /** `timeoutMs` 0 is no limit. */
  constructor(clock: Clock, timeoutMs: number) {
    this.#timer =
      timeoutMs === 0 ? null : clock.after(timeoutMs, () => this.#abort.abort(timedOut()));
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether it was the time that ended it. */
  get timedOut(): boolean {
    return this.signal.aborted && isTimeout(this.signal);
  }

  cancel(reason: SqlError = canceled()): void {
    this.#abort.abort(reason);
  }

  /** It is over: nothing cancels it any more. */
  end(): void {
    this.#timer?.cancel();
  }

  /** The error of a statement that was cancelled: 57014. */
  error(): SqlError {
    return abortError(this.signal);
  }
}
