import type { GroupOffset, LogRecord, TopicPartition } from '../api.ts';

/** The topic of the offsets of groups. */
export const offsetsTopic = '__offsets';

/** What a group has committed in a partition. */
export type CommittedOffset = {
  readonly offset: number;
  readonly metadata: string;
  /** Of the group when it was committed. */
  readonly generation: number;
};

/** What a record of the topic says; null: nothing any more. */
export type OffsetRecord = TopicPartition & {
  readonly group: string;
  readonly committed: CommittedOffset | null;
};

/** A record as it is stored: the key is JSON of group, topic and partition, the value JSON too. */
export function encodeOffsetRecord(
  { group, topic, partition, committed }: OffsetRecord,
  timestampMs: number,
): LogRecord {
  return {
    key: Buffer.from(JSON.stringify([group, topic, partition])),
    value: committed === null ? null : Buffer.from(JSON.stringify(committed)),
    headers: [],
    timestampMs,
  };
}

/** Reads what `encodeOffsetRecord` made; null for anything else. */
export function decodeOffsetRecord({
  key,
  value,
}: Pick<LogRecord, 'key' | 'value'>): OffsetRecord | null {
  const of: unknown = key === null ? null : parsed(key);
  if (!Array.isArray(of)) return null;
  const [group, topic, partition]: unknown[] = of;
  if (typeof group !== 'string' || typeof topic !== 'string') return null;
  if (typeof partition !== 'number') return null;
  if (value === null) return { group, topic, partition, committed: null };
  const content = parsed(value);
  return isCommitted(content) ? { group, topic, partition, committed: content } : null;
}

/** The record's committed offset as callers see it. */
export function groupOffset(
  { topic, partition }: TopicPartition,
  { offset, metadata }: CommittedOffset,
): GroupOffset {
  return { topic, partition, offset, metadata };
}

function isCommitted(content: unknown): content is CommittedOffset {
  if (typeof content !== 'object' || content === null) return false;
  const { offset, metadata, generation } = content as Record<string, unknown>;
  return (
    typeof offset === 'number' && typeof metadata === 'string' && typeof generation === 'number'
  );
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    return null;
  }
}
