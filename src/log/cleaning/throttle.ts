import type { Clock, Timer } from '../../common/clock.ts';

/** Work goes on so long, then rests as long as it took: appends and reads are on the same thread. */
const turnMs = 4;
/** Waiting for the disk is no work. */
const restMsMax = 20;
/** Waits shorter than this are gathered: timers are not that exact. */
const waitMsMin = 20;

/** What is thrown where work ends because it was stopped: no failure. */
export class WorkStopped extends Error {}

/**
 * Holds work in the background to so many bytes a second, lets others have their turn in between,
 * and ends it when it is stopped.
 */
export class Throttle {
  readonly #clock: Clock;
  readonly #bytesPerMs: number;
  #owedMs = 0;
  #atMs: number;
  #turnAtMs: number;
  #isStopped = false;
  #wake: (() => void) | null = null;

  constructor(clock: Clock, bytesPerSecond: number) {
    this.#clock = clock;
    this.#bytesPerMs = bytesPerSecond / 1000;
    this.#atMs = clock.monotonicMs();
    this.#turnAtMs = this.#atMs;
  }

  /** Counts bytes of work that was done; whether it must `pause` now. */
  spend(bytes: number): boolean {
    const nowMs = this.#clock.monotonicMs();
    this.#owedMs = Math.max(0, this.#owedMs - (nowMs - this.#atMs)) + bytes / this.#bytesPerMs;
    this.#atMs = nowMs;
    return this.#isStopped || this.#owedMs >= waitMsMin || nowMs - this.#turnAtMs >= turnMs;
  }

  /** Waits until the work may go on. @throws WorkStopped when it was stopped */
  async pause(): Promise<void> {
    const owedMs = this.#owedMs >= waitMsMin ? this.#owedMs : 0;
    const workedMs = this.#clock.monotonicMs() - this.#turnAtMs;
    const restMs = workedMs >= turnMs ? Math.min(workedMs, restMsMax) : 0;
    if (!this.#isStopped) await this.#sleep(Math.max(owedMs, restMs));
    this.#turnAtMs = this.#clock.monotonicMs();
    if (this.#isStopped) throw new WorkStopped('stopped');
  }

  /** Ends the work at its next pause; one that waits goes on at once. */
  stop(): void {
    this.#isStopped = true;
    this.#wake?.();
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer: Timer = this.#clock.after(delayMs, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}
