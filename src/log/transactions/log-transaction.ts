import type { SqlError } from '../../common/sql-error.ts';
import type {
  Append,
  AppendedRange,
  GroupMember,
  GroupOffset,
  LogRecord,
  Partition,
  ProducerStamp,
  RecordPlace,
  TopicPartition,
  Transaction,
} from '../api.ts';
import { PartitionSender } from '../clients/partition-sender.ts';
import { recordBytesMax } from '../format/record-batch-builder.ts';
import { offsetsTopic } from '../groups/offset-record.ts';
import type { TopicDirectory } from '../topic/internal-topic.ts';
import { Partitioner } from '../topic/partitioner.ts';
import { unknownPartition } from '../topic/topic-errors.ts';
import type { RowSpan } from './decision-order.ts';
import {
  type AbortReason,
  abortedError,
  appendFailed,
  asked,
  committedError,
} from './transaction-errors.ts';

/** A batch of records of a transaction takes about so many bytes. */
const batchBytesMax = 1024 * 1024;

/** A partition that has rows of the transaction. */
export type Enlisted = {
  readonly topic: string;
  readonly partition: Partition;
  /** Of its next row there. */
  sequence: number;
  /** Of its acknowledged rows; −1 before the first. */
  firstOffset: number;
  lastOffset: number;
};

/** What a group has to have written, and what to do when it is committed. */
export type OffsetCommit = {
  readonly to: TopicPartition;
  readonly records: readonly LogRecord[];
  readonly committed: (range: AppendedRange) => void;
  /**
   * From here on until the returned function is called those who take over from the member wait.
   * @throws SqlError ML003, ML004 when they have taken over already
   */
  readonly seal: () => () => void;
};

/** What a transaction needs of the log. */
export type TransactionWorld = {
  readonly topics: TopicDirectory;
  /** Checks the member and says what to write. @throws SqlError ML003, ML004 */
  readonly offsetCommit: (
    group: string,
    offsets: readonly GroupOffset[],
    member: GroupMember | undefined,
  ) => Promise<OffsetCommit>;
  /** Makes the decision durable and tells the partitions; rejects when it could not, and undoes it. */
  readonly commit: (transaction: LogTransaction) => Promise<void>;
  /** Tells the partitions. */
  readonly abort: (transaction: LogTransaction) => void;
};

/** See `Transaction`. Its producer's id and epoch are its own: no other transaction ever has both. */
export class LogTransaction implements Transaction {
  readonly producerId: number;
  readonly epoch: number;
  readonly #world: TransactionWorld;
  readonly #enlisted = new Map<Partition, Enlisted>();
  readonly #senders = new Map<Partition, PartitionSender>();
  readonly #offsetCommits: { readonly commit: OffsetCommit; readonly range: AppendedRange }[] = [];
  #partitioner: Partitioner | null = null;
  #inFlight = 0;
  #landed: (() => void) | null = null;
  #state: 'open' | 'ending' | 'committed' | AbortReason = 'open';
  #failure: Error | null = null;
  #ending: Promise<void> | null = null;
  #isMarked = false;

  constructor(world: TransactionWorld, producerId: number, epoch: number) {
    this.#world = world;
    this.producerId = producerId;
    this.epoch = epoch;
  }

  /** Whether it is neither ended nor about to be. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** Whether its end is durable in all partitions. */
  get isMarked(): boolean {
    return this.#isMarked;
  }

  /** Resolves when it is decided, at once while it is open. */
  ended(): Promise<void> {
    return this.#ending ?? Promise.resolve();
  }

  /** Where its rows are that readers see. */
  get spans(): readonly RowSpan[] {
    return this.enlisted.filter(({ topic, lastOffset }) => {
      return topic !== offsetsTopic && lastOffset >= 0;
    });
  }

  /** The partitions with rows of it. */
  get enlisted(): readonly Enlisted[] {
    return [...this.#enlisted.values()];
  }

  async append(to: TopicPartition, append: Omit<Append, 'producer'>): Promise<AppendedRange> {
    this.#checkOpen();
    const enlisted = this.#enlist(to);
    const producer = this.#stamp(enlisted, append.rows);
    return this.#appended(enlisted, enlisted.partition.append({ ...append, producer }));
  }

  async appendRecords(to: TopicPartition, records: readonly LogRecord[]): Promise<AppendedRange> {
    this.#checkOpen();
    return this.#appendRecords(this.#enlist(to), records);
  }

  async send(topic: string, record: LogRecord): Promise<RecordPlace> {
    this.#checkOpen();
    const partitions = this.#world.topics.topic(topic)?.partitions.length ?? 1;
    const bytes = recordBytesMax(record);
    this.#partitioner ??= new Partitioner(this.producerId);
    const partition = this.#partitioner.choose(record.key, bytes, partitions);
    const sender = this.#senderTo(this.#enlist({ topic, partition }));
    return this.#track(sender.send(record, bytes));
  }

  async commitOffsets(
    group: string,
    offsets: readonly GroupOffset[],
    member?: GroupMember,
  ): Promise<void> {
    this.#checkOpen();
    // Counted as in flight from here on: a commit waits for it.
    await this.#track(this.#commitOffsets(group, offsets, member));
  }

  commit(): Promise<void> {
    if (this.#state !== 'open') return Promise.reject(this.#endedError());
    this.#state = 'ending';
    return this.#endBy(this.#commit());
  }

  abort(): Promise<void> {
    return this.abortFor(asked);
  }

  /** Aborts it when it is open, else waits for its end, whichever it be. */
  abortFor(reason: AbortReason): Promise<void> {
    if (this.#state !== 'open') return this.#ending ?? Promise.resolve();
    this.#state = reason;
    return this.#endBy(this.#abort());
  }

  /** It is durably committed: offsets of groups move. */
  committed(): void {
    for (const { commit, range } of this.#offsetCommits) commit.committed(range);
  }

  /** Its end is durable everywhere. */
  marked(): void {
    this.#isMarked = true;
  }

  /** Somebody else may wait for the end too, whoever is told of its failure. */
  #endBy(ended: Promise<void>): Promise<void> {
    this.#ending = ended.catch(() => undefined);
    return ended;
  }

  async #commit(): Promise<void> {
    await this.#allLanded();
    if (this.#failure !== null) {
      this.#state = appendFailed(this.#failure);
      this.#world.abort(this);
      throw this.#endedError();
    }
    const release = this.#seal();
    try {
      await this.#world.commit(this);
      this.#state = 'committed';
    } catch (error) {
      this.#state = appendFailed(error as Error);
      throw error;
    } finally {
      release();
    }
  }

  /** Nobody takes over from its members before it is decided; aborts when somebody has. @throws SqlError ML003, ML004 */
  #seal(): () => void {
    const releases: (() => void)[] = [];
    const release = (): void => {
      for (const one of releases) one();
    };
    try {
      for (const { commit } of this.#offsetCommits) releases.push(commit.seal());
      return release;
    } catch (error) {
      release();
      this.#state = appendFailed(error as Error);
      this.#world.abort(this);
      throw error;
    }
  }

  async #abort(): Promise<void> {
    await this.#allLanded();
    this.#world.abort(this);
  }

  async #commitOffsets(
    group: string,
    offsets: readonly GroupOffset[],
    member: GroupMember | undefined,
  ): Promise<void> {
    const commit = await this.#world.offsetCommit(group, offsets, member);
    const range = await this.#appendRecords(this.#enlist(commit.to), commit.records);
    this.#offsetCommits.push({ commit, range });
  }

  #appendRecords(enlisted: Enlisted, records: readonly LogRecord[]): Promise<AppendedRange> {
    const stamp = this.#stamp(enlisted, records.length);
    return this.#appended(enlisted, enlisted.partition.appendRecords(records, stamp));
  }

  async #appended(enlisted: Enlisted, append: Promise<AppendedRange>): Promise<AppendedRange> {
    const range = await this.#track(append);
    if (enlisted.firstOffset < 0) enlisted.firstOffset = range.first;
    enlisted.lastOffset = Math.max(enlisted.lastOffset, range.last);
    return range;
  }

  #senderTo(enlisted: Enlisted): PartitionSender {
    const { partition } = enlisted;
    let sender = this.#senders.get(partition);
    if (sender === undefined) {
      sender = new PartitionSender(partition.index, {
        room: () => partition.room(),
        send: async (batch) => {
          try {
            batch.resolve(await this.#appendRecords(enlisted, batch.records));
          } catch (error) {
            batch.reject(error);
          }
        },
        batchesMax: 4,
        batchBytesMax,
      });
      this.#senders.set(partition, sender);
    }
    return sender;
  }

  /** @throws SqlError 42704 */
  #enlist({ topic, partition: index }: TopicPartition): Enlisted {
    const partition = this.#world.topics.topic(topic)?.partitions[index];
    if (partition === undefined) throw unknownPartition({ topic, partition: index });
    let enlisted = this.#enlisted.get(partition);
    if (enlisted === undefined) {
      enlisted = { topic, partition, sequence: 0, firstOffset: -1, lastOffset: -1 };
      this.#enlisted.set(partition, enlisted);
    }
    return enlisted;
  }

  #stamp(enlisted: Enlisted, rows: number): ProducerStamp {
    const { producerId, epoch } = this;
    const { sequence } = enlisted;
    enlisted.sequence = (sequence + rows) % 2 ** 31;
    return { producerId, epoch, sequence, transactional: true };
  }

  /** An append that fails is the end of the transaction. */
  async #track<Result>(work: Promise<Result>): Promise<Result> {
    this.#inFlight += 1;
    try {
      return await work;
    } catch (error) {
      this.#failure ??= error as Error;
      throw error;
    } finally {
      this.#inFlight -= 1;
      if (this.#inFlight === 0) this.#landed?.();
    }
  }

  #allLanded(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#landed = resolve;
    });
  }

  #checkOpen(): void {
    if (this.#state !== 'open') throw this.#endedError();
    // It can only be aborted: what comes behind a gap could not be appended anyway.
    if (this.#failure !== null) throw abortedError(appendFailed(this.#failure));
  }

  #endedError(): SqlError {
    const state = this.#state;
    return typeof state === 'string' ? committedError() : abortedError(state);
  }
}
