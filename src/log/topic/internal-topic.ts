import type { Log, NewTopicSettings, Partition } from '../api.ts';

/** What the clients of a log need to know of its topics. */
export type TopicDirectory = Pick<Log, 'topic' | 'topics' | 'createTopic'>;

/** A topic of the log's own: one partition of records, made when it is needed for the first time. */
export class InternalTopic {
  readonly name: string;
  readonly #topics: TopicDirectory;
  readonly #settings: NewTopicSettings;
  #making: Promise<Partition> | null = null;

  constructor(topics: TopicDirectory, name: string, settings: NewTopicSettings) {
    this.#topics = topics;
    this.name = name;
    this.#settings = settings;
  }

  /** Its partition when it was ever made. */
  get(): Partition | null {
    return this.#topics.topic(this.name)?.partitions[0] ?? null;
  }

  /** Its partition. @throws SqlError 58030, 53100 when it cannot be made */
  async partition(): Promise<Partition> {
    const existing = this.get();
    if (existing !== null) return existing;
    this.#making ??= this.#make();
    return this.#making;
  }

  async #make(): Promise<Partition> {
    try {
      const topic = await this.#topics.createTopic(this.name, this.#settings);
      return topic.partitions[0] as Partition;
    } finally {
      this.#making = null;
    }
  }
}
