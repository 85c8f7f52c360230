import type { Partition } from '../api.ts';

/** Where a transaction has rows in a partition; offsets inclusive. */
export type RowSpan = {
  readonly partition: Partition;
  readonly firstOffset: number;
  readonly lastOffset: number;
};

/** A transaction as far as the order matters. */
export type Spanning = { readonly spans: Iterable<RowSpan> };

/**
 * Which committed transactions may be shown now. Readers end at the first undecided transaction of a
 * partition: one that is shown while an open one stands before some of its rows would be seen in
 * one partition and not in the other. So it waits for those before it, and those that wait for each
 * other are shown together. Growth: one entry per transaction that is not decided.
 */
export class DecisionOrder<T extends Spanning> {
  /** Whether it is committed, by transaction. */
  readonly #undecided = new Map<T, boolean>();

  /** Takes a transaction that begins. */
  begin(transaction: T): void {
    this.#undecided.set(transaction, false);
  }

  /** It is durably committed: all its rows are acknowledged. */
  committed(transaction: T): void {
    this.#undecided.set(transaction, true);
  }

  /** It is aborted: its rows hold up nobody any more. */
  aborted(transaction: T): void {
    this.#undecided.delete(transaction);
  }

  /** All that may be shown now, and must be in this turn; they are decided from here on. */
  takeVisible(): readonly T[] {
    const visible = new Set<T>();
    const barriers = new Map<Partition, number>();
    for (const [transaction, isCommitted] of this.#undecided) {
      if (isCommitted) visible.add(transaction);
      else lower(barriers, transaction);
    }
    while (visible.size > 0 && barriers.size > 0) {
      const hidden = [...visible].filter((transaction) => isHidden(transaction, barriers));
      if (hidden.length === 0) break;
      for (const transaction of hidden) {
        visible.delete(transaction);
        lower(barriers, transaction);
      }
    }
    for (const transaction of visible) this.#undecided.delete(transaction);
    return [...visible];
  }
}

/** Readers come no further than the first row of a transaction that is not shown. */
function lower(barriers: Map<Partition, number>, { spans }: Spanning): void {
  for (const { partition, firstOffset } of spans) {
    const barrier = barriers.get(partition);
    if (barrier === undefined || firstOffset < barrier) barriers.set(partition, firstOffset);
  }
}

function isHidden({ spans }: Spanning, barriers: ReadonlyMap<Partition, number>): boolean {
  for (const { partition, lastOffset } of spans) {
    const barrier = barriers.get(partition);
    if (barrier !== undefined && barrier <= lastOffset) return true;
  }
  return false;
}
