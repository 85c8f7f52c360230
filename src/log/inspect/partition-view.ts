import type { OpenTransaction } from '../api.ts';
import type { BatchHead } from '../format/batch-head.ts';
import { decodeControlRecord } from '../format/control-record.ts';
import { PartitionTransactions } from '../partition/partition-transactions.ts';
import { decodeState, type StateSnapshot, stateOffset } from '../partition/state-file.ts';
import { listPartition } from './partition-files.ts';
import type { PartitionPlace } from './partition-place.ts';
import { type FoundBatch, PartitionScan } from './partition-scan.ts';
import { readSmallFile } from './read-disk.ts';
import { readStart } from './read-start.ts';
import type { CommittedEpochs, CommittedTransactions } from './read-transactions.ts';

/** What a producer has written last. */
export type SeenProducer = {
  readonly producerId: number;
  readonly epoch: number;
  readonly lastSequence: number;
  readonly lastOffset: number;
  /** Record time of its newest row; NaN when only the snapshot of the state knows it. */
  readonly lastTimestampMs: number;
};

type FoundState = {
  readonly offset: number;
  readonly transactions: PartitionTransactions;
  readonly producers: readonly SeenProducer[];
};

/**
 * A partition as readers of committed rows see it, from its files. `refresh` walks over the heads
 * that are new. Growth: an entry per aborted and per open transaction, and per producer.
 */
export class PartitionView {
  readonly place: PartitionPlace;
  readonly #committed: CommittedTransactions;
  readonly #scan: PartitionScan;
  readonly #transactions: PartitionTransactions;
  readonly #producers: Map<number, SeenProducer>;
  #startOffset = 0;

  private constructor(place: PartitionPlace, committed: CommittedTransactions, from: FoundState) {
    this.place = place;
    this.#committed = committed;
    this.#transactions = from.transactions;
    this.#producers = new Map(from.producers.map((producer) => [producer.producerId, producer]));
    this.#scan = new PartitionScan(place, from.offset);
  }

  /**
   * Looks through a partition, from the newest snapshot of its state on.
   * @throws SqlError 55000 when a file is of a newer format
   */
  static async open(
    place: PartitionPlace,
    committed: CommittedTransactions,
  ): Promise<PartitionView> {
    const view = new PartitionView(place, committed, await newestState(place));
    await view.refresh();
    return view;
  }

  /** The offset of the oldest row that is kept. */
  get startOffset(): number {
    return this.#startOffset;
  }

  /** The offset after the last row that cannot vanish. */
  get endOffset(): number {
    return Math.max(this.#scan.offset, this.#startOffset);
  }

  /** Below this every transaction is decided. */
  get stableOffset(): number {
    return Math.max(this.#transactions.stableOffset(this.endOffset), this.#startOffset);
  }

  /** Transactions without an end, by first offset. */
  get openTransactions(): readonly OpenTransaction[] {
    return this.#transactions.open();
  }

  /** Producers that are known, by id. */
  get producers(): readonly SeenProducer[] {
    return [...this.#producers.values()].toSorted((a, b) => a.producerId - b.producerId);
  }

  /** The offset after the last row that is there, though it may vanish. */
  get seenOffset(): number {
    return Math.max(this.#scan.seenOffset, this.#startOffset);
  }

  /** Looks for what came since. */
  async refresh(): Promise<void> {
    await this.#scanOn();
    if (this.#transactions.open().length > 0) {
      const committed = await this.#committed.read();
      // Where the record is gone the marker is in.
      await this.#scanOn();
      this.#settle(committed);
    }
    const files = await listPartition(this.place.disk, this.place.directory);
    const oldest = files?.segments[0]?.baseOffset ?? this.#scan.offset;
    const start = await readStart(this.place);
    this.#startOffset = Math.max(oldest, start ?? 0);
    this.#transactions.forgetBefore(this.#startOffset);
  }

  /** Whether readers of committed rows see a batch below the stable offset. */
  isVisible(head: BatchHead): boolean {
    return !head.control && !this.#transactions.isAborted(head);
  }

  /** Reads the batches from an offset on, invisible ones included; to be closed. */
  scan(offset: number): PartitionScan {
    return new PartitionScan(this.place, Math.max(offset, this.#startOffset));
  }

  close(): Promise<void> {
    return this.#scan.close();
  }

  async #scanOn(): Promise<void> {
    for (let step = await this.#scan.next(); step !== null; step = await this.#scan.next()) {
      if (step.kind === 'batch') await this.#take(step);
    }
  }

  async #take(batch: FoundBatch): Promise<void> {
    const { head } = batch;
    if (head.producerId < 0) return;
    if (head.control) {
      const body = await batch.body();
      const outcome = body === null ? null : decodeControlRecord(body);
      if (outcome !== null) this.#transactions.marker(head, outcome);
      return;
    }
    if (head.transactional) this.#transactions.rows(head);
    this.#producers.set(head.producerId, {
      producerId: head.producerId,
      epoch: head.producerEpoch,
      lastSequence: head.baseSequence + (head.endOffset - head.baseOffset) - 1,
      lastOffset: head.endOffset - 1,
      lastTimestampMs: head.maxTimestampMs,
    });
  }

  /** Committed ones whose marker is missing, and when nobody will end the others, those are aborted. */
  #settle(committed: CommittedEpochs): void {
    for (const { producerId, epoch } of this.#transactions.open()) {
      const transaction = this.#transactions.get(producerId, epoch);
      if (transaction === null) continue;
      if (committed.get(producerId)?.has(epoch) === true) transaction.outcome = 'commit';
      else if (!this.place.isHeld()) transaction.outcome = 'abort';
    }
  }
}

async function newestState({ disk, directory, salt }: PartitionPlace): Promise<FoundState> {
  const files = await listPartition(disk, directory);
  const named = (files?.names ?? []).filter((name) => stateOffset(name) !== null);
  for (const name of named.toSorted().toReversed()) {
    const bytes = await readSmallFile(disk, `${directory}/${name}`);
    const state = bytes === null ? null : decodeState(bytes, `${directory}/${name}`, salt);
    if (state !== null && state.offset === stateOffset(name)) return foundState(state);
  }
  return { offset: 0, transactions: new PartitionTransactions(), producers: [] };
}

function foundState({ offset, transactions, aborted, producers }: StateSnapshot): FoundState {
  const known = new PartitionTransactions();
  for (const { producerId, epoch, firstOffset } of transactions) {
    known.begin(producerId, epoch, firstOffset);
  }
  for (const range of aborted) known.addAborted(range);
  const seen = producers.map(({ producerId, epoch, lastSequence, recent }) => ({
    producerId,
    epoch,
    lastSequence,
    lastOffset: recent.at(-1)?.lastOffset ?? -1,
    lastTimestampMs: Number.NaN,
  }));
  return { offset, transactions: known, producers: seen };
}
