import type { BatchHead } from '../../format/batch-head.ts';
import type { StoredIndex } from '../../segment/index-file.ts';
import { segmentName } from '../../segment/segment-name.ts';
import type { ScannedSegment } from '../scanned-segment.ts';
import { readBody, type WalkedBatch, type WalkedDamage } from '../segment-walk.ts';
import { tailKind } from '../tail-kind.ts';
import { type CheckColumns, checkBody } from './check-body.ts';
import { damage, note, type VerifyEvents } from './finding.ts';

export type SegmentCheck = {
  readonly segment: ScannedSegment;
  /** Null when there is none that can be read. */
  readonly index: StoredIndex | null;
  readonly isHeld: boolean;
  readonly checkColumns: CheckColumns;
  readonly events: VerifyEvents;
  /** Told of every batch that can be read. */
  readonly seen: (head: BatchHead, body: Uint8Array, position: number) => void;
};

/** Checks a segment: its front, every batch with its body, its index, and what is behind its end. */
export async function verifySegment(check: SegmentCheck): Promise<void> {
  let damages = 0;
  const events: VerifyEvents = {
    ...check.events,
    found: (finding) => {
      damages += finding.severity === 'damage' ? 1 : 0;
      check.events.found(finding);
    },
  };
  checkFront({ ...check, events });
  const bases = await verifyBatches({ ...check, events });
  // Of a damaged segment the index tells of what is not there any more.
  if (damages === 0) checkIndex(check, bases);
  await checkTail(check);
}

/** Answers the positions of the batches, and the offsets that they begin at. */
async function verifyBatches(check: SegmentCheck): Promise<ReadonlyMap<number, number>> {
  const { segment, events } = check;
  const bases = new Map<number, number>();
  let counted = 0;
  for (let step = await segment.next(); step !== null; step = await segment.next()) {
    if (step.kind === 'batch') {
      bases.set(step.position, step.head.baseOffset);
      await checkBatch(check, step);
    } else await tellStretch(check, step);
    events.checked(segment.place.position - counted);
    counted = segment.place.position;
  }
  return bases;
}

function checkFront({ segment: { path, front, range }, events }: SegmentCheck): void {
  if (front === null) {
    events.found(damage(path, 'the front is damaged', 0));
    return;
  }
  const end = front.rewritten?.endOffset ?? null;
  if (front.baseOffset === range.baseOffset && end === range.rangeEnd) return;
  const says = end === null ? `${front.baseOffset}` : `${front.baseOffset}-${end}`;
  events.found(damage(path, `the front says ${says}, the name ${segmentName(range)}`, 0));
}

async function checkBatch(
  { segment, checkColumns, events, seen }: SegmentCheck,
  { position, head }: WalkedBatch,
): Promise<void> {
  const { path, file } = segment;
  const body = await readBody(file, position, head);
  const offsets = [head.baseOffset, head.endOffset] as const;
  if (body === null) {
    events.found(damage(path, 'the checksum of a batch does not fit', position, offsets));
    return;
  }
  const wrong = checkHead(head) ?? checkBody(head, body, checkColumns);
  if (wrong !== null) events.found(damage(path, wrong, position, offsets));
  else seen(head, body, position);
}

function checkHead(head: BatchHead): string | null {
  if (head.rows < 0 || head.rows > head.endOffset - head.baseOffset) {
    return 'a batch has more rows than offsets';
  }
  const isOfTransaction = head.transactional || head.control;
  if (isOfTransaction && head.producerId < 0) return 'a batch of a transaction has no producer';
  return null;
}

async function tellStretch(
  { segment: { path, file, front }, events }: SegmentCheck,
  { position, endPosition, offset, endOffset }: WalkedDamage,
): Promise<void> {
  const bytes = endPosition - position;
  // That the front is damaged was told.
  if (position === 0 && front === null && endOffset === offset) return;
  if (endOffset > offset) {
    const message = bytes > 0 ? `${bytes} bytes without a batch` : 'the file ends too early';
    events.found(damage(path, message, position, [offset, endOffset]));
  } else if ((await tailKind(file, position, endPosition)) === 'zeros') {
    events.found(note(path, `${bytes} zeros`, position));
  } else events.found(damage(path, `${bytes} bytes that are no batch`, position));
}

/** An index that fits its checksum but not its segment would lead readers astray. */
function checkIndex(
  { segment, index, isHeld, events }: SegmentCheck,
  bases: ReadonlyMap<number, number>,
): void {
  if (index === null) return;
  const path = segment.path.replace(/\.log$/, '.index');
  const { position: end } = segment.place;
  for (const block of index.index.blocks()) {
    const fits = bases.get(block.position) === block.baseOffset;
    if (fits || block.position >= end) continue;
    const message = `no batch is at byte ${block.position} of the segment`;
    // Beside a server it may be the index of a segment that has just taken the place of this one.
    events.found(isHeld ? note(path, message) : damage(path, message));
    return;
  }
}

async function checkTail({ segment, isHeld, events }: SegmentCheck): Promise<void> {
  const { path, file, safePosition } = segment;
  const { position } = segment.place;
  const size = await file.size();
  const kind = await tailKind(file, position, size);
  if (kind === 'zeros')
    events.found(note(path, `${size - position} zeros behind the end`, position));
  if (kind === 'torn') {
    const what = isHeld
      ? 'bytes that are being written'
      : 'bytes of a torn tail above the durable mark';
    events.found(note(path, `${size - position} ${what}`, position));
  }
  if (!isHeld && safePosition < position) {
    const above = position - Math.max(safePosition, 0);
    events.found(
      note(path, `${above} bytes of whole batches above the durable mark`, safePosition),
    );
  }
}
