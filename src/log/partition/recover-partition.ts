import type { Disk, DiskFile } from '../../common/disk.ts';
import { diskError } from '../disk/disk-error.ts';
import { listSegments } from '../segment/list-segments.ts';
import { type ScanOutcome, scanSegment } from '../segment/scan-segment.ts';
import { reportDamages, type Segment } from '../segment/segment.ts';
import { readSegmentFront } from '../segment/segment-front.ts';
import { type DurableMark, DurableMarkFile } from './durable-mark.ts';
import { tornBytes } from './zero-fill.ts';

export type RecoverOptions = {
  readonly disk: Disk;
  readonly directory: string;
  readonly salt: number;
  readonly report: (line: string) => void;
};

/** The segment that is written to: its file, and where the next batch goes. */
type ActiveSegment = {
  readonly segment: Segment;
  readonly file: DiskFile;
  readonly position: number;
  /** When it was made, milliseconds since 1970; 0 when that is not known. */
  readonly createdMs: number;
};

/** A partition after recovery: everything in it is durable. */
export type RecoveredPartition = {
  /** By base offset; the active one is the last. */
  readonly segments: readonly Segment[];
  /** Null when the next append begins a new segment. */
  readonly active: ActiveSegment | null;
  readonly endOffset: number;
  /** The last group. */
  readonly group: number;
  readonly mark: DurableMarkFile;
};

/**
 * Opens the files of a partition. Only the last segment is looked into: the others were synced
 * before their successor was made. In the last one a torn tail is cut off, damage is fenced and
 * told, and what stands above the durable mark is made durable.
 * @throws SqlError 55000 when a file is of a newer format.
 */
export async function recoverPartition(options: RecoverOptions): Promise<RecoveredPartition> {
  const { file, mark } = await DurableMarkFile.open(options.disk, options.directory);
  try {
    return await recoverSegments(options, file, mark);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function recoverSegments(
  options: RecoverOptions,
  markFile: DurableMarkFile,
  mark: DurableMark | null,
): Promise<RecoveredPartition> {
  const { disk, directory, salt: partitionSalt, report } = options;
  const segments = await listSegments({ disk, directory, partitionSalt, report });
  try {
    return await recoverListed(options, segments, markFile, mark);
  } catch (error) {
    for (const segment of segments) await segment.close();
    throw error;
  }
}

async function recoverListed(
  options: RecoverOptions,
  segments: readonly Segment[],
  markFile: DurableMarkFile,
  mark: DurableMark | null,
): Promise<RecoveredPartition> {
  const { disk, directory } = options;
  const last = segments.at(-1);
  if (last === undefined || (mark !== null && mark.segment > last.baseOffset)) {
    if (mark !== null) reportMissing(options, last?.baseOffset ?? 0, mark.offset);
    const { offset: endOffset, group } = mark ?? { offset: 0, group: 0 };
    return { segments, active: null, endOffset, group, mark: markFile };
  }
  if (last.rangeEnd !== null) {
    // The one behind it is missing, or was put aside: what was rewritten is never written to.
    const index = await last.index(last.rangeEnd);
    const group = Math.max(index.group, mark?.group ?? 0);
    return { segments, active: null, endOffset: last.rangeEnd, group, mark: markFile };
  }
  const recovered = await recoverLast(options, last, mark);
  if (recovered.active === null && recovered.endOffset === last.baseOffset) {
    await setAside(options, last);
    return { segments: segments.slice(0, -1), mark: markFile, ...recovered };
  }
  // Whoever made the segment may have died before its name was on the disk for good.
  if (mark?.segment !== last.baseOffset) await disk.syncDirectory(directory);
  await renewMark(options, markFile, mark, recovered);
  return { segments, mark: markFile, ...recovered };
}

function reportMissing({ directory, report }: RecoverOptions, from: number, to: number): void {
  report(`${directory}: the last segment is missing, rows from ${from} to ${to - 1} may be lost`);
}

/** Keeps a file in which nothing can be read, for whoever wants to look, and frees its name. */
async function setAside(
  { disk, directory, report }: RecoverOptions,
  segment: Segment,
): Promise<void> {
  await segment.close();
  // The next segment of this name must not be read by it.
  if ((await disk.list(directory)).some((name) => segment.indexPath === `${directory}/${name}`)) {
    await disk.remove(segment.indexPath);
  }
  await disk.rename(segment.path, `${segment.path}.damaged`);
  await disk.syncDirectory(directory);
  report(`${segment.path}: nothing can be read, kept as ${segment.path}.damaged`);
}

/** Marks what recovery has made durable. Not being able to is no failure: an older mark is as true. */
async function renewMark(
  { directory, report }: RecoverOptions,
  file: DurableMarkFile,
  before: DurableMark | null,
  { active, endOffset, group }: LastSegment,
): Promise<void> {
  if (active === null) return;
  const { segment, position } = active;
  if (before?.segment === segment.baseOffset && before.position === position) return;
  try {
    await file.write({ segment: segment.baseOffset, position, offset: endOffset, group });
  } catch (error) {
    report(`${directory}: ${diskError(error, 'write the mark').message}`);
  }
}

type LastSegment = Pick<RecoveredPartition, 'active' | 'endOffset' | 'group'>;

async function recoverLast(
  options: RecoverOptions,
  segment: Segment,
  mark: DurableMark | null,
): Promise<LastSegment> {
  const file = await options.disk.open(segment.path, 'write');
  try {
    return await recoverFile(options, segment, mark, file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function recoverFile(
  { report }: RecoverOptions,
  segment: Segment,
  mark: DurableMark | null,
  file: DiskFile,
): Promise<LastSegment> {
  const size = await file.size();
  const front = await readSegmentFront(file, segment.path);
  const first = { position: front?.bytes ?? 0, offset: segment.baseOffset };
  const marked = mark?.segment === segment.baseOffset ? mark : first;
  // What the stored index tells of was synced before it was stored.
  const stored = front === null ? null : await segment.readStoredIndex(size);
  const start = stored ?? first;
  const durable = start.position > marked.position ? start : marked;
  const { salt } = segment;
  const index = stored?.index;
  const scan = await scanSegment({ file, salt, size, start, durable, endOffset: null, index });
  reportDamages(scan, segment.path, report);
  // Without a front and without a batch there is no end to cut back to.
  const readable = front !== null || scan.end.offset > segment.baseOffset;
  if (readable && scan.end.position < size) {
    const torn = await tornBytes(file, scan.end.position, size);
    if (torn > 0) report(`${segment.path}: cut off a torn tail of ${torn} bytes`);
    await file.truncate(scan.end.position);
  }
  if (readable) await makeDurable(file, durable.position, scan, size);
  segment.bytes = Math.min(size, scan.end.position);
  segment.adopt(file, scan.index);
  const whole = front !== null && scan.damages.length === 0;
  const createdMs = front?.createdMs ?? 0;
  return {
    active: whole ? { segment, file, position: scan.end.position, createdMs } : null,
    endOffset: scan.end.offset,
    group: Math.max(scan.group, mark?.group ?? 0),
  };
}

/**
 * Writes again what stands above the mark, then syncs: after a failed sync the system may take
 * pages for clean that never reached the disk.
 */
async function makeDurable(
  file: DiskFile,
  from: number,
  { end }: ScanOutcome,
  size: number,
): Promise<void> {
  if (end.position === size && from >= size) return;
  await writeAgain(file, from, end.position);
  await file.sync();
}

async function writeAgain(file: DiskFile, from: number, to: number): Promise<void> {
  const chunk = new Uint8Array(1024 * 1024);
  for (let at = from; at < to; at += chunk.length) {
    const part = chunk.subarray(0, Math.min(chunk.length, to - at));
    await file.write([part.subarray(0, await file.read(part, at))], at);
  }
}

/** What is known of the last segment of a partition that has failed. */
export type AcknowledgedSegment = {
  readonly disk: Disk;
  readonly segment: Segment;
  /** Below it everything was synced. */
  readonly durable: SegmentPlace;
  /** Below it everything was acknowledged. */
  readonly end: SegmentPlace;
  readonly report: (line: string) => void;
};

/** The system writes whole pages: that in which the durable part ends was written again since. */
const pageBytes = 4096;

/**
 * Opens the last segment anew after a failure: what was never acknowledged is cut off, the rest
 * made durable. `isWhole` says whether all of it can be read: else it is fenced and told.
 */
export async function recoverAcknowledged({
  disk,
  segment,
  durable,
  end,
  report,
}: AcknowledgedSegment): Promise<{ readonly file: DiskFile; readonly isWhole: boolean }> {
  const file = await disk.open(segment.path, 'write');
  try {
    const front = await readSegmentFront(file, segment.path);
    const size = Math.min(await file.size(), end.position);
    const start = { position: front?.bytes ?? 0, offset: segment.baseOffset };
    const { salt } = segment;
    const scan = await scanSegment({ file, salt, size, start, durable, endOffset: end.offset });
    reportDamages(scan, segment.path, report);
    await file.truncate(size);
    const rewritten = Math.min(size, durable.position - (durable.position % pageBytes));
    await writeAgain(file, rewritten, size);
    await file.sync();
    segment.bytes = size;
    segment.adopt(file, scan.index);
    return { file, isWhole: front !== null && scan.damages.length === 0 };
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
}

type SegmentPlace = { readonly position: number; readonly offset: number };
