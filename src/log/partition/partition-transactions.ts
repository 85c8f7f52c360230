import type { OpenTransaction } from '../api.ts';
import type { BatchHead } from '../format/batch-head.ts';
import type { TransactionOutcome } from '../format/control-record.ts';

/** The offsets between which all rows of transactions of a producer are aborted; both inclusive. */
export type AbortedRange = {
  readonly producerId: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
};

/** A transaction whose end is not on the disk yet. */
export type Transaction = {
  readonly producerId: number;
  readonly epoch: number;
  /** Of its first acknowledged row; −1 before. */
  firstOffset: number;
  /** Acknowledged ones. */
  rows: number;
  outcome: TransactionOutcome | null;
  /** Resolves when its end is on the disk; null before it is decided. */
  marked: Promise<void> | null;
};

/**
 * The transactions of a partition: which are open, and which rows are aborted. Growth: one entry
 * per open transaction, one per aborted one until its offsets are gone.
 */
export class PartitionTransactions {
  /** In the order of their first offsets: they are acknowledged in the order in which they are queued. */
  readonly #transactions = new Map<number, Transaction>();
  /** By producer, in the order of their offsets. Another map when some are forgotten. */
  #aborted: Aborted = new Map();
  /** Offsets that markers and aborted rows take. */
  #hidden = 0;

  /** The transaction of a producer and epoch that is not yet ended on the disk. */
  get(producerId: number, epoch: number): Transaction | null {
    return this.#transactions.get(keyOf(producerId, epoch)) ?? null;
  }

  /** An undecided transaction of a producer with another epoch. */
  another(producerId: number, epoch: number): Transaction | null {
    for (const other of this.#transactions.values()) {
      const differs = other.producerId === producerId && other.epoch !== epoch;
      if (differs && other.outcome === null) return other;
    }
    return null;
  }

  /** Whether a producer has any that is not yet ended on the disk. */
  has(producerId: number): boolean {
    for (const one of this.#transactions.values()) if (one.producerId === producerId) return true;
    return false;
  }

  /** Notes that rows of a transaction are queued. */
  begin(producerId: number, epoch: number, firstOffset = -1, rows = 0): Transaction {
    const key = keyOf(producerId, epoch);
    let transaction = this.#transactions.get(key);
    if (transaction === undefined) {
      transaction = { producerId, epoch, firstOffset, rows, outcome: null, marked: null };
      this.#transactions.set(key, transaction);
    }
    return transaction;
  }

  /** Takes a batch with rows of a transaction that was acknowledged, or is found at recovery. */
  rows({ producerId, producerEpoch, baseOffset, rows }: BatchHead): void {
    const transaction = this.begin(producerId, producerEpoch);
    transaction.rows += rows;
    if (transaction.firstOffset < 0) transaction.firstOffset = baseOffset;
  }

  /** Takes the marker that ends a transaction. */
  marker({ producerId, producerEpoch, baseOffset }: BatchHead, outcome: TransactionOutcome): void {
    this.#hidden += 1;
    const key = keyOf(producerId, producerEpoch);
    const transaction = this.#transactions.get(key);
    if (transaction === undefined) return;
    this.#transactions.delete(key);
    const { firstOffset, rows } = transaction;
    if (outcome === 'commit') return;
    this.#hidden += rows;
    this.addAborted({ producerId, firstOffset, lastOffset: baseOffset });
  }

  /** Offsets of the partition that markers and aborted rows take, on the disk. */
  get hidden(): number {
    return this.#hidden;
  }

  /** Takes over what a snapshot says. */
  restoreHidden(hidden: number): void {
    this.#hidden = hidden;
  }

  /** Offsets without a row that is committed: of markers, and of rows that are aborted or not decided. */
  hiddenOffsets(): number {
    let hidden = this.#hidden;
    for (const { outcome, rows } of this.#transactions.values()) {
      if (outcome !== 'commit') hidden += rows;
    }
    return hidden;
  }

  addAborted(range: AbortedRange): void {
    const ranges = this.#aborted.get(range.producerId);
    if (ranges === undefined) this.#aborted.set(range.producerId, [range]);
    else ranges.push(range);
  }

  /** Forgets what was only queued: it was not written. */
  rollBack(): void {
    for (const [key, { firstOffset }] of this.#transactions) {
      if (firstOffset < 0) this.#transactions.delete(key);
    }
  }

  /** Whether the rows of a batch are of a transaction that was aborted. */
  isAborted(head: BatchHead): boolean {
    return head.transactional && this.#isAborted(head, this.#aborted);
  }

  /**
   * Says which batches are not aborted, for one read: what is aborted now it knows even when that is
   * forgotten meanwhile, for the read may have found the rows before they went.
   */
  committed(): (head: BatchHead) => boolean {
    const known = this.#aborted;
    return (head) => !head.transactional || !this.#isAborted(head, known);
  }

  #isAborted(head: BatchHead, known: Aborted): boolean {
    const { producerId, producerEpoch } = head;
    if (isIn(this.#aborted, head)) return true;
    if (known !== this.#aborted && isIn(known, head)) return true;
    return this.get(producerId, producerEpoch)?.outcome === 'abort';
  }

  /** Where readers of committed rows end: at the first undecided transaction, else at the end. */
  stableOffset(endOffset: number): number {
    for (const { outcome, firstOffset } of this.#transactions.values()) {
      if (outcome === null && firstOffset >= 0) return firstOffset;
    }
    return endOffset;
  }

  /** Those that have rows and are not decided, by first offset. */
  open(): readonly OpenTransaction[] {
    return this.unmarked()
      .filter(({ outcome }) => outcome === null)
      .map(({ producerId, epoch, firstOffset }) => ({ producerId, epoch, firstOffset }));
  }

  /** Those that have rows and no end on the disk, by first offset. */
  unmarked(): readonly Transaction[] {
    return [...this.#transactions.values()].filter(({ firstOffset }) => firstOffset >= 0);
  }

  /** All aborted ranges that are kept. */
  aborted(): readonly AbortedRange[] {
    return [...this.#aborted.values()].flat();
  }

  /** Forgets aborted ranges that end before an offset. */
  forgetBefore(offset: number): void {
    const kept: Aborted = new Map();
    for (const [producerId, ranges] of this.#aborted) {
      const [first] = ranges;
      const isWhole = first !== undefined && first.lastOffset >= offset;
      const rest = isWhole ? ranges : ranges.filter(({ lastOffset }) => lastOffset >= offset);
      if (rest.length > 0) kept.set(producerId, rest);
    }
    this.#aborted = kept;
  }
}

type Aborted = Map<number, AbortedRange[]>;

function isIn(aborted: Aborted, { producerId, baseOffset }: BatchHead): boolean {
  const ranges = aborted.get(producerId);
  return ranges !== undefined && isWithin(ranges, baseOffset);
}

/** Epochs have 15 bits. */
function keyOf(producerId: number, epoch: number): number {
  return producerId * 32_768 + epoch;
}

function isWithin(ranges: readonly AbortedRange[], offset: number): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle] as AbortedRange).lastOffset < offset) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range !== undefined && range.firstOffset <= offset;
}
