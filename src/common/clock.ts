/** A timer that can be cancelled; cancelling twice, or after it fired, does nothing. */
export type Timer = { readonly cancel: () => void };

/**
 * The seam for time. Everything below the server takes its time from one, so that a simulation
 * can own it.
 */
export type Clock = {
  /** Wall-clock time in microseconds since 1970-01-01T00:00:00Z; may jump. */
  readonly nowMicros: () => number;
  /** Milliseconds since an arbitrary start; never goes back. */
  readonly monotonicMs: () => number;
  /** Calls `run` once after at least `delayMs` milliseconds; 0 means as soon as pending I/O allows. */
  readonly after: (delayMs: number, run: () => void) => Timer;
};

/** The clock of the machine. */
export const systemClock: Clock = {
  nowMicros: () => Date.now() * 1000,
  monotonicMs: () => performance.now(),
  after: (delayMs, run) => {
    if (delayMs <= 0) {
      const immediate = setImmediate(run);
      return { cancel: () => clearImmediate(immediate) };
    }
    const timeout = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timeout) };
  },
};

/** A promise that resolves after `delayMs` on the given clock. */
export function sleep(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(delayMs, resolve);
  });
}
