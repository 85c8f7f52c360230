type Waiting = { readonly alone: boolean; readonly go: () => void };

/**
 * Turns to write to a relation, first come first served: writes that depend on nothing go side by
 * side, one that reads before it writes goes alone, after all that were begun before it.
 */
export class Turns {
  #sharing = 0;
  #isAlone = false;
  readonly #waiting: Waiting[] = [];

  /** Null when the turn has come at once; else resolves when it has. */
  enter(alone: boolean): Promise<void> | null {
    if (this.#waiting.length === 0 && this.#isFree(alone)) {
      this.#take(alone);
      return null;
    }
    return new Promise((go) => {
      this.#waiting.push({ alone, go });
    });
  }

  /** Ends a turn that had come. */
  leave(alone: boolean): void {
    if (alone) this.#isAlone = false;
    else this.#sharing -= 1;
    for (let head = this.#waiting[0]; head !== undefined; head = this.#waiting[0]) {
      if (!this.#isFree(head.alone)) return;
      this.#waiting.shift();
      this.#take(head.alone);
      head.go();
    }
  }

  #isFree(alone: boolean): boolean {
    return !this.#isAlone && (!alone || this.#sharing === 0);
  }

  #take(alone: boolean): void {
    if (alone) this.#isAlone = true;
    else this.#sharing += 1;
  }
}
