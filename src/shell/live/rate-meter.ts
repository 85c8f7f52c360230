/** Changes are averaged over so long. */
const spanMs = 3_000;

/** How many a second, over the last three seconds. */
export class RateMeter {
  readonly #samples: { readonly atMs: number; readonly total: number }[] = [];

  /** Takes the count so far. */
  sample(atMs: number, total: number): void {
    this.#samples.push({ atMs, total });
    while (this.#samples.length > 2 && (this.#samples[1]?.atMs ?? atMs) <= atMs - spanMs) {
      this.#samples.shift();
    }
  }

  get perSecond(): number {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.atMs === first.atMs) return 0;
    return ((last.total - first.total) * 1000) / (last.atMs - first.atMs);
  }
}
