import type { Clock, Timer } from '../../src/common/clock.ts';

type Alarm = { readonly atMs: number; readonly run: () => void };

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  #nowMs = 0;
  readonly #alarms = new Set<Alarm>();

  readonly nowMicros = (): number => this.#nowMs * 1000;
  readonly monotonicMs = (): number => this.#nowMs;

  readonly after = (delayMs: number, run: () => void): Timer => {
    const alarm = { atMs: this.#nowMs + Math.max(0, delayMs), run };
    this.#alarms.add(alarm);
    return { cancel: () => this.#alarms.delete(alarm) };
  };

  /** Moves on, ringing every alarm at its own moment, those set meanwhile included. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(endMs); next !== null; next = this.#next(endMs)) {
      this.#alarms.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = endMs;
  }

  /** Alarms not yet rung nor cancelled. */
  get pending(): number {
    return this.#alarms.size;
  }

  #next(endMs: number): Alarm | null {
    const due = [...this.#alarms].filter((alarm) => alarm.atMs <= endMs);
    return due.toSorted((a, b) => a.atMs - b.atMs)[0] ?? null;
  }
}
