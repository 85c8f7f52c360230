import type { PartitionEnds } from './cut.ts';

/** Ends that lie closer together than this many rows are not told apart. */
const stepRowsMin = 32_768;

/** A write under way. */
export type Write = {
  /** Resolves when the write, and all before it, are visible. */
  readonly visible: Promise<void>;
  /** Tells what has become of it: the ends it has brought its partitions to; none when it failed. */
  readonly finish: (ends: ReadonlyMap<number, number>) => void;
};

/** A write that is not visible yet; `ends` once it is over. */
type Waiting = { ends: ReadonlyMap<number, number> | null; readonly show: () => void };

/**
 * The order of writes to the partitions of one relation: each becomes visible whole, after all that
 * were begun before it. Remembers where writes end, so that a cut never goes through one.
 */
export class WriteOrder {
  readonly #changed: () => void;
  readonly #writes: Waiting[] = [];
  /** Ends of writes that no cut has passed yet, oldest first; the last is the end of everything. */
  #steps: PartitionEnds[] = [];
  #ends: PartitionEnds;

  /** `changed` is called whenever a write is over. */
  constructor(ends: PartitionEnds, changed: () => void) {
    this.#ends = ends;
    this.#changed = changed;
  }

  /** The end of what is visible, per partition. */
  get ends(): PartitionEnds {
    return this.#ends;
  }

  begin(): Write {
    let show: () => void = () => undefined;
    const visible = new Promise<void>((resolve) => {
      show = resolve;
    });
    const write: Waiting = { ends: null, show };
    this.#writes.push(write);
    const finish = (ends: ReadonlyMap<number, number>): void => {
      write.ends = ends;
      this.#showFinished();
      this.#changed();
    };
    return { visible, finish };
  }

  /**
   * How far a cut goes that begins at `from`: about `rowsMax` rows of a partition at most, but
   * always to the end of a write. Steps up to `from` are forgotten.
   */
  endsAfter(from: PartitionEnds, rowsMax: number): PartitionEnds {
    const isPassed = (step: PartitionEnds): boolean =>
      step.every((end, partition) => end <= (from[partition] ?? 0));
    const isNear = (step: PartitionEnds): boolean =>
      step.every((end, partition) => end <= (from[partition] ?? 0) + rowsMax);
    this.#steps = this.#steps.slice(firstWhere(this.#steps, (step) => !isPassed(step)));
    const tooFar = firstWhere(this.#steps, (step) => !isNear(step));
    return this.#steps[Math.max(tooFar - 1, 0)] ?? this.#ends;
  }

  #showFinished(): void {
    for (let head = this.#writes[0]; head !== undefined; head = this.#writes[0]) {
      if (head.ends === null) return;
      this.#writes.shift();
      if (head.ends.size > 0) this.#addStep(head.ends);
      head.show();
    }
  }

  #addStep(reached: ReadonlyMap<number, number>): void {
    const ends = [...this.#ends];
    for (const [partition, end] of reached) ends[partition] = Math.max(ends[partition] ?? 0, end);
    this.#ends = ends;
    const before = this.#steps.at(-2);
    if (before !== undefined && total(ends) - total(before) < stepRowsMin) this.#steps.pop();
    this.#steps.push(ends);
  }
}

/** The first place at which something holds; the length when it holds nowhere. */
function firstWhere<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  const place = items.findIndex(holds);
  return place < 0 ? items.length : place;
}

function total(ends: PartitionEnds): number {
  return ends.reduce((sum, end) => sum + end, 0);
}
