/**
 * A text that survives reloads. Where the browser keeps nothing (private windows, a full disk) it
 * lives as long as the page.
 */
export class KeptText {
  readonly #name: string;

  /** `name` is unique in this page's origin. */
  constructor(name: string) {
    this.#name = name;
  }

  /** What was kept; null when nothing was. */
  get(): string | null {
    try {
      return localStorage.getItem(this.#name);
    } catch {
      return null;
    }
  }

  set(text: string): void {
    try {
      localStorage.setItem(this.#name, text);
    } catch {
      // Then it is kept only as long as the page.
    }
  }
}
