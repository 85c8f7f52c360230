/**
 * The seam for chance: a seeded SplitMix64 generator, bit for bit that of Java's
 * `java.util.SplittableRandom` (Steele, Lea, Flood: Fast Splittable Pseudorandom Number
 * Generators, OOPSLA 2014). 64-bit state in two 32-bit halves, because BigInt arithmetic is slow.
 */
export class Random {
  #hi: number;
  #lo: number;
  #mixedHi = 0;
  #mixedLo = 0;

  constructor(seed: bigint) {
    this.#hi = Number((seed >> 32n) & 0xffffffffn) | 0;
    this.#lo = Number(seed & 0xffffffffn) | 0;
  }

  /** The state as a seed: `new Random(random.state())` goes on where this one stands. */
  state(): bigint {
    return (BigInt(this.#hi >>> 0) << 32n) | BigInt(this.#lo >>> 0);
  }

  /** A signed 32-bit integer. */
  nextInt(): number {
    this.#advance();
    this.#multiplyShifted(33, 0x62a9d9ed, 0x799705f5);
    this.#multiplyShifted(28, 0xcb24d0a5, 0xc88c35b3);
    return this.#mixedHi | 0;
  }

  /** A uniform integer in 0 … bound−1; bound from 1 to 2^31−1. */
  nextIntBelow(bound: number): number {
    const r = this.nextInt();
    const mask = bound - 1;
    if ((bound & mask) === 0) return r & mask;
    let u = r >>> 1;
    let result = u % bound;
    while (u + mask - result > 0x7fffffff) {
      u = this.nextInt() >>> 1;
      result = u % bound;
    }
    return result;
  }

  /** A signed 64-bit integer. */
  nextLong(): bigint {
    this.#mix64();
    return BigInt.asIntN(64, (BigInt(this.#mixedHi >>> 0) << 32n) | BigInt(this.#mixedLo >>> 0));
  }

  /** A double in [0, 1) with 53 random bits. */
  nextDouble(): number {
    this.#mix64();
    return ((this.#mixedHi >>> 0) * 2097152 + (this.#mixedLo >>> 11)) * 2 ** -53;
  }

  /** Adds the golden gamma to the state and takes the sum as the value to mix. */
  #advance(): void {
    const lo = (this.#lo >>> 0) + 0x7f4a7c15;
    this.#hi = (this.#hi + 0x9e3779b9 + (lo > 0xffffffff ? 1 : 0)) | 0;
    this.#lo = lo | 0;
    this.#mixedHi = this.#hi;
    this.#mixedLo = this.#lo;
  }

  #mix64(): void {
    this.#advance();
    this.#multiplyShifted(30, 0xbf58476d, 0x1ce4e5b9);
    this.#multiplyShifted(27, 0x94d049bb, 0x133111eb);
    const hi = this.#mixedHi;
    const lo = this.#mixedLo;
    this.#mixedLo = lo ^ ((lo >>> 31) | (hi << 1));
    this.#mixedHi = hi ^ (hi >>> 31);
  }

  /** z = (z ^ (z >>> shift)) * factor, on the mixed halves. */
  #multiplyShifted(shift: number, factorHi: number, factorLo: number): void {
    const hi0 = this.#mixedHi;
    const lo0 = this.#mixedLo;
    let lo: number;
    let hi: number;
    if (shift >= 32) {
      lo = lo0 ^ (hi0 >>> (shift - 32));
      hi = hi0;
    } else {
      lo = lo0 ^ ((lo0 >>> shift) | (hi0 << (32 - shift)));
      hi = hi0 ^ (hi0 >>> shift);
    }
    const a0 = lo & 0xffff;
    const a1 = lo >>> 16;
    const b0 = factorLo & 0xffff;
    const b1 = factorLo >>> 16;
    const p00 = a0 * b0;
    const middle = a1 * b0 + (p00 >>> 16);
    const cross = (middle & 0xffff) + a0 * b1;
    const carry = a1 * b1 + Math.floor(middle / 65536) + Math.floor(cross / 65536);
    this.#mixedLo = Math.imul(lo, factorLo);
    this.#mixedHi = (carry + Math.imul(hi, factorLo) + Math.imul(lo, factorHi)) | 0;
  }
}
