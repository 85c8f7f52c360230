import type { WorkProgress } from '../protocol/messages.ts';
import type { ShellOutput } from './shell-world.ts';

/** Places of the bar itself. */
const barWidth = 24;

/** A line on the terminal that tells how far a statement is; it is gone when the answer is there. */
export class ScanBar {
  readonly #output: ShellOutput;
  #isDrawn = false;

  constructor(output: ShellOutput) {
    this.#output = output;
  }

  /** Whether there is a terminal to show it on. */
  get isShown(): boolean {
    return this.#output.isTerminal;
  }

  readonly show = (progress: WorkProgress): void => {
    const { columns } = this.#output.size();
    this.#isDrawn = true;
    this.#output.write(`\r${scanText(progress).slice(0, Math.max(0, columns - 1))}\x1b[K`);
  };

  clear(): void {
    if (this.#isDrawn) this.#output.write('\r\x1b[K');
    this.#isDrawn = false;
  }
}

/** `[████░░░░]  45 %  1,200,000 of 2,700,000 rows  3,100,000 rows/s  12 MiB` */
export function scanText({ rowsRead, rowsToRead, bytesHeld, elapsedMs }: WorkProgress): string {
  const part = rowsToRead === 0 ? 1 : Math.min(1, rowsRead / rowsToRead);
  const full = Math.floor(part * barWidth);
  const rate = elapsedMs === 0 ? 0 : Math.round((rowsRead / elapsedMs) * 1000);
  return [
    `[${'█'.repeat(full)}${'░'.repeat(barWidth - full)}]`,
    `${String(Math.floor(part * 100)).padStart(3)} %`,
    `${grouped(rowsRead)} of ${grouped(rowsToRead)} rows`,
    `${grouped(rate)} rows/s`,
    `${Math.ceil(bytesHeld / 1024 / 1024)} MiB`,
  ].join('  ');
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
