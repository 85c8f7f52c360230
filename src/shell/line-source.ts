import type { ShellInput } from './shell-world.ts';

/** What came: text, the end, or a call from outside. */
export type Arrival =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'call' };

/** The standard input a piece at a time, for whoever waits for it. */
export class LineSource {
  readonly #arrived: Arrival[] = [];
  #waiting: ((arrival: Arrival) => void) | null = null;
  readonly #stop: () => void;

  constructor(input: ShellInput) {
    this.#stop = input.listen({
      text: (text) => this.#arrive({ kind: 'text', text }),
      end: () => this.#arrive({ kind: 'end' }),
    });
  }

  /** The next arrival. One waits at a time. */
  next(): Promise<Arrival> {
    const arrival = this.#arrived.shift();
    if (arrival !== undefined) return Promise.resolve(arrival);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  /** Wakes whoever waits; without anyone it is forgotten. */
  call(): void {
    if (this.#waiting !== null) this.#arrive({ kind: 'call' });
  }

  close(): void {
    this.#stop();
  }

  #arrive(arrival: Arrival): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#arrived.push(arrival);
    else waiting(arrival);
  }
}
