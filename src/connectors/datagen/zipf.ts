import type { Random } from '../../common/random.ts';

/**
 * Draws ranks 1 … `ranks` of a Zipf distribution: rank r comes in proportion to r^−skew. By
 * rejection-inversion (Hörmann and Derflinger, ACM TOMACS 6(3), 1996): no table, about one
 * uniform number per rank.
 */
export class Zipf {
  readonly #ranks: number;
  readonly #skew: number;
  readonly #first: number;
  readonly #last: number;
  readonly #near: number;

  constructor(ranks: number, skew: number) {
    this.#ranks = ranks;
    this.#skew = skew;
    this.#first = this.#integral(1.5) - 1;
    this.#last = this.#integral(ranks + 0.5);
    this.#near = 2 - this.#inverse(this.#integral(2.5) - this.#density(2));
  }

  draw(random: Random): number {
    for (;;) {
      const u = this.#last + random.nextDouble() * (this.#first - this.#last);
      const x = this.#inverse(u);
      const rank = Math.max(1, Math.min(Math.floor(x + 0.5), this.#ranks));
      if (rank - x <= this.#near || u >= this.#integral(rank + 0.5) - this.#density(rank)) {
        return rank;
      }
    }
  }

  #density(x: number): number {
    return Math.exp(-this.#skew * Math.log(x));
  }

  /** ∫ t^−skew dt from 1 to x; stable for a skew near 1. */
  #integral(x: number): number {
    const log = Math.log(x);
    return expRatio((1 - this.#skew) * log) * log;
  }

  #inverse(y: number): number {
    const t = Math.max(y * (1 - this.#skew), -1);
    return Math.exp(logRatio(t) * y);
  }
}

/** (e^x − 1) / x. */
function expRatio(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.expm1(x) / x : 1 + (x / 2) * (1 + x / 3);
}

/** log(1 + x) / x. */
function logRatio(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1 - x * (1 / 2 - x / 3);
}
