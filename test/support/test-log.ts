import type { Clock } from '../../src/common/clock.ts';
import type { Disk } from '../../src/common/disk.ts';
import type { BodyFormat, Durability, Log, Partition } from '../../src/log/api.ts';
import { openLog } from '../../src/log/open-log.ts';
import { ManualClock } from './manual-clock.ts';
import { numberedBodies } from './numbered-rows.ts';

export type TestLogOptions = {
  readonly clock?: Clock;
  readonly bodies?: BodyFormat;
  readonly segmentBytesMax?: number;
  readonly report?: (line: string) => void;
};

/** Opens the log `/data` of a disk. */
export function openTestLog(disk: Disk, options: TestLogOptions = {}): Promise<Log> {
  return openLog({
    disk,
    clock: options.clock ?? new ManualClock(),
    directory: '/data',
    bodies: options.bodies ?? numberedBodies,
    report: options.report ?? (() => {}),
    segmentBytesMax: options.segmentBytesMax,
  });
}

/** The one partition of a topic, made when missing. */
export async function partitionOf(
  log: Log,
  name = 't',
  durability: Durability = 'durable',
): Promise<Partition> {
  const settings = { partitions: 1, durability, schema: new Uint8Array([1, 2, 3]) };
  const topic = log.topic(name) ?? (await log.createTopic(name, settings));
  return topic.partitions[0] as Partition;
}

/** Keeps every append a batch of its own. */
export const unmergedBodies: BodyFormat = {
  ...numberedBodies,
  merge: () => {
    throw new Error('these bodies cannot be merged');
  },
};
