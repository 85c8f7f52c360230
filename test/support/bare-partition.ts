import { BlockPool } from '../../src/common/block-pool.ts';
import type { Disk } from '../../src/common/disk.ts';
import { Gate } from '../../src/log/disk/gate.ts';
import {
  type LogPartition,
  openPartition,
  type PartitionOptions,
} from '../../src/log/partition/partition.ts';
import { TailBudget } from '../../src/log/partition/tail-cache.ts';
import { WaitingBudget } from '../../src/log/partition/waiting-budget.ts';
import { ManualClock } from './manual-clock.ts';
import { numberedBodies } from './numbered-rows.ts';

const mebibyte = 1024 * 1024;

/** Opens the partition in the directory `/p` of a disk, without a log around it: nobody settles its transactions. */
export async function openBarePartition(
  disk: Disk,
  options: Partial<PartitionOptions> = {},
): Promise<LogPartition> {
  await disk.makeDirectory('/p');
  await disk.syncDirectory('/');
  return openPartition({
    index: 0,
    disk,
    clock: new ManualClock(),
    directory: '/p',
    salt: 1,
    schema: new Uint8Array(0),
    durability: 'durable',
    bodies: numberedBodies,
    limits: { segmentBytesMax: 10_000, segmentAgeMsMax: null, batchBytesMax: mebibyte },
    syncs: new Gate(2),
    report: () => {},
    tails: new TailBudget(mebibyte),
    waiting: new WaitingBudget(mebibyte),
    memory: new BlockPool(mebibyte),
    ...options,
  });
}
