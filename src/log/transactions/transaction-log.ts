import type { Clock } from '../../common/clock.ts';
import type { SqlError } from '../../common/sql-error.ts';
import type { NewTopicSettings } from '../api.ts';
import { readRecords } from '../clients/read-records.ts';
import { InternalTopic, type TopicDirectory } from '../topic/internal-topic.ts';
import {
  decodeTransactionRecord,
  encodeTransactionRecord,
  type TransactionRecord,
  transactionsTopic,
} from './transaction-record.ts';

/** Small segments, cleaned soon: of the commits only those without markers are ever needed. */
const settings: NewTopicSettings = {
  partitions: 1,
  durability: 'durable',
  segmentBytesMax: 16 * 1024 * 1024,
  compaction: { minAgeMs: 0, tombstoneMs: 0, dirtyRatioMin: 0.5 },
};
/** Ids of producers are made durable so many at a time. */
const idsAtOnce = 1000;
/** One append takes so many records. */
const recordsMax = 10_000;

/** What the topic says when it is read. */
export type StoredTransactions = {
  /** Epochs of committed transactions by producer: those whose markers may not be in. */
  readonly committed: ReadonlyMap<number, ReadonlySet<number>>;
  /** Why some records could not be read: what they said is not known. */
  readonly damage: SqlError | null;
};

/** The topic `__transactions`: reads all of it once, appends to it, hands out ids of producers. */
export class TransactionLog {
  readonly #topic: InternalTopic;
  readonly #clock: Clock;
  readonly #idsSeenBelow: () => number;
  #nextId = 0;
  /** Ids below this are durably taken. */
  #idsBelow = 0;
  #reserving: Promise<void> | null = null;

  /** `idsSeenBelow` says below which number all ids are that are known to have been used. */
  constructor(topics: TopicDirectory, clock: Clock, idsSeenBelow: () => number) {
    this.#idsSeenBelow = idsSeenBelow;
    this.#topic = new InternalTopic(topics, transactionsTopic, settings);
    this.#clock = clock;
  }

  /** Reads the topic; must be done before anything else. @throws SqlError 58030 */
  async read(): Promise<StoredTransactions> {
    const partition = this.#topic.get();
    const committed = new Map<number, Set<number>>();
    let damage: SqlError | null = null;
    // An id that is handed out twice would make new rows duplicates: the record may be lost.
    this.#idsBelow = this.#idsSeenBelow();
    this.#nextId = this.#idsBelow;
    if (partition === null) return { committed, damage };
    const noteDamage = (error: SqlError): void => {
      damage ??= error;
    };
    for await (const stored of readRecords(partition, noteDamage)) {
      const record = decodeTransactionRecord(stored);
      if (record?.kind === 'ids') this.#idsBelow = Math.max(this.#idsBelow, record.below);
      if (record?.kind === 'commit') this.#note(committed, record);
    }
    this.#nextId = this.#idsBelow;
    return { committed, damage };
  }

  /** Resolves when it is durable. @throws SqlError those of `Partition.appendRecords` */
  async write(records: readonly TransactionRecord[]): Promise<void> {
    const partition = this.#topic.get() ?? (await this.#topic.partition());
    const nowMs = Math.floor(this.#clock.nowMicros() / 1000);
    const encoded = records.map((record) => encodeTransactionRecord(record, nowMs));
    for (let from = 0; from < encoded.length; from += recordsMax) {
      await partition.appendRecords(encoded.slice(from, from + recordsMax));
    }
  }

  /** The records of these producers count no longer. */
  forgetCommits(producerIds: readonly number[]): Promise<void> {
    return this.write(
      producerIds.map((producerId) => ({ kind: 'commit', producerId, committed: null })),
    );
  }

  /** An id that no producer ever had. @throws SqlError when the topic takes no record */
  async newProducerId(): Promise<number> {
    while (this.#nextId === this.#idsBelow) {
      this.#reserving ??= this.#reserve();
      await this.#reserving;
    }
    this.#nextId += 1;
    return this.#nextId - 1;
  }

  async #reserve(): Promise<void> {
    try {
      const below = this.#idsBelow + idsAtOnce;
      await this.write([{ kind: 'ids', below }]);
      this.#idsBelow = below;
    } finally {
      this.#reserving = null;
    }
  }

  #note(
    committed: Map<number, Set<number>>,
    { producerId, committed: now }: TransactionRecord & { readonly kind: 'commit' },
  ): void {
    const epochs = committed.get(producerId);
    if (now === null) committed.delete(producerId);
    else if (epochs === undefined) committed.set(producerId, new Set([now.epoch]));
    else epochs.add(now.epoch);
  }
}
