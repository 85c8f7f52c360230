import type { OpenTransaction } from '../api.ts';
import type { DurableMark } from '../partition/durable-mark.ts';
import { segmentName } from '../segment/segment-name.ts';
import type { ListedTopic } from './list-topics.ts';
import type { LogView } from './log-view.ts';
import { listPartition } from './partition-files.ts';
import type { SeenProducer } from './partition-view.ts';
import { fileBytes } from './read-disk.ts';
import { readMark } from './read-mark.ts';

/** A segment file. */
export type DescribedSegment = {
  readonly name: string;
  readonly baseOffset: number;
  readonly rangeEnd: number | null;
  readonly bytes: number;
};

/** All that the files say about a partition. */
export type DescribedPartition = {
  readonly partition: number;
  readonly startOffset: number;
  readonly endOffset: number;
  readonly stableOffset: number;
  readonly bytes: number;
  readonly segments: readonly DescribedSegment[];
  readonly mark: DurableMark | null;
  readonly producers: readonly SeenProducer[];
  readonly openTransactions: readonly OpenTransaction[];
  readonly leftovers: readonly string[];
  readonly aside: readonly string[];
};

/** Looks through a partition. @throws SqlError 55000 when a file is of a newer format */
export async function describePartition(
  log: LogView,
  topic: ListedTopic,
  partition: number,
): Promise<DescribedPartition> {
  const { disk, directory, isHeld } = log.place(topic, partition);
  const view = await log.partition(topic, partition);
  try {
    const files = await listPartition(disk, directory);
    const segments: DescribedSegment[] = [];
    for (const range of files?.segments ?? []) {
      const name = segmentName(range);
      segments.push({ name, ...range, bytes: await fileBytes(disk, `${directory}/${name}`) });
    }
    const { startOffset, endOffset, stableOffset, producers, openTransactions } = view;
    return {
      partition,
      startOffset,
      endOffset,
      stableOffset,
      bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
      segments,
      mark: await readMark(disk, directory),
      producers,
      openTransactions,
      // Of a server that runs they are files that it is writing.
      leftovers: isHeld() ? [] : (files?.leftovers ?? []),
      aside: files?.aside ?? [],
    };
  } finally {
    await view.close();
  }
}
