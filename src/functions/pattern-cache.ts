/** Patterns kept beside the one used last; one more empties the cache. */
const entriesMax = 256;

/**
 * Keeps what was made of patterns, formats and zone names: rows of one query ask for the same few.
 * The one asked for last is found without hashing.
 */
export class PatternCache<T extends object> {
  readonly #make: (pattern: string) => T;
  readonly #entries = new Map<string, T>();
  #lastPattern = '';
  #last: T | null = null;

  constructor(make: (pattern: string) => T) {
    this.#make = make;
  }

  /** What the pattern was made into; made now when it is new. Throws what making it throws. */
  get(pattern: string): T {
    if (this.#last !== null && pattern === this.#lastPattern) return this.#last;
    const found = this.#entries.get(pattern) ?? this.#keep(pattern);
    this.#lastPattern = pattern;
    this.#last = found;
    return found;
  }

  #keep(pattern: string): T {
    const made = this.#make(pattern);
    if (this.#entries.size >= entriesMax) this.#entries.clear();
    this.#entries.set(pattern, made);
    return made;
  }
}
