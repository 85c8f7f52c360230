import type { Clock } from '../../common/clock.ts';

/**
 * Wall-clock time that is never further ahead of the start of the process than what has passed since:
 * a clock that jumps ahead must not delete early, one that was put back must be believed.
 */
export class SteadyTime {
  readonly #clock: Clock;
  readonly #startedMs: number;
  readonly #startedAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedMs = clock.monotonicMs();
    this.#startedAtMs = clock.nowMicros() / 1000;
  }

  /** Whole milliseconds since 1970. */
  nowMs(): number {
    const passedMs = this.#clock.monotonicMs() - this.#startedMs;
    return Math.floor(Math.min(this.#clock.nowMicros() / 1000, this.#startedAtMs + passedMs));
  }
}
