/** Something that happens, perhaps before anybody waits for it. */
export class Signal {
  #isRaised = false;
  #wake: (() => void) | null = null;

  /** Whether it happened and was not taken. */
  get isRaised(): boolean {
    return this.#isRaised;
  }

  raise(): void {
    this.#isRaised = true;
    this.#wake?.();
  }

  /** Waits until it has happened, and makes it undone. */
  async taken(): Promise<void> {
    if (!this.#isRaised) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
    this.#isRaised = false;
  }
}
