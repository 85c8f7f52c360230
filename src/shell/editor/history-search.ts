/** The newest entry before `before` that contains the text, ignoring case where it is all lower case. */
function findBack(entries: readonly string[], text: string, before: number): number {
  const fold = (entry: string): string =>
    text === text.toLowerCase() ? entry.toLowerCase() : entry;
  for (let n = before - 1; n >= 0; n -= 1) {
    if (fold(entries[n] as string).includes(text)) return n;
  }
  return -1;
}

/** A search backwards through the history as letters are typed (Ctrl-R). */
export class HistorySearch {
  readonly #entries: readonly string[];
  #text = '';
  #found = -1;
  #failed = false;

  constructor(entries: readonly string[]) {
    this.#entries = entries;
  }

  /** What is searched for. */
  get text(): string {
    return this.#text;
  }

  /** The entry that was found, or null. */
  get match(): string | null {
    return this.#entries[this.#found] ?? null;
  }

  /** Where in the match the text stands; 0 without one. */
  get matchAt(): number {
    const at = this.match?.toLowerCase().indexOf(this.#text.toLowerCase()) ?? 0;
    return Math.max(0, at);
  }

  /** Whether nothing, or nothing older, was found. */
  get failed(): boolean {
    return this.#failed;
  }

  type(letters: string): void {
    this.#search(this.#text + letters, this.#found < 0 ? this.#entries.length : this.#found + 1);
  }

  back(): void {
    const shorter = Array.from(this.#text).slice(0, -1).join('');
    this.#found = -1;
    this.#search(shorter, this.#entries.length);
  }

  /** On to an older one. */
  older(): void {
    if (this.#text !== '') this.#search(this.#text, this.#found < 0 ? 0 : this.#found);
  }

  #search(text: string, before: number): void {
    this.#text = text;
    if (text === '') {
      this.#found = -1;
      this.#failed = false;
      return;
    }
    const found = findBack(this.#entries, text, before);
    this.#failed = found < 0;
    if (found >= 0) this.#found = found;
  }
}
