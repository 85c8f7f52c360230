import type { OpenLogOptions } from '../api.ts';
import type { LogPartition } from '../partition/partition.ts';
import type { CleaningSettings } from './cleaned-partition.ts';
import { Housekeeping } from './housekeeping.ts';
import { PartitionCleaner } from './partition-cleaner.ts';

export type LogCleaningOptions = Pick<OpenLogOptions, 'clock' | 'report' | 'housekeeping'>;

/** What keeps the open partitions of a log clean, in the background. */
export class LogCleaning {
  readonly #housekeeping: Housekeeping | null;
  readonly #cleaners = new Map<LogPartition, PartitionCleaner>();

  constructor({ housekeeping, clock, report }: LogCleaningOptions) {
    this.#housekeeping =
      housekeeping === false ? null : new Housekeeping({ clock, report, ...housekeeping });
  }

  /** Takes care of a partition that was opened; settings are asked for when they are needed. */
  watch(partition: LogPartition, settings: () => CleaningSettings): void {
    const housekeeping = this.#housekeeping;
    if (housekeeping === null) return;
    const cleaned = partition.cleaned(settings, () => housekeeping.wake());
    const cleaner = new PartitionCleaner({ partition: cleaned });
    this.#cleaners.set(partition, cleaner);
    housekeeping.add(cleaner);
  }

  /** Leaves a partition alone that is to be closed; resolves when nothing is done to it any more. */
  async leave(partition: LogPartition): Promise<void> {
    const cleaner = this.#cleaners.get(partition);
    this.#cleaners.delete(partition);
    if (cleaner !== undefined) await this.#housekeeping?.remove(cleaner);
  }

  /** Ends what is under way; nothing is done any more when it resolves. */
  async close(): Promise<void> {
    await this.#housekeeping?.close();
  }
}
