import { crc32c } from '@node-rs/crc32';
import type { ListedTopic } from './list-topics.ts';
import { listTopics } from './list-topics.ts';
import { locateLog } from './locate-log.ts';
import type { PartitionPlace } from './partition-place.ts';
import { PartitionView } from './partition-view.ts';
import type { ReadDisk } from './read-disk.ts';
import { CommittedTransactions } from './read-transactions.ts';

/** A log that is only looked at: nothing is locked and nothing is written. */
export class LogView {
  readonly directory: string;
  readonly #disk: ReadDisk;
  readonly #isHeld: () => boolean;
  readonly #committed: CommittedTransactions;

  private constructor(disk: ReadDisk, directory: string, isHeld: () => boolean) {
    this.#disk = disk;
    this.directory = directory;
    this.#isHeld = isHeld;
    this.#committed = new CommittedTransactions(disk, directory, isHeld);
  }

  /**
   * Finds the log of a data directory. `isHeld` answers whether a process has it open.
   * @throws SqlError 58P01 when there is none, 55000 when it is of a newer format
   */
  static async open(
    disk: ReadDisk,
    dataDirectory: string,
    isHeld: () => boolean,
  ): Promise<LogView> {
    return new LogView(disk, await locateLog(disk, dataDirectory), isHeld);
  }

  /** All topics; the log's own ones and damaged ones included. */
  async topics(): Promise<readonly ListedTopic[]> {
    return (await listTopics(this.#disk, this.directory)).topics;
  }

  /** Where the files of a partition of a topic are. The salt of a topic whose file is damaged is not known: 0. */
  place({ directory, meta }: ListedTopic, partition: number): PartitionPlace {
    return {
      disk: this.#disk,
      directory: `${directory}/${partition}`,
      salt: crc32c(String(partition), meta?.salt ?? 0),
      durability: meta?.settings.durability ?? 'durable',
      isHeld: this.#isHeld,
    };
  }

  /** A partition as readers of committed rows see it; to be closed. */
  partition(topic: ListedTopic, partition: number): Promise<PartitionView> {
    return PartitionView.open(this.place(topic, partition), this.#committed);
  }

  /** Closes the files that it keeps open itself. */
  close(): Promise<void> {
    return this.#committed.close();
  }
}
