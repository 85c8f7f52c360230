import { Random } from '../../../src/common/random.ts';

/** Draws of a seeded run: equal seeds give equal texts. */
export class Draw {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(BigInt(seed));
  }

  /** A whole number in [0, count). */
  below(count: number): number {
    return this.#random.nextIntBelow(count);
  }

  /** A whole number in [from, to]. */
  between(from: number, to: number): number {
    return from + this.below(to - from + 1);
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  one<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  /** `count` different ones of the choices, in random order. */
  some<T>(choices: readonly T[], count: number): T[] {
    const left = [...choices];
    const drawn: T[] = [];
    while (drawn.length < count && left.length > 0) {
      drawn.push(...left.splice(this.below(left.length), 1));
    }
    return drawn;
  }

  /** `count` texts with a separator between them. */
  list(count: number, text: () => string, separator = ', '): string {
    return Array.from({ length: count }, text).join(separator);
  }
}
