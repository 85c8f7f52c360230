import type { Clock } from '../../common/clock.ts';
import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { LogRecord, Partition, Producer, ProducerOptions, RecordPlace } from '../api.ts';
import { recordBytesMax } from '../format/record-batch-builder.ts';
import type { TopicDirectory } from '../topic/internal-topic.ts';
import { Partitioner } from '../topic/partitioner.ts';
import { unknownTopic } from '../topic/topic-errors.ts';
import { IdempotentTarget } from './idempotent-target.ts';
import { type BatchTarget, PartitionSender } from './partition-sender.ts';
import { plainTarget } from './plain-target.ts';

/** What a producer needs of the log. */
export type ProducerWorld = {
  readonly topics: TopicDirectory;
  readonly clock: Clock;
  readonly newProducerId: () => Promise<number>;
  /** Where records without a key begin: producers differ. */
  readonly firstPartition: number;
};

/** See `Producer`. */
export class RecordProducer implements Producer {
  readonly #world: ProducerWorld;
  readonly #topic: string;
  readonly #options: ProducerOptions;
  readonly #partitioner: Partitioner;
  readonly #senders = new Map<Partition, PartitionSender>();
  #producerId: Promise<number> | null = null;
  #isClosed = false;

  constructor(world: ProducerWorld, topic: string, options: ProducerOptions) {
    this.#world = world;
    this.#topic = topic;
    this.#options = options;
    this.#partitioner = new Partitioner(world.firstPartition);
  }

  send(record: LogRecord): Promise<RecordPlace> {
    try {
      const partitions = this.#partitions();
      const bytes = recordBytesMax(record);
      const partition = this.#partitioner.choose(record.key, bytes, partitions.length);
      return this.#senderTo(partitions[partition] as Partition).send(record, bytes);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  async sendAll(records: readonly LogRecord[]): Promise<readonly RecordPlace[]> {
    const partitions = this.#partitions();
    const shares = new Map<number, LogRecord[]>();
    const chosen = records.map((record) => {
      const partition = this.#partitioner.choose(
        record.key,
        recordBytesMax(record),
        partitions.length,
      );
      const share = shares.get(partition);
      if (share === undefined) shares.set(partition, [record]);
      else share.push(record);
      return partition;
    });
    const sent = [...shares].map(async ([partition, share]) => {
      const sender = this.#senderTo(partitions[partition] as Partition);
      return [partition, (await sender.sendAll(share)).values()] as const;
    });
    const offsets = new Map(await Promise.all(sent));
    return chosen.map((partition) => ({
      partition,
      offset: offsets.get(partition)?.next().value as number,
    }));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#senders.values()].map((sender) => sender.idle()));
  }

  /** @throws SqlError 55000, 42704 */
  #partitions(): readonly Partition[] {
    if (this.#isClosed) throw closedProducer();
    const topic = this.#world.topics.topic(this.#topic);
    if (topic === null) throw unknownTopic(this.#topic);
    return topic.partitions;
  }

  #senderTo(partition: Partition): PartitionSender {
    let sender = this.#senders.get(partition);
    if (sender === undefined) {
      sender = new PartitionSender(partition.index, this.#targetOf(partition));
      this.#senders.set(partition, sender);
    }
    return sender;
  }

  #targetOf(partition: Partition): BatchTarget {
    if (this.#options.idempotent === false) return plainTarget(partition);
    return new IdempotentTarget({
      partition,
      clock: this.#world.clock,
      retryMs: this.#options.retryMs ?? 0,
      producerId: () => this.#id(),
    });
  }

  async #id(): Promise<number> {
    this.#producerId ??= this.#world.newProducerId();
    try {
      return await this.#producerId;
    } catch (error) {
      this.#producerId = null;
      throw error;
    }
  }
}

function closedProducer(): SqlError {
  return new SqlError(sqlState.objectNotInPrerequisiteState, 'the producer is closed');
}
