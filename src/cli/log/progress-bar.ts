import type { LogWorld } from './log-world.ts';
import { bytesText, durationText } from './text-table.ts';

const redrawMs = 100;
const barColumns = 24;

/**
 * How far long work is, on the terminal that errors go to; nothing when it is none. Drawn at most
 * ten times a second, when there is something to say.
 */
export class ProgressBar {
  readonly #world: LogWorld;
  readonly #what: string;
  readonly #totalBytes: number;
  readonly #startMs: number;
  #bytes = 0;
  #drawnMs = Number.NEGATIVE_INFINITY;
  #isDrawn = false;

  constructor(world: LogWorld, what: string, totalBytes: number) {
    this.#world = world;
    this.#what = what;
    this.#totalBytes = totalBytes;
    this.#startMs = world.clock.monotonicMs();
  }

  /** So many bytes more are done. */
  add(bytes: number): void {
    this.#bytes += bytes;
    const columns = this.#world.errColumns();
    if (columns === null) return;
    const nowMs = this.#world.clock.monotonicMs();
    if (nowMs - this.#drawnMs < redrawMs) return;
    this.#drawnMs = nowMs;
    this.#isDrawn = true;
    this.#world.err(`\r${this.#text(nowMs).slice(0, columns - 1)}\x1b[K`);
  }

  /** Takes it off the terminal: to write a line, or at the end. */
  clear(): void {
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    this.#drawnMs = Number.NEGATIVE_INFINITY;
    this.#world.err('\r\x1b[K');
  }

  #text(nowMs: number): string {
    const part = this.#totalBytes === 0 ? 1 : Math.min(1, this.#bytes / this.#totalBytes);
    const full = Math.round(part * barColumns);
    const bar = `${'█'.repeat(full)}${'░'.repeat(barColumns - full)}`;
    const perMs = this.#bytes / Math.max(1, nowMs - this.#startMs);
    const leftMs = Math.max(0, this.#totalBytes - this.#bytes) / Math.max(perMs, 1e-9);
    const percent = `${Math.floor(part * 100)}%`.padStart(4);
    const amount = `${bytesText(this.#bytes)} of ${bytesText(this.#totalBytes)}`;
    const eta = this.#bytes === 0 ? '' : `  ${durationText(leftMs)} left`;
    return `${this.#what} ${bar} ${percent}  ${amount}  ${bytesText(perMs * 1000)}/s${eta}`;
  }
}
