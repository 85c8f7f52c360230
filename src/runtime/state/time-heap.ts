/** Things by the time at which they are due, the earliest first: a binary heap. */
export class TimeHeap<T> {
  readonly #times: number[] = [];
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** When the earliest thing is due; Infinity for none. */
  get firstTime(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  add(time: number, item: T): void {
    let at = this.#items.length;
    this.#times.push(time);
    this.#items.push(item);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if ((this.#times[parent] as number) <= time) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#set(at, time, item);
  }

  /** Takes out the earliest thing that is due before a time; undefined for none. */
  takeBefore(time: number): T | undefined {
    if (this.#items.length === 0 || (this.#times[0] as number) >= time) return undefined;
    const first = this.#items[0] as T;
    const lastTime = this.#times.pop() as number;
    const last = this.#items.pop() as T;
    if (this.#items.length > 0) this.#sink(lastTime, last);
    return first;
  }

  #sink(time: number, item: T): void {
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= this.#items.length) break;
      const right = child + 1;
      if (
        right < this.#items.length &&
        (this.#times[right] as number) < (this.#times[child] as number)
      ) {
        child = right;
      }
      if ((this.#times[child] as number) >= time) break;
      this.#move(child, at);
      at = child;
    }
    this.#set(at, time, item);
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#times[from] as number, this.#items[from] as T);
  }

  #set(at: number, time: number, item: T): void {
    this.#times[at] = time;
    this.#items[at] = item;
  }
}
