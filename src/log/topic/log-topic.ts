import type { Topic, TopicSettings } from '../api.ts';
import type { LogPartition } from '../partition/partition.ts';
import type { TopicMeta } from './topic-meta.ts';

/** A topic that is open; those who hold it see what `alterTopic` changes. */
export class LogTopic implements Topic {
  readonly name: string;
  /** The name of its directory under `topics`. */
  readonly id: string;
  readonly salt: number;
  #settings: TopicSettings;
  #partitions: readonly LogPartition[];

  constructor(id: string, meta: TopicMeta, partitions: readonly LogPartition[]) {
    this.id = id;
    this.name = meta.name;
    this.salt = meta.salt;
    this.#settings = meta.settings;
    this.#partitions = partitions;
  }

  get settings(): TopicSettings {
    return this.#settings;
  }

  get partitions(): readonly LogPartition[] {
    return this.#partitions;
  }

  /** Takes over settings that are durable, and the partitions that came to it. */
  alter(settings: TopicSettings, added: readonly LogPartition[]): void {
    this.#settings = settings;
    if (added.length > 0) this.#partitions = [...this.#partitions, ...added];
  }
}
