import type { Clock } from '../../common/clock.ts';
import type { Disk } from '../../common/disk.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { AppendedRange, ProducerStamp } from '../api.ts';
import { diskError } from '../disk/disk-error.ts';
import type { BatchHead } from '../format/batch-head.ts';
import type { TransactionOutcome } from '../format/control-record.ts';
import type { OwnDirectory } from '../format/file-front.ts';
import { PartitionTransactions, type Transaction } from './partition-transactions.ts';
import { ProducerStates, type ProducerVerdict } from './producer-states.ts';
import { type StateSnapshot, stateFileName, stateOffset, writeState } from './state-file.ts';

export type PartitionStateOptions = OwnDirectory & {
  readonly clock: Clock;
  readonly report: (line: string) => void;
};

/**
 * What a partition knows of its producers and their transactions. It follows from the heads of the
 * batches; a snapshot of it at the end of every closed segment spares recovery all but the last.
 */
export class PartitionState {
  readonly producers = new ProducerStates();
  readonly transactions = new PartitionTransactions();
  readonly #options: PartitionStateOptions;
  /** That of the newest snapshot on the disk; −1 when there is none. */
  #savedOffset = -1;

  constructor(options: PartitionStateOptions) {
    this.#options = options;
  }

  /** Judges an append of a producer against what it has written and what it has in flight. */
  check(stamp: ProducerStamp, rows: number): ProducerVerdict {
    const verdict = this.producers.check(stamp, rows);
    if (verdict.kind !== 'new' || !stamp.transactional) return verdict;
    const { producerId, epoch } = stamp;
    if (this.transactions.get(producerId, epoch) !== null) return verdict;
    const other = this.transactions.another(producerId, epoch);
    return other === null ? verdict : { kind: 'refused', error: undecided(other) };
  }

  /** Notes an append that was judged new and is queued now. */
  enqueued(stamp: ProducerStamp, rows: number, appended: Promise<AppendedRange>): void {
    this.producers.enqueued(stamp, rows, appended);
    if (stamp.transactional) this.transactions.begin(stamp.producerId, stamp.epoch);
  }

  /** Takes batches that were acknowledged. */
  acknowledge(heads: readonly BatchHead[]): void {
    for (const head of heads) {
      if (head.producerId < 0) continue;
      const { producerId, producerEpoch, control } = head;
      const decided = control ? this.transactions.get(producerId, producerEpoch) : null;
      this.take(head, decided?.outcome ?? null);
    }
  }

  /** Takes a batch that is on the disk; `outcome` is what it says when it is a marker. */
  take(head: BatchHead, outcome: TransactionOutcome | null): void {
    if (head.producerId < 0) return;
    const nowMs = this.#options.clock.monotonicMs();
    this.producers.acknowledge(head, nowMs);
    if (outcome !== null) {
      this.producers.ended(head.producerId, head.producerEpoch, nowMs);
      this.transactions.marker(head, outcome);
    } else if (head.transactional && !head.control) this.transactions.rows(head);
  }

  /** Decides a transaction, at once for readers. */
  decide(transaction: Transaction, outcome: TransactionOutcome): void {
    transaction.outcome = outcome;
    const { producerId, epoch } = transaction;
    this.producers.ended(producerId, epoch, this.#options.clock.monotonicMs());
  }

  /** Forgets what was in flight: it was not written. */
  rollBack(): void {
    this.producers.rollBack();
    this.transactions.rollBack();
  }

  /** Takes over what a snapshot on the disk says. */
  restore({ offset, hidden, producers, transactions, aborted }: StateSnapshot): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#savedOffset = offset;
    for (const { idleMs, recent, ...producer } of producers) {
      this.producers.restore({ ...producer, recent: [...recent], seenMs: nowMs - idleMs });
    }
    this.transactions.restoreHidden(hidden);
    for (const { producerId, epoch, firstOffset, rows } of transactions) {
      this.transactions.begin(producerId, epoch, firstOffset, rows);
    }
    for (const range of aborted) this.transactions.addAborted(range);
  }

  /**
   * Writes a snapshot of what the batches below an offset say, all of which are durable, and removes
   * older ones. Not being able to is no failure: recovery has more to look at then.
   */
  async save(offset: number): Promise<void> {
    if (offset === this.#savedOffset) return;
    const { disk, clock, directory, report } = this.#options;
    this.producers.expire(clock.monotonicMs(), (id) => this.transactions.has(id));
    try {
      await writeState(this.#options, this.#snapshot(offset));
      this.#savedOffset = offset;
      await removeStates(disk, directory, offset);
    } catch (error) {
      report(`${directory}: ${diskError(error, `write ${stateFileName(offset)}`).message}`);
    }
  }

  #snapshot(offset: number): StateSnapshot {
    const nowMs = this.#options.clock.monotonicMs();
    const producers = [...this.producers.all()].map(({ seenMs, ...producer }) => ({
      ...producer,
      idleMs: nowMs - seenMs,
    }));
    const transactions = this.transactions.unmarked();
    const { hidden } = this.transactions;
    return { offset, hidden, producers, transactions, aborted: this.transactions.aborted() };
  }
}

/** Removes all snapshots but that of an offset. */
export async function removeStates(disk: Disk, directory: string, kept: number): Promise<void> {
  for (const name of await disk.list(directory)) {
    const offset = stateOffset(name);
    if (offset !== null && offset !== kept) await disk.remove(`${directory}/${name}`);
  }
}

function undecided({ producerId, epoch }: Transaction): SqlError {
  return new SqlError(sqlState.invalidTransactionState, 'the producer has an open transaction', {
    detail: `The transaction of producer ${producerId} with epoch ${epoch} is not decided.`,
    hint: 'Commit it or abort it first.',
  });
}
