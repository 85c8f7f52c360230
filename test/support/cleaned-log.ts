import { BlockPool } from '../../src/common/block-pool.ts';
import type { Clock } from '../../src/common/clock.ts';
import type { Disk } from '../../src/common/disk.ts';
import type { BodyFormat, Isolation } from '../../src/log/api.ts';
import type { CleaningSettings } from '../../src/log/cleaning/cleaned-partition.ts';
import { PartitionCleaner } from '../../src/log/cleaning/partition-cleaner.ts';
import { Throttle } from '../../src/log/cleaning/throttle.ts';
import { Gate } from '../../src/log/disk/gate.ts';
import { type LogPartition, openPartition } from '../../src/log/partition/partition.ts';
import { TailBudget } from '../../src/log/partition/tail-cache.ts';
import { WaitingBudget } from '../../src/log/partition/waiting-budget.ts';
import { keyedBodies, type PlacedRow, rowsOf } from './keyed-rows.ts';

export type CleanedLogOptions = {
  readonly disk: Disk;
  readonly clock: Clock;
  readonly settings?: Partial<CleaningSettings>;
  readonly bodies?: BodyFormat;
  readonly schema?: Uint8Array;
  readonly segmentBytesMax?: number;
  readonly keyBytesMax?: number;
  /** Bytes of the newest batches that are kept in memory; none unless told, so that reads are from disk. */
  readonly tailBytesMax?: number;
  readonly report?: (line: string) => void;
};

/** Keep everything. */
const keepAll: CleaningSettings = {
  compaction: null,
  compression: 'none',
  segmentBytesMax: 1024 * 1024,
  retentionMs: null,
  retentionBytes: null,
};

/** A partition and what keeps it clean, in the directory `/p` of a disk. */
export type CleanedLog = {
  readonly partition: LogPartition;
  readonly cleaner: PartitionCleaner;
  /** Does all jobs that are due. */
  readonly clean: () => Promise<number>;
};

/** Opens it, or makes it. */
export async function openCleanedLog(options: CleanedLogOptions): Promise<CleanedLog> {
  const { disk, clock, segmentBytesMax } = options;
  await disk.makeDirectory('/p');
  await disk.syncDirectory('/');
  const partition = await openPartition({
    ...{ disk, clock, directory: '/p', index: 0, salt: 4711 },
    schema: options.schema ?? new Uint8Array([1, 2, 3]),
    durability: 'durable',
    syncs: new Gate(2),
    report: options.report ?? (() => {}),
    bodies: options.bodies ?? keyedBodies,
    limits: {
      segmentBytesMax: segmentBytesMax ?? 2000,
      segmentAgeMsMax: null,
      batchBytesMax: 16 * 1024 * 1024,
    },
    waiting: new WaitingBudget(64 * 1024 * 1024),
    tails: new TailBudget(options.tailBytesMax ?? 0),
    memory: new BlockPool(16 * 1024 * 1024),
  });
  const settings = { ...keepAll, ...options.settings };
  const cleaned = partition.cleaned(
    () => settings,
    () => {},
  );
  const cleaner = new PartitionCleaner({ partition: cleaned, keyBytesMax: options.keyBytesMax });
  const clean = async (): Promise<number> => {
    let jobs = 0;
    while (await cleaner.runOne(new Throttle(clock, 1e12))) jobs += 1;
    return jobs;
  };
  return { partition, cleaner, clean };
}

/** All rows that a reader of this isolation sees from an offset on. */
export async function readRows(
  partition: LogPartition,
  from = 0,
  isolation: Isolation = 'committed',
  bytesMax = 1000,
): Promise<PlacedRow[]> {
  const rows: PlacedRow[] = [];
  const end = isolation === 'committed' ? partition.stableOffset() : partition.endOffset();
  let offset = Math.max(from, partition.startOffset());
  while (offset < end) {
    const { batches, nextOffset } = await partition.read(offset, bytesMax, isolation);
    for (const batch of batches) {
      for (const row of await rowsOf(batch)) if (row.offset >= offset) rows.push(row);
    }
    if (nextOffset <= offset) throw new Error(`no way on from ${offset}`);
    offset = nextOffset;
  }
  return rows;
}
