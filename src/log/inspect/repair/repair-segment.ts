import type { Disk } from '../../../common/disk.ts';
import type { BatchHead } from '../../format/batch-head.ts';
import { SegmentFileWriter } from '../../segment/segment-file-writer.ts';
import { indexName, type SegmentRange, segmentName } from '../../segment/segment-name.ts';
import type { PartitionPlace } from '../partition-place.ts';
import { ScannedSegment } from '../scanned-segment.ts';
import { readBody } from '../segment-walk.ts';
import type { CheckColumns } from '../verify/check-body.ts';
import type { Finding } from '../verify/finding.ts';
import { verifySegment } from '../verify/verify-segment.ts';
import type { RepairTools } from './repair-events.ts';

/** A batch that can be read, and where it is. */
type KeptBatch = { readonly position: number; readonly head: BatchHead };

/** What of a segment can be read. */
export type ExaminedSegment = {
  readonly range: SegmentRange;
  readonly kept: readonly KeptBatch[];
  readonly damages: readonly Finding[];
  /** Behind its last batch or damaged stretch. */
  readonly endOffset: number;
  readonly endPosition: number;
  readonly size: number;
  /** The greatest group that was seen; 0 without any. */
  readonly group: number;
};

/** Looks at every batch of a segment. `endOffset` is where a closed one ends. */
export async function examineSegment(
  place: PartitionPlace,
  range: SegmentRange,
  endOffset: number | null,
  checkColumns: CheckColumns,
  checked: (bytes: number) => void,
): Promise<ExaminedSegment | null> {
  const segment = await ScannedSegment.open(place, range, endOffset);
  if (segment === null) return null;
  try {
    const kept: KeptBatch[] = [];
    const damages: Finding[] = [];
    await verifySegment({
      segment,
      index: null,
      isHeld: false,
      checkColumns,
      events: {
        checked,
        found: (finding) => {
          if (finding.severity === 'damage') damages.push(finding);
        },
      },
      seen: (head, _body, position) => kept.push({ position, head }),
    });
    return {
      range,
      kept,
      damages,
      endOffset: segment.endOffset,
      endPosition: segment.place.position,
      size: await segment.file.size(),
      group: kept.reduce((group, { head }) => Math.max(group, head.group), 0),
    };
  } finally {
    await segment.close();
  }
}

/** Where a segment that is written anew is, and what its front says. */
export type NewSegment = {
  readonly place: PartitionPlace;
  readonly disk: Disk;
  readonly schema: Uint8Array;
  readonly range: { readonly baseOffset: number; readonly rangeEnd: number };
};

/**
 * Writes what can be read of a segment as a rewritten one, durably, and sets the old file aside. A
 * crash leaves the old or the new one.
 */
export async function rewriteSegment(
  { disk, nowMs, tell }: RepairTools,
  { place, schema, range }: NewSegment,
  examined: ExaminedSegment,
): Promise<void> {
  const { directory } = place;
  const [oldName, newName] = [segmentName(examined.range), segmentName(range)];
  const aside = await freeName(disk, directory, oldName);
  const file = await disk.open(`${directory}/${oldName}`, 'read');
  const writer = await SegmentFileWriter.create({
    disk,
    directory,
    ...range,
    partitionSalt: place.salt,
    report: tell,
    schemas: schema.length === 0 ? [] : [schema],
    createdMs: nowMs,
  });
  try {
    for (const { position, head } of examined.kept) {
      const body = await readBody(file, position, head);
      if (body !== null) await writer.append(head, body);
    }
    // Under the same name the old file would be gone without a trace.
    if (oldName === newName)
      await copyFile(disk, `${directory}/${oldName}`, `${directory}/${aside}`);
    const segment = await writer.finish();
    await segment.close();
  } catch (error) {
    await writer.abort();
    throw error;
  } finally {
    await file.close();
  }
  if (oldName === newName) return;
  await disk.rename(`${directory}/${oldName}`, `${directory}/${aside}`);
  await disk.remove(`${directory}/${indexName(examined.range)}`).catch(() => undefined);
  await disk.syncDirectory(directory);
}

/** Writes a segment without batches for offsets that are lost: readers pass over it. */
export async function fillGap(
  { disk, nowMs, tell }: RepairTools,
  { place, schema, range }: NewSegment,
): Promise<void> {
  const writer = await SegmentFileWriter.create({
    disk,
    directory: place.directory,
    ...range,
    partitionSalt: place.salt,
    report: tell,
    schemas: schema.length === 0 ? [] : [schema],
    createdMs: nowMs,
  });
  const segment = await writer.finish();
  await segment.close();
}

async function freeName(disk: Disk, directory: string, name: string): Promise<string> {
  const names = new Set(await disk.list(directory));
  let free = `${name}.damaged`;
  for (let number = 2; names.has(free); number += 1) free = `${name}.${number}.damaged`;
  return free;
}

const copyBytes = 1024 * 1024;

async function copyFile(disk: Disk, from: string, to: string): Promise<void> {
  const source = await disk.open(from, 'read');
  const target = await disk.open(to, 'create');
  try {
    const size = await source.size();
    const chunk = new Uint8Array(copyBytes);
    for (let at = 0; at < size; at += chunk.length) {
      const got = await source.read(chunk.subarray(0, Math.min(chunk.length, size - at)), at);
      await target.write([chunk.subarray(0, got)], at);
    }
    await target.sync();
  } finally {
    await target.close();
    await source.close();
  }
}
