import type { Clock, Timer } from '../../common/clock.ts';
import type { TransactionalProducer, TransactionOptions } from '../api.ts';
import type { TopicDirectory } from '../topic/internal-topic.ts';
import { DecisionOrder } from './decision-order.ts';
import { type Enlisted, LogTransaction, type TransactionWorld } from './log-transaction.ts';
import { markAll } from './mark-all.ts';
import { NamedProducer } from './named-producer.ts';
import { Persistence } from './persistence.ts';
import { ProducerPool } from './producer-pool.ts';
import { settleTransactions } from './settle-transactions.ts';
import { logClosed, timedOut } from './transaction-errors.ts';
import type { StoredTransactions, TransactionLog } from './transaction-log.ts';
import { type Committed, transactionsTopic } from './transaction-record.ts';

/** A transaction that is not ended by then is aborted, unless told. */
const timeoutMsDefault = 60_000;

export type CoordinatorOptions = {
  readonly topics: TopicDirectory;
  readonly clock: Clock;
  readonly log: TransactionLog;
  readonly report: (line: string) => void;
  readonly offsetCommit: TransactionWorld['offsetCommit'];
};

/**
 * Begins and ends the transactions of a log. The commit point is one record in `__transactions`; then
 * all partitions are told in one turn, as soon as none before it is open, and their markers follow. A record is needed until the markers
 * are durable: only then its producer begins another transaction, whose record takes its place.
 */
export class TransactionCoordinator {
  readonly #options: CoordinatorOptions;
  readonly #persistence: Persistence;
  readonly #pool: ProducerPool;
  readonly #world: TransactionWorld;
  readonly #open = new Map<LogTransaction, Timer>();
  /** Those whose producers go back to the pool. */
  readonly #pooled = new Set<LogTransaction>();
  readonly #order = new DecisionOrder<LogTransaction>();
  #showing: Promise<void> | null = null;
  readonly #names = new Map<string, NamedProducer>();
  #closed = false;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#persistence = new Persistence(options.clock);
    this.#pool = new ProducerPool(() => options.log.newProducerId());
    this.#world = {
      topics: options.topics,
      offsetCommit: options.offsetCommit,
      commit: (transaction) => this.#commit(transaction),
      abort: (transaction) => this.#abort(transaction),
    };
  }

  /**
   * Decides what was left open, before anybody reads. Records that are damaged only matter when there is
   * something to decide. @throws SqlError XX001 when there is, 58030 when the records cannot be read
   */
  async open(): Promise<void> {
    const { log, topics, report } = this.#options;
    const stored = await log.read();
    if (stored.damage !== null) {
      const partitions = topics.topics().flatMap((topic) => topic.partitions);
      if (partitions.some((partition) => partition.openTransactions().length > 0)) {
        throw stored.damage;
      }
      report(`${transactionsTopic}: damaged, but no transaction is open: ${stored.damage.detail}`);
    }
    void this.#settle(stored);
  }

  /** See `Log.beginTransaction`. */
  async begin(options: TransactionOptions = {}): Promise<LogTransaction> {
    const { producerId, epoch } = this.#pool.take() ?? (await this.#pool.takeNew());
    const transaction = this.beginAs(producerId, epoch, options);
    this.#pooled.add(transaction);
    return transaction;
  }

  /** A transaction of a producer whose earlier ones are marked everywhere. */
  beginAs(
    producerId: number,
    epoch: number,
    { timeoutMs = timeoutMsDefault }: TransactionOptions,
  ): LogTransaction {
    const transaction = new LogTransaction(this.#world, producerId, epoch);
    const timer = this.#options.clock.after(timeoutMs, () => {
      void transaction.abortFor(timedOut(timeoutMs));
    });
    this.#open.set(transaction, timer);
    this.#order.begin(transaction);
    if (this.#closed) void transaction.abortFor(logClosed);
    return transaction;
  }

  /** See `Log.transactionalProducer`. */
  async producer(name: string, options: TransactionOptions = {}): Promise<TransactionalProducer> {
    const { log } = this.#options;
    const earlier = this.#names.get(name);
    const producer = new NamedProducer({
      newProducerId: async () => {
        const producerId = await log.newProducerId();
        await log.write([{ kind: 'name', name, producerId }]);
        return producerId;
      },
      begin: (producerId, epoch) => this.beginAs(producerId, epoch, options),
      closed: () => this.#names.get(name) === producer && this.#names.delete(name),
    });
    this.#names.set(name, producer);
    await earlier?.fence();
    await producer.open();
    return producer;
  }

  /** Aborts what is open; what cannot be marked before the partitions are closed is settled at the next opening. */
  async close(): Promise<void> {
    this.#closed = true;
    const open = [...this.#open.keys()];
    await Promise.all(open.map((transaction) => transaction.abortFor(logClosed)));
    this.#persistence.close();
  }

  /** What is decided needs no record any more when it is marked everywhere. */
  async #settle(stored: StoredTransactions): Promise<void> {
    const { topics, log } = this.#options;
    const isMarked = await settleTransactions(topics.topics(), stored, this.#persistence);
    const producerIds = [...stored.committed.keys()];
    if (isMarked && producerIds.length > 0) {
      await this.#persistence.until(() => log.forgetCommits(producerIds));
    }
  }

  /** Commits: durable first, then told. @throws SqlError when the record could not be written */
  async #commit(transaction: LogTransaction): Promise<void> {
    const { producerId, epoch, enlisted } = transaction;
    if (enlisted.length > 0) {
      const committed = { epoch, partitions: partitionsOf(enlisted) };
      try {
        await this.#options.log.write([{ kind: 'commit', producerId, committed }]);
      } catch (error) {
        void this.#undo(transaction);
        throw error;
      }
    }
    transaction.committed();
    this.#order.committed(transaction);
    this.#ended(transaction);
    await this.#showSoon();
  }

  /**
   * The record that could not be written may be on the disk all the same: a crash could find it. So the
   * partitions hear of the end only when a later record says that it does not count.
   */
  async #undo(transaction: LogTransaction): Promise<void> {
    const { producerId } = transaction;
    const forget = (): Promise<void> => this.#options.log.forgetCommits([producerId]);
    if (await this.#persistence.until(forget)) this.#abort(transaction);
    else this.#ended(transaction);
  }

  #abort(transaction: LogTransaction): void {
    this.#order.aborted(transaction);
    this.#ended(transaction);
    this.#decide(transaction, 'abort');
    this.#show();
  }

  /** Once for all whose records became durable together. */
  #showSoon(): Promise<void> {
    this.#showing ??= Promise.resolve().then(() => {
      this.#showing = null;
      this.#show();
    });
    return this.#showing;
  }

  /** Decides all committed ones that may be seen, in this turn. */
  #show(): void {
    for (const transaction of this.#order.takeVisible()) this.#decide(transaction, 'commit');
  }

  #decide(transaction: LogTransaction, outcome: 'commit' | 'abort'): void {
    const partitions = transaction.enlisted.map(({ partition }) => partition);
    const marked = markAll(transaction, partitions, outcome, this.#persistence);
    void marked.then((isMarked) => {
      if (isMarked) transaction.marked();
      if (this.#pooled.delete(transaction) && isMarked) this.#pool.giveBack(transaction);
    });
  }

  #ended(transaction: LogTransaction): void {
    this.#open.get(transaction)?.cancel();
    this.#open.delete(transaction);
  }
}

function partitionsOf(enlisted: readonly Enlisted[]): Committed['partitions'] {
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of enlisted) {
    const indexes = byTopic.get(topic);
    if (indexes === undefined) byTopic.set(topic, [partition.index]);
    else indexes.push(partition.index);
  }
  return [...byTopic];
}
