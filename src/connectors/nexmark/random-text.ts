import { Random } from '../../common/random.ts';

/** Where the text of `extra` comes from is made from a seed of its own. */
const poolSeed = 1n;
const poolBytes = 1_048_576;

const lowercaseA = 97;
const space = 32;
const stringLengthMin = 3;
const stringLengthMax = 100;

/**
 * The random texts of the original (`StringsGenerator`): short strings letter by letter, and long
 * ones as pieces of a pool that is made once. Its quirk is kept: half of the pool's characters lie
 * in H … a, because Java's % keeps the sign.
 */
export class RandomText {
  #pool: Uint8Array | null = null;
  /** The string of the last `fill`: bytes[start … end). */
  readonly bytes = new Uint8Array(stringLengthMax);
  start = 0;
  end = 0;

  /** What long texts are pieces of; made when the first one is wanted. */
  get pool(): Uint8Array {
    this.#pool ??= makePool();
    return this.#pool;
  }

  /** Draws a string of 3 … max−1 letters with `special` here and there, without spaces at its ends. */
  fill(random: Random, max: number, special: number = space): void {
    const length = stringLengthMin + random.nextIntBelow(max - stringLengthMin);
    for (let i = 0; i < length; i += 1) {
      const plain = random.nextIntBelow(13) !== 0;
      this.bytes[i] = plain ? lowercaseA + random.nextIntBelow(26) : special;
    }
    this.start = 0;
    this.end = length;
    while (this.end > 0 && this.bytes[this.end - 1] === space) this.end -= 1;
    while (this.start < this.end && this.bytes[this.start] === space) this.start += 1;
  }
}

/** Draws how many bytes of the pool pad a row of `size` bytes to `average`, more or less. */
export function paddingBytes(random: Random, size: number, average: number): number {
  if (size > average) return 0;
  const missing = average - size;
  const delta = Math.floor(missing * 0.2 + 0.5);
  return missing - delta + (delta === 0 ? 0 : random.nextIntBelow(2 * delta));
}

/** Draws where in the pool a piece of so many bytes begins. */
export function paddingStart(random: Random, bytes: number): number {
  return random.nextIntBelow(poolBytes - bytes);
}

function makePool(): Uint8Array {
  const random = new Random(poolSeed);
  const pool = new Uint8Array(poolBytes);
  let rest = 0;
  for (let i = 0; i < poolBytes; i += 1) {
    if (i % 6 === 0) rest = random.nextInt();
    pool[i] = lowercaseA + (rest % 26);
    rest = Math.trunc(rest / 26);
  }
  return pool;
}
