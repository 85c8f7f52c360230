import type { BatchHead } from '../../log/format/batch-head.ts';
import { batchBytes } from '../../log/format/batch-head.ts';
import type { TransactionOutcome } from '../../log/format/control-record.ts';
import type { ScannedSegment } from '../../log/inspect/scanned-segment.ts';
import type { WalkedDamage } from '../../log/inspect/segment-walk.ts';
import { timeText } from './text-table.ts';

/** Names and values, in the order in which they are shown. */
export type Facts = readonly (readonly [string, string | number | boolean | null])[];

/** The facts for people and grep: the first names the line, true is a word, false and null are nothing. */
export function factsLine(facts: Facts): string {
  const [first, ...rest] = facts;
  if (first === undefined) return '';
  const words = rest.flatMap(([name, value]) => {
    if (value === null || value === false) return [];
    return [value === true ? name : `${name}=${value}`];
  });
  const indent = first[0] === 'segment' ? '' : '  ';
  return `${indent}${[`${first[0]} ${first[1]}`, ...words].join(' ')}`;
}

/** What is said of a segment. */
export function segmentFacts(
  { path, range, front }: ScannedSegment,
  partition: number,
  size: number,
): Facts {
  return [
    ['segment', path],
    ['partition', partition],
    ['base', range.baseOffset],
    ['rangeEnd', range.rangeEnd],
    ['bytes', size],
    ['created', front === null || front.createdMs === 0 ? null : timeText(front.createdMs)],
    ['damagedFront', front === null],
  ];
}

/** A batch that was found, and what is known of it beside its head. */
export type DumpedBatch = {
  readonly head: BatchHead;
  readonly position: number;
  readonly safePosition: number;
  readonly isWhole: boolean;
  readonly outcome: TransactionOutcome | null;
};

/** What is said of a batch: all fields of its head. */
export function batchFacts({ head, position, safePosition, isWhole, outcome }: DumpedBatch): Facts {
  const hasProducer = head.producerId >= 0;
  return [
    ['batch', position],
    ['offsets', `${head.baseOffset}-${head.endOffset - 1}`],
    ['rows', head.rows],
    ['kind', head.kind],
    ['compression', head.compression],
    ['transactional', head.transactional],
    ['control', head.control ? (outcome ?? 'unknown') : null],
    ['deleteHorizon', head.deleteHorizon],
    ['producerId', hasProducer ? head.producerId : null],
    ['producerEpoch', hasProducer ? head.producerEpoch : null],
    ['baseSequence', hasProducer ? head.baseSequence : null],
    ['firstTime', timeText(head.firstTimestampMs)],
    ['maxTime', timeText(head.maxTimestampMs)],
    ['schema', head.schemaId],
    ['group', head.group],
    ['durable', head.durablePosition],
    ['body', head.bodyBytes],
    ['crc', head.crc.toString(16).padStart(8, '0')],
    ['damaged', !isWhole],
    ['unsynced', position + batchBytes(head.bodyBytes) > safePosition],
  ];
}

/** What is said of a stretch without batches. */
export function damageFacts({ position, endPosition, offset, endOffset }: WalkedDamage): Facts {
  return [
    ['damage', position],
    ['bytes', endPosition - position],
    ['offsets', endOffset > offset ? `${offset}-${endOffset - 1}` : null],
  ];
}
