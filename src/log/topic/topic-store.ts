import { crc32c } from '@node-rs/crc32';
import { BlockPool } from '../../common/block-pool.ts';
import type { NewTopicSettings, OpenLogOptions, TopicChanges, TopicSettings } from '../api.ts';
import { LogCleaning } from '../cleaning/log-cleaning.ts';
import { Gate } from '../disk/gate.ts';
import { createMemoryDisk } from '../disk/memory-disk.ts';
import { type LogPartition, openPartition } from '../partition/partition.ts';
import type { WriterLimits } from '../partition/partition-writer.ts';
import { TailBudget } from '../partition/tail-cache.ts';
import { WaitingBudget } from '../partition/waiting-budget.ts';
import { LogTopic } from './log-topic.ts';
import { badName, duplicateTopic, fewerPartitions, unknownTopic } from './topic-errors.ts';
import { TopicFiles } from './topic-files.ts';
import type { TopicMeta } from './topic-meta.ts';
import { isTopicName, topicSettings } from './topic-settings.ts';

/** All partitions together keep so many bytes of their newest batches in memory. */
const tailBytesMax = 256 * 1024 * 1024;
/** All partitions together let so many bytes wait to be written. */
const waitingBytesMax = 256 * 1024 * 1024;
const syncsAtOnce = 2;
/** Memory that a log without a pool of its caller's keeps for reading. */
const memoryBytesMax = 128 * 1024 * 1024;

/**
 * The topics of a log, open. Changes are to be made one after the other; errors of the file system
 * pass as they are.
 */
export class TopicStore {
  readonly #options: OpenLogOptions;
  readonly #files: TopicFiles;
  readonly #topics = new Map<string, LogTopic>();
  readonly #syncs = new Gate(syncsAtOnce);
  readonly #tails = new TailBudget(tailBytesMax);
  readonly #waiting = new WaitingBudget(waitingBytesMax);
  readonly #memory: BlockPool;
  readonly #cleaning: LogCleaning;

  constructor(options: OpenLogOptions) {
    this.#options = options;
    this.#files = new TopicFiles(options.disk, `${options.directory}/topics`, options.report);
    this.#memory = options.memory ?? new BlockPool(memoryBytesMax);
    this.#cleaning = new LogCleaning(options);
  }

  get(name: string): LogTopic | null {
    return this.#topics.get(name) ?? null;
  }

  all(): readonly LogTopic[] {
    return [...this.#topics.values()];
  }

  /** All producers that are known in any partition have ids below this. */
  producerIdsBelow(): number {
    const partitions = this.all().flatMap((topic) => topic.partitions);
    return partitions.reduce((below, one) => Math.max(below, one.producerIdsBelow()), 0);
  }

  /** Opens all that are on the disk. */
  async openAll(): Promise<void> {
    for (const { id, meta } of await this.#files.list()) await this.#open(id, meta);
  }

  /** See `Log.createTopic`. */
  async create(name: string, some: NewTopicSettings): Promise<LogTopic> {
    if (!isTopicName(name)) throw badName(name);
    const settings = topicSettings(some);
    if (this.#topics.has(name)) throw duplicateTopic(name);
    const id = this.#files.newId();
    const meta = { name, settings, salt: crc32c(`${id} ${this.#options.clock.nowMicros()}`) };
    await this.#files.create({ id, meta });
    try {
      return await this.#open(id, meta);
    } catch (error) {
      await this.#files.discard(id).catch(() => undefined);
      throw error;
    }
  }

  /** See `Log.alterTopic`. */
  async alter(name: string, changes: TopicChanges): Promise<LogTopic> {
    const topic = this.#topics.get(name);
    if (topic === undefined) throw unknownTopic(name);
    const { durability, schema, partitions } = topic.settings;
    const settings = topicSettings({ ...changes, durability, schema }, topic.settings);
    if (settings.partitions < partitions) throw fewerPartitions(name, partitions);
    const meta = { name, settings, salt: topic.salt };
    await this.#files.replace({ id: topic.id, meta });
    const added = await this.#openPartitions(topic.id, meta, topic.partitions.length);
    topic.alter(settings, added);
    this.#watch(topic, added);
    for (const partition of topic.partitions) partition.setLimits(this.#limits(settings));
    return topic;
  }

  /** See `Log.deleteTopic`. */
  async delete(name: string): Promise<void> {
    const topic = this.#topics.get(name);
    if (topic === undefined) throw unknownTopic(name);
    this.#topics.delete(name);
    for (const partition of topic.partitions) {
      await this.#cleaning.leave(partition);
      await partition.drop(name);
    }
    await this.#files.discard(topic.id);
  }

  /** Closes all partitions. */
  async close(): Promise<void> {
    await this.#cleaning.close();
    for (const topic of this.#topics.values()) {
      for (const partition of topic.partitions) await partition.close();
    }
    await this.#files.settled();
  }

  async #open(id: string, meta: TopicMeta): Promise<LogTopic> {
    const topic = new LogTopic(id, meta, await this.#openPartitions(id, meta, 0));
    this.#topics.set(meta.name, topic);
    this.#watch(topic, topic.partitions);
    return topic;
  }

  #watch(topic: LogTopic, partitions: readonly LogPartition[]): void {
    const settings = (): TopicSettings => {
      const { segmentBytesMax } = this.#limits(topic.settings);
      return { ...topic.settings, segmentBytesMax };
    };
    for (const partition of partitions) this.#cleaning.watch(partition, settings);
  }

  /** Opens the partitions from one on. */
  async #openPartitions(
    id: string,
    { settings, salt }: TopicMeta,
    from: number,
  ): Promise<readonly LogPartition[]> {
    const { clock, bodies, report } = this.#options;
    const { durability, schema } = settings;
    const disk = durability === 'memory' ? createMemoryDisk() : this.#options.disk;
    const shared = {
      ...{ disk, clock, bodies, report, schema, durability },
      limits: this.#limits(settings),
      syncs: this.#syncs,
      tails: this.#tails,
      waiting: this.#waiting,
      memory: this.#memory,
    };
    const partitions: LogPartition[] = [];
    try {
      for (let index = from; index < settings.partitions; index += 1) {
        const directory = this.#files.partition(id, index);
        if (durability === 'memory') await disk.makeDirectory(directory);
        const own = { index, directory, salt: crc32c(String(index), salt) };
        partitions.push(await openPartition({ ...shared, ...own }));
      }
      return partitions;
    } catch (error) {
      for (const partition of partitions) await partition.close();
      throw error;
    }
  }

  #limits({ segmentAgeMsMax, batchBytesMax, segmentBytesMax }: TopicSettings): WriterLimits {
    const bytesMax = this.#options.segmentBytesMax ?? segmentBytesMax;
    return { segmentBytesMax: bytesMax, segmentAgeMsMax, batchBytesMax };
  }
}
