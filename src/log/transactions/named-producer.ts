import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { TransactionalProducer } from '../api.ts';
import type { LogTransaction } from './log-transaction.ts';
import { epochMax } from './producer-pool.ts';
import { fencedProducer } from './transaction-errors.ts';

/** What a named producer needs of the coordinator. */
export type NamedProducerOptions = {
  /** An id of its own, durably known by its name. */
  readonly newProducerId: () => Promise<number>;
  readonly begin: (producerId: number, epoch: number) => LogTransaction;
  readonly closed: () => void;
};

/** See `TransactionalProducer`. */
export class NamedProducer implements TransactionalProducer {
  readonly #options: NamedProducerOptions;
  #producerId = -1;
  #epoch = -1;
  #current: LogTransaction | null = null;
  #beginning = false;
  #isFenced = false;
  #isClosed = false;

  constructor(options: NamedProducerOptions) {
    this.#options = options;
  }

  /** Takes an id. @throws SqlError when that could not be made durable */
  async open(): Promise<void> {
    this.#producerId = await this.#options.newProducerId();
    this.#epoch = -1;
  }

  async begin(): Promise<LogTransaction> {
    this.#check();
    if (this.#beginning || this.#current?.isOpen) throw stillOpen();
    this.#beginning = true;
    try {
      await this.#current?.ended();
      await this.#nextEpoch();
    } finally {
      this.#beginning = false;
    }
    this.#check();
    this.#current = this.#options.begin(this.#producerId, this.#epoch);
    return this.#current;
  }

  /** Another one takes its place. Resolves when what was open is decided. */
  async fence(): Promise<void> {
    this.#isFenced = true;
    await this.#current?.abortFor({ kind: 'fenced' });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#options.closed();
    await this.#current?.abort();
  }

  /** The record of a transaction takes the place of the one before, which must not be needed any more. */
  async #nextEpoch(): Promise<void> {
    const isFree = this.#current?.isMarked ?? true;
    if (!isFree || this.#epoch === epochMax) await this.open();
    this.#epoch += 1;
  }

  #check(): void {
    if (this.#isFenced) throw fencedProducer();
    if (this.#isClosed) {
      throw new SqlError(sqlState.objectNotInPrerequisiteState, 'the producer is closed');
    }
  }
}

function stillOpen(): SqlError {
  return new SqlError(sqlState.invalidTransactionState, 'the producer has an open transaction', {
    hint: 'Commit it or abort it first.',
  });
}
