import type { Clock } from '../../common/clock.ts';
import type {
  BodyFormat,
  Cursor,
  CursorOptions,
  Producer,
  ProducerOptions,
  TopicPartition,
} from '../api.ts';
import { LogGroups } from '../groups/log-groups.ts';
import type { TopicDirectory } from '../topic/internal-topic.ts';
import { unknownPartition, unknownTopic } from '../topic/topic-errors.ts';
import type { TopicStore } from '../topic/topic-store.ts';
import { TransactionCoordinator } from '../transactions/coordinator.ts';
import { TransactionLog } from '../transactions/transaction-log.ts';
import { LogCursor } from './log-cursor.ts';
import { RecordProducer } from './record-producer.ts';

/** What the clients of a log need of it. */
export type ClientsWorld = {
  readonly clock: Clock;
  readonly bodies: BodyFormat;
  readonly report: (line: string) => void;
  /** The topics as everybody sees them; changes wait for their turn. */
  readonly topics: TopicDirectory;
  readonly store: TopicStore;
};

/** Those who write to and read from the partitions of a log: producers, transactions, cursors, groups. */
export class LogClients {
  readonly groups: LogGroups;
  readonly transactions: TransactionCoordinator;
  readonly #world: ClientsWorld;
  readonly #ids: TransactionLog;
  #producers = 0;

  constructor(world: ClientsWorld) {
    const { topics, clock, bodies, report, store } = world;
    this.#world = world;
    this.#ids = new TransactionLog(topics, clock, () => store.producerIdsBelow());
    const newId = (): Promise<number> => this.#ids.newProducerId();
    const newCursor = (of: TopicPartition, options: CursorOptions): Promise<Cursor> =>
      this.newCursor(of, options);
    this.groups = new LogGroups({ topics, clock, bodies, newCursor, newId });
    this.transactions = new TransactionCoordinator({
      ...{ topics, clock, report, log: this.#ids },
      offsetCommit: (group, offsets, member) => this.groups.offsetCommit(group, offsets, member),
    });
  }

  /** Settles the transactions that a process before left open. */
  open(): Promise<void> {
    return this.transactions.open();
  }

  /** A topic was deleted: offsets of groups in it count no longer. Where that cannot be written it is told. */
  async forgetTopic(topic: string): Promise<void> {
    try {
      await this.groups.forgetTopic(topic);
    } catch (error) {
      const { message } = error as Error;
      this.#world.report(`offsets of groups in the deleted topic ${topic} stay: ${message}`);
    }
  }

  /** See `Log.newProducer`. */
  newProducer(topic: string, options: ProducerOptions): Producer {
    const { topics, clock } = this.#world;
    if (topics.topic(topic) === null) throw unknownTopic(topic);
    this.#producers += 1;
    const newProducerId = (): Promise<number> => this.#ids.newProducerId();
    const firstPartition = this.#producers;
    return new RecordProducer({ topics, clock, newProducerId, firstPartition }, topic, options);
  }

  /** See `Log.newCursor`. */
  async newCursor(of: TopicPartition, options: CursorOptions): Promise<Cursor> {
    const partition = this.#world.store.get(of.topic)?.partitions[of.partition];
    if (partition === undefined) throw unknownPartition(of);
    return LogCursor.open(partition, partition.readers, options);
  }

  /** Aborts open transactions, ends the sessions of members. */
  async close(): Promise<void> {
    this.groups.close();
    await this.transactions.close();
  }
}
