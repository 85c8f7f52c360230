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

/** What `work` comes to when it takes `ms` milliseconds at most, else null; the work goes on then. */
export async function within<Result>(
  clock: Clock,
  ms: number,
  work: Promise<Result>,
): Promise<Result | null> {
  let timer: Timer | null = null;
  const late = new Promise<null>((resolve) => {
    timer = clock.after(ms, () => resolve(null));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    (timer as Timer | null)?.cancel();
  }
}
