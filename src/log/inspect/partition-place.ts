import type { Durability } from '../api.ts';
import type { ReadDisk } from './read-disk.ts';

/** The directory of a partition, and what is known about who writes to it. */
export type PartitionPlace = {
  readonly disk: ReadDisk;
  readonly directory: string;
  readonly salt: number;
  readonly durability: Durability;
  /** Whether a process has the log open now: what it has not synced yet may still vanish. */
  readonly isHeld: () => boolean;
};
