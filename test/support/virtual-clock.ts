import type { Clock, Timer } from '../../src/common/clock.ts';

type Alarm = { readonly atMs: number; readonly run: () => void };

/** Alarms as near as this only pace work and ring by themselves; those further off wait for `advance`. */
const nearMs = 100;

/** 2026-01-01T00:00:00Z. */
const startMicros = 1_767_225_600_000_000;

/**
 * A clock for a whole engine on a disk in memory: a test pumps it, and then nothing depends on the
 * speed of the machine. The time of day stands still until `advance`; alarms that only pace work
 * ring one after the other as soon as there is nothing else to do.
 */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #dayMs = 0;
  readonly #alarms = new Set<Alarm>();

  readonly nowMicros = (): number => startMicros + this.#dayMs * 1000;
  readonly monotonicMs = (): number => this.#nowMs;

  readonly after = (delayMs: number, run: () => void): Timer => {
    const alarm = { atMs: this.#nowMs + Math.max(0, delayMs), run };
    this.#alarms.add(alarm);
    return { cancel: () => this.#alarms.delete(alarm) };
  };

  /** Alarms not yet rung nor cancelled. */
  get pending(): number {
    return this.#alarms.size;
  }

  /** Lets everything run until the work is done. */
  async until<Result>(work: Promise<Result>): Promise<Result> {
    let isDone = false;
    const done = (): void => {
      isDone = true;
    };
    work.then(done, done);
    await turn();
    while (!isDone) {
      this.#ringNext(this.#nowMs + nearMs);
      await turn();
    }
    return await work;
  }

  /** Lets everything run until nothing moves any more; what ticks for ever is given a second. */
  async quiet(): Promise<void> {
    const endMs = this.#nowMs + 1000;
    await turn();
    while (this.#nowMs < endMs && this.#ringNext(this.#nowMs + nearMs)) await turn();
  }

  /** Moves the time of day on, ringing every alarm at its own moment. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    const dayEndMs = this.#dayMs + ms;
    while (this.#nowMs < endMs) {
      const before = this.#nowMs;
      if (!this.#ringNext(endMs)) break;
      this.#dayMs = Math.min(dayEndMs, this.#dayMs + this.#nowMs - before);
      await turn();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
    this.#dayMs = dayEndMs;
  }

  /** Rings the first alarm up to a moment; false when there is none. */
  #ringNext(endMs: number): boolean {
    let first: Alarm | null = null;
    for (const alarm of this.#alarms) {
      if (alarm.atMs <= endMs && (first === null || alarm.atMs < first.atMs)) first = alarm;
    }
    if (first === null) return false;
    this.#alarms.delete(first);
    this.#nowMs = Math.max(this.#nowMs, first.atMs);
    first.run();
    return true;
  }
}

/** One turn of the event loop, or more while a real file is read: everything that waits for promises runs. */
async function turn(): Promise<void> {
  do {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  } while (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq')));
}
