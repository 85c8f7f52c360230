import type { Clock, Timer } from '../../common/clock.ts';
import type { ShellInput } from '../shell-world.ts';
import { type Key, KeyDecoder } from './key-decoder.ts';

/** How long the rest of an escape sequence may take; a lone Escape is known after it. */
const sequenceMs = 40;

/** Takes a key, or leaves it for whoever comes next by answering false. */
export type KeyTaker = (key: Key) => boolean;

/**
 * The keys of a raw terminal, for one taker at a time. Keys that nobody takes are kept, so that
 * what is typed while a statement runs is there at the next prompt.
 */
export class Keyboard {
  readonly #input: ShellInput;
  readonly #clock: Clock;
  readonly #decoder = new KeyDecoder();
  readonly #kept: Key[] = [];
  #taker: KeyTaker | null = null;
  #stop: (() => void) | null = null;
  #timer: Timer | null = null;

  constructor(input: ShellInput, clock: Clock) {
    this.#input = input;
    this.#clock = clock;
  }

  /** Begins to listen, in raw mode. A terminal that hangs up is Ctrl-D. */
  start(): void {
    if (this.#stop !== null) return;
    this.#input.setRaw(true);
    this.#stop = this.#input.listen({
      text: (chunk) => this.#receive(chunk),
      end: () => this.#hand({ kind: 'key', name: 'ctrl-d' }),
    });
  }

  /** Gives the terminal back as it was. */
  stop(): void {
    this.#timer?.cancel();
    this.#stop?.();
    this.#stop = null;
    this.#input.setRaw(false);
  }

  /** Hands keys to this taker, those kept first; answers how to end it. */
  take(taker: KeyTaker): () => void {
    this.#taker = taker;
    const kept = this.#kept.splice(0);
    for (const key of kept) this.#hand(key);
    return () => {
      if (this.#taker === taker) this.#taker = null;
    };
  }

  #receive(chunk: string): void {
    this.#timer?.cancel();
    for (const key of this.#decoder.decode(chunk)) this.#hand(key);
    if (!this.#decoder.pending) return;
    this.#timer = this.#clock.after(sequenceMs, () => {
      for (const key of this.#decoder.flush()) this.#hand(key);
    });
  }

  #hand(key: Key): void {
    if (this.#taker?.(key) !== true) this.#kept.push(key);
  }
}
