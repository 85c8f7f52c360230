import { BlockPool } from '../../src/common/block-pool.ts';
import type { Disk } from '../../src/common/disk.ts';
import { plainBatch } from '../../src/log/format/batch-head.ts';
import { PartitionReader } from '../../src/log/partition/partition-reader.ts';
import { TailBudget, TailCache } from '../../src/log/partition/tail-cache.ts';
import type { Segment } from '../../src/log/segment/segment.ts';
import {
  type RewrittenBatch,
  SegmentFileWriter,
} from '../../src/log/segment/segment-file-writer.ts';
import { SegmentList } from '../../src/log/segment/segment-list.ts';

export const partitionDirectory = '/p';
export const partitionSalt = 4711;

/** A batch to be rewritten, and the numbers that are its rows. */
export type TestBatch = { readonly batch: RewrittenBatch; readonly body: Uint8Array };

/** A batch of the numbers of these offsets, ten milliseconds apart; its range may be wider. */
export function batchOf(
  offsets: readonly number[],
  range: Partial<RewrittenBatch> = {},
  group = 1,
): TestBatch {
  const [first = 0, last = 0] = [offsets[0], offsets.at(-1)];
  const batch = {
    ...plainBatch,
    baseOffset: first,
    endOffset: last + 1,
    rows: offsets.length,
    schemaId: 1,
    firstTimestampMs: first * 10,
    maxTimestampMs: last * 10,
    group,
    ...range,
  };
  return { batch, body: new Uint8Array(Float64Array.from(offsets).buffer) };
}

/** Where test segments are. */
export function segmentOptions(
  disk: Disk,
  report: (line: string) => void = () => {},
): {
  readonly disk: Disk;
  readonly directory: string;
  readonly partitionSalt: number;
  readonly report: (line: string) => void;
} {
  return { disk, directory: partitionDirectory, partitionSalt, report };
}

/** A writer of a rewritten segment. */
export function rewrite(
  disk: Disk,
  baseOffset: number,
  rangeEnd: number,
): Promise<SegmentFileWriter> {
  const schemas = [new Uint8Array([1, 2, 3])];
  return SegmentFileWriter.create({
    ...segmentOptions(disk),
    baseOffset,
    rangeEnd,
    schemas,
    createdMs: 0,
  });
}

/** A rewritten segment of these batches. */
export async function rewrittenSegment(
  disk: Disk,
  [baseOffset, rangeEnd]: readonly [number, number],
  batches: readonly TestBatch[],
): Promise<Segment> {
  const writer = await rewrite(disk, baseOffset, rangeEnd);
  for (const { batch, body } of batches) await writer.append(batch, body);
  return writer.finish();
}

/** A reader of segments, the last one included, with nothing in memory. */
export function readerOf(segments: readonly Segment[]): PartitionReader {
  const tail = new TailCache(new TailBudget(1000), 1000);
  return new PartitionReader(new SegmentList(segments), tail, new BlockPool(1 << 20));
}

/** All numbers that a reader finds between two offsets, read in pieces. */
export async function numbersIn(
  reader: PartitionReader,
  from: number,
  to: number,
  bytesMax = 100,
): Promise<number[]> {
  const numbers: number[] = [];
  for (let offset = from; offset < to; ) {
    const { batches, nextOffset } = await reader.read(offset, to, bytesMax);
    for (const batch of batches) {
      const body = await batch.body();
      numbers.push(...new Float64Array(body.buffer, body.byteOffset, batch.rows));
    }
    if (nextOffset <= offset) throw new Error(`no progress at offset ${offset}`);
    offset = nextOffset;
  }
  return numbers;
}
