import type { BatchHead } from '../../format/batch-head.ts';
import { decodeControlRecord } from '../../format/control-record.ts';
import { decodeFront, type FileKind } from '../../format/file-front.ts';
import { type DurableMark, decodeMarkFile } from '../../partition/durable-mark.ts';
import { PartitionTransactions } from '../../partition/partition-transactions.ts';
import { decodeState, stateOffset } from '../../partition/state-file.ts';
import { decodeIndex, type StoredIndex } from '../../segment/index-file.ts';
import {
  indexName,
  parseIndexName,
  parseSegmentName,
  type SegmentRange,
  segmentName,
  segmentSalt,
} from '../../segment/segment-name.ts';
import { listPartition, type PartitionFiles } from '../partition-files.ts';
import type { PartitionPlace } from '../partition-place.ts';
import { readSmallFile } from '../read-disk.ts';
import { readStart } from '../read-start.ts';
import { ScannedSegment } from '../scanned-segment.ts';
import type { CheckColumns } from './check-body.ts';
import { damage, note, type VerifyEvents } from './finding.ts';
import { verifySegment } from './verify-segment.ts';

export type PartitionCheck = {
  readonly place: PartitionPlace;
  readonly checkColumns: CheckColumns;
  readonly events: VerifyEvents;
  /** Told of every batch that can be read. */
  readonly seen: (head: BatchHead, body: Uint8Array) => void;
};

/** What is left of a partition when it was checked. */
export type CheckedPartition = {
  /** Transactions that have no marker. */
  readonly transactions: PartitionTransactions;
};

/** So often the files may change while they are looked at. */
const retriesMax = 100;

/** Checks all files of a partition. @throws SqlError 55000 when one is of a newer format */
export async function verifyPartition(check: PartitionCheck): Promise<CheckedPartition> {
  const verifier = new PartitionVerifier(check);
  await verifier.run();
  return { transactions: verifier.transactions };
}

class PartitionVerifier {
  readonly transactions = new PartitionTransactions();
  readonly #check: PartitionCheck;
  #offset: number | null = null;
  /** Only rows before it may be missing; of one that is written to it moves. */
  #start = Number.POSITIVE_INFINITY;
  /** What was rewritten meanwhile may begin before what is checked already. */
  #isListedAgain = false;

  constructor(check: PartitionCheck) {
    this.#check = check;
  }

  async run(): Promise<void> {
    const { place, events } = this.#check;
    // Before the files: the segment that it names is there then.
    const mark = await this.#mark();
    const files = await listPartition(place.disk, place.directory);
    if (files === null) {
      events.found(damage(place.directory, 'the directory of the partition is missing'));
      return;
    }
    await this.#smallFiles(files);
    if (!place.isHeld()) this.#start = (await readStart(place)) ?? 0;
    this.#tellLeftovers(files);
    await this.#segments(files);
    if (mark !== null) this.#checkMark(mark, files);
  }

  async #mark(): Promise<DurableMark | null> {
    const { place, events } = this.#check;
    const path = `${place.directory}/mark`;
    const bytes = await readSmallFile(place.disk, path);
    if (bytes === null) return null;
    const { mark, isIntact, damagedSlots } = decodeMarkFile(bytes, path);
    if (!isIntact)
      events.found(note(path, 'damaged: what is durable is not known, it is made anew'));
    else if (damagedSlots > 0) events.found(note(path, 'one of the two marks is damaged'));
    return mark;
  }

  #checkMark(mark: DurableMark, { segments }: PartitionFiles): void {
    const { place, events } = this.#check;
    const last = segments.at(-1);
    const end = this.#offset ?? 0;
    if (last !== undefined && mark.segment <= last.baseOffset) return;
    if (mark.offset <= end) return;
    const path = `${place.directory}/${segmentName({ baseOffset: mark.segment, rangeEnd: null })}`;
    events.found(damage(path, 'the last segment is missing', null, [end, mark.offset]));
  }

  async #smallFiles({ names }: PartitionFiles): Promise<void> {
    const { place, events } = this.#check;
    for (const name of names) {
      const path = `${place.directory}/${name}`;
      if (name === 'start' && !(await this.#isFront(path, 'start'))) {
        events.found(damage(path, 'damaged: rows that were truncated may be seen again'));
      }
      if (name === 'clean' && !(await this.#isFront(path, 'clean'))) {
        events.found(note(path, 'damaged: everything is compacted again'));
      }
      if (stateOffset(name) !== null) await this.#state(path, name);
    }
  }

  async #isFront(path: string, kind: FileKind): Promise<boolean> {
    const bytes = await readSmallFile(this.#check.place.disk, path);
    const { salt } = this.#check.place;
    return bytes === null || decodeFront(kind, bytes, path, salt) !== null;
  }

  async #state(path: string, name: string): Promise<void> {
    const bytes = await readSmallFile(this.#check.place.disk, path);
    if (bytes === null) return;
    const state = decodeState(bytes, path, this.#check.place.salt);
    if (state !== null && state.offset === stateOffset(name)) return;
    this.#check.events.found(note(path, 'damaged: it is made again from the segments'));
  }

  #tellLeftovers({ leftovers, aside, names }: PartitionFiles): void {
    const { place, events } = this.#check;
    if (!place.isHeld()) {
      for (const name of leftovers) {
        events.found(note(`${place.directory}/${name}`, 'a leftover, the next open removes it'));
      }
    }
    for (const name of aside) {
      events.found(note(`${place.directory}/${name}`, 'set aside because it was damaged'));
    }
    for (const name of names.filter(isUnknown)) {
      events.found(note(`${place.directory}/${name}`, 'no file of the log'));
    }
  }

  async #segments(listed: PartitionFiles): Promise<void> {
    const { place, events } = this.#check;
    let { segments } = listed;
    for (let tries = 0; tries < retriesMax; tries += 1) {
      const vanished = await this.#walk(segments);
      if (!vanished) return;
      // Rewritten or removed meanwhile: what is not checked yet is looked for again.
      this.#isListedAgain = true;
      segments = (await listPartition(place.disk, place.directory))?.segments ?? [];
    }
    events.found(note(place.directory, 'its files change too fast to be checked'));
  }

  /** Whether a segment was gone before it could be opened. */
  async #walk(segments: readonly SegmentRange[]): Promise<boolean> {
    const { place } = this.#check;
    for (const [index, range] of segments.entries()) {
      const next = segments[index + 1];
      const endOffset = range.rangeEnd ?? next?.baseOffset ?? null;
      if (endOffset !== null && this.#offset !== null && endOffset <= this.#offset) continue;
      if (await this.#isRewrittenNow(range)) return true;
      const segment = await ScannedSegment.open(place, range, endOffset);
      if (segment === null) return true;
      try {
        await this.#segment(segment, range);
      } finally {
        await segment.close();
      }
    }
    return false;
  }

  /** Whether what is missing before a segment was only not listed: its files were being replaced. */
  async #isRewrittenNow({ baseOffset }: SegmentRange): Promise<boolean> {
    const { place } = this.#check;
    const expected = this.#offset;
    if (!place.isHeld() || expected === null || baseOffset <= expected) return false;
    const files = await listPartition(place.disk, place.directory);
    const before = files?.segments.findLast((range) => range.baseOffset <= expected);
    return (before?.rangeEnd ?? 0) > expected || before?.baseOffset === expected;
  }

  #checkBase(path: string, { baseOffset }: SegmentRange): void {
    const { events } = this.#check;
    const expected = this.#offset ?? Math.min(baseOffset, this.#start);
    if (baseOffset > expected) {
      const lost = [expected, baseOffset] as const;
      events.found(damage(path, 'there is no segment before it', null, lost));
    } else if (baseOffset < expected && !this.#isListedAgain) {
      events.found(damage(path, 'its offsets are in another segment too'));
    }
  }

  async #segment(segment: ScannedSegment, range: SegmentRange): Promise<void> {
    const { place, checkColumns, events } = this.#check;
    this.#checkBase(segment.path, range);
    const index = await this.#index(segment, range);
    await verifySegment({
      segment,
      index,
      isHeld: place.isHeld(),
      checkColumns,
      events,
      seen: (head, body) => this.#seen(head, body),
    });
    this.#offset = segment.endOffset;
  }

  async #index(segment: ScannedSegment, range: SegmentRange): Promise<StoredIndex | null> {
    const { place, events } = this.#check;
    const path = `${place.directory}/${indexName(range)}`;
    const bytes = await readSmallFile(place.disk, path);
    if (bytes === null) return null;
    const index = decodeIndex(bytes, path, segmentSalt(place.salt, range));
    const size = await segment.file.size();
    if (index !== null && index.position <= size) return index;
    events.found(note(path, 'damaged: it is made again from the segment'));
    return null;
  }

  #seen(head: BatchHead, body: Uint8Array): void {
    if (head.control) {
      const outcome = decodeControlRecord(body);
      if (outcome !== null) this.transactions.marker(head, outcome);
    } else if (head.transactional) this.transactions.rows(head);
    this.#check.seen(head, body);
  }
}

function isUnknown(name: string): boolean {
  if (['mark', 'start', 'clean'].includes(name)) return false;
  if (name.endsWith('.new') || name.endsWith('.damaged')) return false;
  const parsed = parseSegmentName(name) ?? parseIndexName(name);
  return parsed === null && stateOffset(name) === null;
}
