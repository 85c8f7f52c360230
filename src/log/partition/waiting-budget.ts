/** The bound on the bytes that wait to be written, of all partitions of a log or of one. */
export class WaitingBudget {
  readonly #bytesMax: number;
  readonly #rooms = new Set<WaitingRoom>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Whether so little waits that one more append is taken, whatever its size. */
  get hasRoom(): boolean {
    return this.#bytes < this.#bytesMax / 2;
  }

  /** Whether so many bytes more may wait. */
  admits(bytes: number): boolean {
    return this.hasRoom || this.#bytes + bytes <= this.#bytesMax;
  }

  /** Counts bytes that wait, or wait no longer (below 0). */
  count(bytes: number): void {
    const before = this.hasRoom;
    this.#bytes += bytes;
    if (!before && this.hasRoom) for (const room of [...this.#rooms]) room.wake();
  }

  join(room: WaitingRoom): void {
    this.#rooms.add(room);
  }

  leave(room: WaitingRoom): void {
    this.#rooms.delete(room);
  }
}

/**
 * Those who wait until there is room for appends to a partition, in order. They are let in one at a
 * time, each after the one before has had its turn to append: let in all at once they would find
 * no room again.
 */
export class WaitingRoom {
  readonly #budgets: readonly WaitingBudget[];
  #waiting: (() => void)[] = [];
  /** Those before it are in. */
  #first = 0;
  #opening = false;

  /** Resolves waits when all of these budgets have room. */
  constructor(budgets: readonly WaitingBudget[]) {
    this.#budgets = budgets;
  }

  /** Resolves when it is the caller's turn to append. */
  enter(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) for (const budget of this.#budgets) budget.join(this);
      this.wake();
    });
  }

  /** Lets in those for whom there is room. */
  wake(): void {
    if (!this.#opening) void this.#open();
  }

  /** Lets everybody in: they will be told what became of the partition. */
  close(): void {
    for (const enter of this.#takeAll()) enter();
  }

  async #open(): Promise<void> {
    this.#opening = true;
    while (this.#budgets.every((budget) => budget.hasRoom)) {
      const enter = this.#next();
      if (enter === null) break;
      enter();
      for (let turn = 0; turn < turnsToAppend; turn += 1) await Promise.resolve();
    }
    this.#opening = false;
  }

  #next(): (() => void) | null {
    const enter = this.#waiting[this.#first];
    if (enter === undefined) {
      this.#takeAll();
      return null;
    }
    this.#first += 1;
    return enter;
  }

  #takeAll(): (() => void)[] {
    const waiting = this.#waiting.slice(this.#first);
    this.#waiting = [];
    this.#first = 0;
    for (const budget of this.#budgets) budget.leave(this);
    return waiting;
  }
}

/** Turns of the microtask queue in which one that was let in appends: an `await` or two of its own. */
const turnsToAppend = 4;
