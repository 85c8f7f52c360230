import { decodeFront, type FileKind, replaceFile } from '../../format/file-front.ts';
import { type DurableMark, DurableMarkFile, decodeMarkFile } from '../../partition/durable-mark.ts';
import { writeStartOffset } from '../../partition/start-offset.ts';
import { decodeState, stateOffset } from '../../partition/state-file.ts';
import { decodeIndex } from '../../segment/index-file.ts';
import { Segment } from '../../segment/segment.ts';
import { encodeSegmentFront } from '../../segment/segment-front.ts';
import {
  indexName,
  type SegmentRange,
  segmentName,
  segmentSalt,
} from '../../segment/segment-name.ts';
import { listPartition, type PartitionFiles } from '../partition-files.ts';
import type { PartitionPlace } from '../partition-place.ts';
import { readSmallFile } from '../read-disk.ts';
import { readStart } from '../read-start.ts';
import type { CheckColumns } from '../verify/check-body.ts';
import { change, type RepairTools } from './repair-events.ts';
import {
  type ExaminedSegment,
  examineSegment,
  fillGap,
  type NewSegment,
  rewriteSegment,
} from './repair-segment.ts';

export type PartitionRepair = {
  readonly tools: RepairTools;
  readonly place: PartitionPlace;
  readonly schema: Uint8Array;
  readonly checkColumns: CheckColumns;
};

/** Repairs all files of a partition; answers how many rows are lost. */
export async function repairPartition(repair: PartitionRepair): Promise<number> {
  const { tools, place } = repair;
  const files = await listPartition(place.disk, place.directory);
  if (files === null) {
    await change(tools, `${place.directory}: missing, made anew; what it had is lost`, () =>
      tools.disk.makeDirectory(place.directory),
    );
    return 0;
  }
  const repairer = new PartitionRepairer(repair, files);
  return await repairer.run();
}

class PartitionRepairer {
  readonly #repair: PartitionRepair;
  readonly #tools: RepairTools;
  readonly #place: PartitionPlace;
  readonly #files: PartitionFiles;
  #lostRows = 0;
  #group = 0;

  constructor(repair: PartitionRepair, files: PartitionFiles) {
    this.#repair = repair;
    this.#tools = repair.tools;
    this.#place = repair.place;
    this.#files = files;
  }

  async run(): Promise<number> {
    for (const name of this.#files.leftovers) await this.#remove(name, 'a leftover, removed');
    await this.#smallFiles();
    const { mark, isIntact } = await this.#mark();
    const end = await this.#segments();
    await this.#settleMark(mark, isIntact, end);
    return this.#lostRows;
  }

  #path(name: string): string {
    return `${this.#place.directory}/${name}`;
  }

  async #remove(name: string, what: string): Promise<void> {
    await change(this.#tools, `${this.#path(name)}: ${what}`, async () => {
      await this.#tools.disk.remove(this.#path(name));
      await this.#tools.disk.syncDirectory(this.#place.directory);
    });
  }

  async #smallFiles(): Promise<void> {
    for (const name of this.#files.names) {
      if ((name === 'start' || name === 'clean') && !(await this.#isFront(name, name))) {
        const effect = name === 'start' ? 'truncated rows may be seen again' : 'it is made again';
        await this.#remove(name, `damaged, removed: ${effect}`);
      }
      if (stateOffset(name) !== null && !(await this.#isState(name))) {
        await this.#remove(name, 'damaged, removed: it is made again');
      }
    }
  }

  async #isFront(name: string, kind: FileKind): Promise<boolean> {
    const bytes = await readSmallFile(this.#place.disk, this.#path(name));
    const { salt } = this.#place;
    return bytes === null || decodeFront(kind, bytes, this.#path(name), salt) !== null;
  }

  async #isState(name: string): Promise<boolean> {
    const bytes = await readSmallFile(this.#place.disk, this.#path(name));
    if (bytes === null) return true;
    return decodeState(bytes, this.#path(name), this.#place.salt)?.offset === stateOffset(name);
  }

  async #mark(): Promise<{ readonly mark: DurableMark | null; readonly isIntact: boolean }> {
    const path = this.#path('mark');
    const bytes = await readSmallFile(this.#place.disk, path);
    if (bytes === null) return { mark: null, isIntact: true };
    const { mark, isIntact, damagedSlots } = decodeMarkFile(bytes, path);
    return { mark, isIntact: isIntact && damagedSlots === 0 };
  }

  /** Repairs the segments in order; answers where the partition ends then. */
  async #segments(): Promise<PartitionEnd> {
    const { segments } = this.#files;
    let end: PartitionEnd = { offset: null, active: null };
    if (segments[0] !== undefined) await this.#moveStart(segments[0].baseOffset);
    for (const [index, range] of segments.entries()) {
      if (end.offset !== null && range.baseOffset > end.offset) {
        await this.#fill(end.offset, range.baseOffset);
      }
      const next = segments[index + 1];
      const endOffset = range.rangeEnd ?? next?.baseOffset ?? null;
      const { tools, checkColumns } = this.#repair;
      const examined = await examineSegment(
        this.#place,
        range,
        endOffset,
        checkColumns,
        tools.checked,
      );
      if (examined !== null) end = await this.#segment(examined, endOffset);
    }
    return end;
  }

  async #segment(examined: ExaminedSegment, endOffset: number | null): Promise<PartitionEnd> {
    const { range, damages, endPosition, size } = examined;
    this.#group = Math.max(this.#group, examined.group);
    const offset = Math.max(examined.endOffset, range.rangeEnd ?? 0);
    const missing = missingEnd(examined);
    if (missing !== null) {
      await this.#fill(missing[0], missing[1]);
      return { offset: Math.max(offset, missing[1]), active: null };
    }
    if (damages.length > 0) {
      await this.#rewrite(examined, Math.max(offset, endOffset ?? 0, range.baseOffset + 1));
      return { offset: Math.max(offset, range.baseOffset + 1), active: null };
    }
    const name = segmentName(range);
    if (endOffset === null && endPosition < size) {
      const line = `${this.#path(name)}: cut off ${size - endPosition} bytes behind the last batch`;
      await change(this.#tools, line, () => this.#cut(name, endPosition));
    }
    await this.#index(range, endOffset, examined);
    return { offset, active: endOffset === null ? { range, position: endPosition } : null };
  }

  async #rewrite(examined: ExaminedSegment, rangeEnd: number): Promise<void> {
    const { range, damages, kept } = examined;
    const lost = damages.reduce((sum, { offsets }) => sum + rowsOf(offsets), 0);
    this.#lostRows += lost;
    const rows = kept.reduce((sum, { head }) => sum + head.rows, 0);
    for (const { message, position, offsets } of damages) {
      const at = position === null ? '' : ` at byte ${position}`;
      const what = offsets === null ? '' : `, rows ${offsets[0]} to ${offsets[1] - 1} are lost`;
      this.#tools.tell(`${this.#path(segmentName(range))}${at}: ${message}${what}`);
    }
    const to = { baseOffset: range.baseOffset, rangeEnd };
    const line = `${this.#path(segmentName(range))}: set aside, its ${rows} readable rows are in ${segmentName(to)}`;
    await change(this.#tools, line, () => rewriteSegment(this.#tools, this.#new(to), examined));
  }

  async #fill(baseOffset: number, rangeEnd: number): Promise<void> {
    this.#lostRows += rangeEnd - baseOffset;
    const to = { baseOffset, rangeEnd };
    const line = `${this.#path(segmentName(to))}: made for rows ${baseOffset} to ${rangeEnd - 1}, which are lost`;
    await change(this.#tools, line, () => fillGap(this.#tools, this.#new(to)));
  }

  /** Rows that are missing before the first segment are forgotten for good: nobody looks for them again. */
  async #moveStart(baseOffset: number): Promise<void> {
    const { disk } = this.#tools;
    const { directory, salt } = this.#place;
    const start = (await readStart(this.#place)) ?? 0;
    if (baseOffset <= start) return;
    this.#lostRows += baseOffset - start;
    const lost = `rows ${start} to ${baseOffset - 1} are lost, the partition begins behind them`;
    await change(this.#tools, `${this.#path('start')}: ${lost}`, () =>
      writeStartOffset({ disk, directory, salt }, baseOffset),
    );
  }

  #new(range: NewSegment['range']): NewSegment {
    const { disk } = this.#tools;
    return { place: this.#place, disk, schema: this.#repair.schema, range };
  }

  async #cut(name: string, bytes: number): Promise<void> {
    const file = await this.#tools.disk.open(this.#path(name), 'write');
    try {
      await file.truncate(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  }

  /** An index that is damaged, or does not fit its segment, is made again. */
  async #index(
    range: SegmentRange,
    endOffset: number | null,
    { kept, endPosition }: ExaminedSegment,
  ): Promise<void> {
    const path = this.#path(indexName(range));
    const bytes = await readSmallFile(this.#place.disk, path);
    if (bytes === null) return;
    const index = decodeIndex(bytes, path, segmentSalt(this.#place.salt, range));
    const bases = new Map(kept.map(({ position, head }) => [position, head.baseOffset]));
    const fits =
      index !== null &&
      index.position <= endPosition &&
      index.index.blocks().every((block) => bases.get(block.position) === block.baseOffset);
    if (fits) return;
    await change(this.#tools, `${path}: damaged, made again`, async () => {
      await this.#tools.disk.remove(path);
      if (endOffset !== null) await this.#makeIndex(range, endOffset);
    });
  }

  async #makeIndex(range: SegmentRange, endOffset: number): Promise<void> {
    const { disk, tell } = this.#tools;
    const { directory, salt: partitionSalt } = this.#place;
    const segment = new Segment({ disk, directory, partitionSalt, report: tell, ...range });
    await segment.index(endOffset);
    await segment.close();
  }

  /** What the mark tells of has to be there, and what is there has to be marked. */
  async #settleMark(
    mark: DurableMark | null,
    isIntact: boolean,
    { offset, active }: PartitionEnd,
  ): Promise<void> {
    if (mark !== null && mark.offset > (offset ?? 0)) await this.#missingEnd(mark, offset);
    else if (!isIntact) await this.#writeMark(active, offset ?? 0);
  }

  /** The last segment is gone: its offsets are not given away again. */
  async #missingEnd(mark: DurableMark, offset: number | null): Promise<void> {
    this.#group = Math.max(this.#group, mark.group);
    if (offset !== null) {
      await this.#fill(offset, mark.offset);
      return;
    }
    const range = { baseOffset: mark.offset, rangeEnd: null };
    const path = this.#path(segmentName(range));
    await this.#moveStart(mark.offset);
    await change(this.#tools, `${path}: made; all rows before it are lost`, async () => {
      const { schema, tools } = this.#repair;
      const facts = { baseOffset: mark.offset, createdMs: tools.nowMs, rewritten: null };
      const front = encodeSegmentFront(facts, schema.length === 0 ? [] : [schema]);
      await replaceFile(tools.disk, this.#place.directory, segmentName(range), front);
      await this.#writeMark({ range, position: front.length }, mark.offset);
    });
  }

  async #writeMark(active: ActiveEnd | null, offset: number): Promise<void> {
    const { disk } = this.#tools;
    const { directory } = this.#place;
    const line = `${this.#path('mark')}: damaged, made again`;
    await change(this.#tools, line, async () => {
      await disk.remove(this.#path('mark')).catch(() => undefined);
      const { file } = await DurableMarkFile.open(disk, directory);
      try {
        if (active !== null) {
          await this.#sync(segmentName(active.range));
          const { baseOffset: segment } = active.range;
          await file.write({ segment, position: active.position, offset, group: this.#group });
        }
        await file.sync();
      } finally {
        await file.close();
      }
    });
  }

  async #sync(name: string): Promise<void> {
    const file = await this.#tools.disk.open(this.#path(name), 'write');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

type ActiveEnd = { readonly range: SegmentRange; readonly position: number };

/** Where a partition ends: null without segments; and the segment that is written to, if there is one. */
type PartitionEnd = { readonly offset: number | null; readonly active: ActiveEnd | null };

/** The offsets that a whole segment should have had behind its last batch; null when it is not whole, or has all. */
function missingEnd({ damages, size, range }: ExaminedSegment): readonly [number, number] | null {
  const [damage] = damages;
  if (damage === undefined || damages.length > 1 || range.rangeEnd !== null) return null;
  return damage.position === size ? damage.offsets : null;
}

function rowsOf(offsets: readonly [number, number] | null): number {
  return offsets === null ? 0 : offsets[1] - offsets[0];
}
