import type { Clock, Timer } from '../../../src/common/clock.ts';
import type { GridStore } from './grid-store.ts';

/** Publishes a grid's picture: once per frame while something changes, else not at all. */
export class PictureLoop {
  readonly #clock: Clock;
  #grid: GridStore | null = null;
  #frame = 0;
  #timer: Timer | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The grid to publish from now on. */
  show(grid: GridStore): void {
    this.#grid = grid;
    this.wake();
  }

  /** Something changed: the next frame shows it. */
  wake(): void {
    if (this.#frame !== 0) return;
    this.#timer?.cancel();
    this.#frame = requestAnimationFrame(() => this.#publish());
  }

  #publish(): void {
    this.#frame = 0;
    const dueMs = this.#grid?.publish(this.#clock.monotonicMs()) ?? null;
    if (dueMs !== null) this.#timer = this.#clock.after(dueMs, () => this.wake());
  }
}
