import { decompressLz4 } from '../format/lz4.ts';
import { RecordReader } from '../format/record-reader.ts';
import { decodeOffsetRecord, offsetsTopic } from '../groups/offset-record.ts';
import type { LogView } from './log-view.ts';
import type { FoundBatch } from './partition-scan.ts';
import type { PartitionView } from './partition-view.ts';

/** How far a consumer group has read a partition. */
export type GroupPosition = {
  readonly group: string;
  readonly partition: number;
  readonly offset: number;
};

/** The committed offsets of all groups in a topic, by group and partition. */
export async function readGroupOffsets(
  view: LogView,
  topic: string,
): Promise<readonly GroupPosition[]> {
  const offsets = (await view.topics()).find(({ meta }) => meta?.name === offsetsTopic);
  const positions = new Map<string, GroupPosition>();
  for (const index of offsets?.partitions ?? []) {
    if (offsets === undefined) break;
    const partition = await view.partition(offsets, index);
    try {
      await readPositions(partition, topic, positions);
    } finally {
      await partition.close();
    }
  }
  return [...positions.values()].toSorted(
    (a, b) => (a.group < b.group ? -1 : Number(a.group > b.group)) || a.partition - b.partition,
  );
}

async function readPositions(
  view: PartitionView,
  topic: string,
  positions: Map<string, GroupPosition>,
): Promise<void> {
  const scan = view.scan(view.startOffset);
  try {
    for (let step = await scan.next(); step !== null; step = await scan.next()) {
      if (step.kind !== 'batch' || step.head.baseOffset >= view.stableOffset) continue;
      if (view.isVisible(step.head)) await takeRecords(step, topic, positions);
    }
  } finally {
    await scan.close();
  }
}

async function takeRecords(
  { head, body }: FoundBatch,
  topic: string,
  positions: Map<string, GroupPosition>,
): Promise<void> {
  const stored = head.kind === 'records' ? await body() : null;
  if (stored === null) return;
  const bytes = head.compression === 'lz4' ? decompressLz4(stored) : stored;
  const reader = new RecordReader(bytes, head.rows);
  while (reader.next()) {
    const record = decodeOffsetRecord({ key: reader.key(), value: reader.value() });
    if (record?.topic !== topic) continue;
    const { group, partition, committed } = record;
    const key = JSON.stringify([group, partition]);
    if (committed === null) positions.delete(key);
    else positions.set(key, { group, partition, offset: committed.offset });
  }
}
