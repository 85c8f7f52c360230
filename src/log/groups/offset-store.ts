import type { Clock } from '../../common/clock.ts';
import type {
  AppendedRange,
  GroupOffset,
  LogRecord,
  NewTopicSettings,
  TopicPartition,
} from '../api.ts';
import { readRecords } from '../clients/read-records.ts';
import { InternalTopic, type TopicDirectory } from '../topic/internal-topic.ts';
import {
  type CommittedOffset,
  decodeOffsetRecord,
  encodeOffsetRecord,
  groupOffset,
  type OffsetRecord,
  offsetsTopic,
} from './offset-record.ts';

/** Small segments, cleaned soon: only the last offset per group and partition is ever needed. */
const settings: NewTopicSettings = {
  partitions: 1,
  durability: 'durable',
  segmentBytesMax: 16 * 1024 * 1024,
  compaction: { minAgeMs: 0, tombstoneMs: 0, dirtyRatioMin: 0.5 },
};

/** Records to append, and what to do when they count. */
export type OffsetChange = {
  readonly to: TopicPartition;
  readonly records: readonly LogRecord[];
  readonly committed: (range: AppendedRange) => void;
};

type Stored = TopicPartition & {
  readonly committed: CommittedOffset;
  /** Where its record is: a transaction that commits late does not undo what was committed after it. */
  readonly at: number;
};

/** Offsets by topic and partition. */
type GroupOffsets = Map<string, Stored>;

/** The committed offsets of all groups: the topic `__offsets`, and its last state in memory. */
export class OffsetStore {
  readonly #topic: InternalTopic;
  readonly #clock: Clock;
  readonly #groups = new Map<string, GroupOffsets>();
  #loading: Promise<void> | null = null;

  constructor(topics: TopicDirectory, clock: Clock) {
    this.#topic = new InternalTopic(topics, offsetsTopic, settings);
    this.#clock = clock;
  }

  /** Reads the topic, once. @throws SqlError XX001, 58030 */
  async load(): Promise<void> {
    this.#loading ??= this.#read();
    try {
      await this.#loading;
    } catch (error) {
      this.#loading = null;
      throw error;
    }
  }

  groups(): readonly string[] {
    return [...this.#groups.keys()];
  }

  /** What a group has committed. */
  all(group: string): readonly GroupOffset[] {
    const stored = [...(this.#groups.get(group)?.values() ?? [])];
    return stored.map((one) => groupOffset(one, one.committed));
  }

  get(group: string, of: TopicPartition): GroupOffset | null {
    const stored = this.#groups.get(group)?.get(keyOf(of));
    return stored === undefined ? null : groupOffset(of, stored.committed);
  }

  /** The greatest generation that has committed something. */
  generation(group: string): number {
    let generation = 0;
    for (const { committed } of this.#groups.get(group)?.values() ?? []) {
      generation = Math.max(generation, committed.generation);
    }
    return generation;
  }

  /** Durable when it resolves. @throws SqlError those of `Partition.appendRecords` */
  async commit(group: string, offsets: readonly GroupOffset[], generation: number): Promise<void> {
    if (offsets.length === 0) return;
    const { records, committed } = await this.prepare(group, offsets, generation);
    const partition = await this.#topic.partition();
    committed(await partition.appendRecords(records));
  }

  /** What to append, and what to do when it counts. */
  async prepare(
    group: string,
    offsets: readonly GroupOffset[],
    generation: number,
  ): Promise<OffsetChange> {
    await this.#topic.partition();
    const changes = offsets.map(
      ({ topic, partition, offset, metadata = '' }): OffsetRecord => ({
        group,
        topic,
        partition,
        committed: { offset, metadata, generation },
      }),
    );
    return this.#changing(changes);
  }

  /** Forgets a group. */
  async delete(group: string): Promise<void> {
    const offsets = this.all(group);
    await this.#forget(offsets.map((of) => ({ group, ...of, committed: null })));
  }

  /** Forgets what all groups have committed in a topic: it was deleted. */
  async forgetTopic(topic: string): Promise<void> {
    if (this.#topic.get() === null) return;
    await this.load();
    const changes = this.groups().flatMap((group) =>
      this.all(group)
        .filter((of) => of.topic === topic)
        .map((of) => ({ group, ...of, committed: null })),
    );
    await this.#forget(changes);
  }

  async #forget(changes: readonly OffsetRecord[]): Promise<void> {
    if (changes.length === 0) return;
    const { records, committed } = this.#changing(changes);
    committed(await (await this.#topic.partition()).appendRecords(records));
  }

  #changing(changes: readonly OffsetRecord[]): OffsetChange {
    const nowMs = Math.floor(this.#clock.nowMicros() / 1000);
    return {
      to: { topic: offsetsTopic, partition: 0 },
      records: changes.map((change) => encodeOffsetRecord(change, nowMs)),
      committed: ({ first }: AppendedRange) => {
        changes.forEach((change, index) => {
          this.#apply(change, first + index);
        });
      },
    };
  }

  async #read(): Promise<void> {
    const partition = this.#topic.get();
    if (partition === null) return;
    for await (const stored of readRecords(partition)) {
      const record = decodeOffsetRecord(stored);
      if (record !== null) this.#apply(record, stored.offset);
    }
  }

  #apply({ group, topic, partition, committed }: OffsetRecord, at: number): void {
    let offsets = this.#groups.get(group);
    const key = keyOf({ topic, partition });
    if ((offsets?.get(key)?.at ?? -1) > at) return;
    if (committed === null) {
      offsets?.delete(key);
      if (offsets?.size === 0) this.#groups.delete(group);
      return;
    }
    if (offsets === undefined) {
      offsets = new Map();
      this.#groups.set(group, offsets);
    }
    offsets.set(key, { topic, partition, committed, at });
  }
}

/** Names of topics have no slash. */
function keyOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
