import type { LogRecord } from '../api.ts';

/** The topic of the transactions and of the ids of producers. */
export const transactionsTopic = '__transactions';

/** What a record of the topic says. Its key makes a later one replace it. */
export type TransactionRecord =
  /** Ids of producers below this may have been handed out. */
  | { readonly kind: 'ids'; readonly below: number }
  /** A name of a transactional producer, and the id that it has now. */
  | { readonly kind: 'name'; readonly name: string; readonly producerId: number }
  /**
   * The transaction of a producer and epoch is committed: the commit point. Null for nothing: its markers
   * are all in, or writing the record had failed.
   */
  | {
      readonly kind: 'commit';
      readonly producerId: number;
      readonly committed: Committed | null;
    };

export type Committed = {
  readonly epoch: number;
  /** Where its rows are: name of the topic and indexes of its partitions. */
  readonly partitions: readonly (readonly [string, readonly number[]])[];
};

const idsKey = 'ids';
const nameKey = 'id:';
const commitKey = 'tx:';

/** The record as it is stored: the key in plain text, the value in JSON. */
export function encodeTransactionRecord(record: TransactionRecord, timestampMs: number): LogRecord {
  const { key, value } = textOf(record);
  return {
    key: Buffer.from(key),
    value: value === null ? null : Buffer.from(JSON.stringify(value)),
    headers: [],
    timestampMs,
  };
}

function textOf(record: TransactionRecord): { readonly key: string; readonly value: unknown } {
  switch (record.kind) {
    case 'ids':
      return { key: idsKey, value: { below: record.below } };
    case 'name':
      return { key: `${nameKey}${record.name}`, value: { producerId: record.producerId } };
    case 'commit':
      return { key: `${commitKey}${record.producerId}`, value: record.committed };
  }
}

/** Reads what `encodeTransactionRecord` made; null for anything else. */
export function decodeTransactionRecord({
  key,
  value,
}: Pick<LogRecord, 'key' | 'value'>): TransactionRecord | null {
  if (key === null) return null;
  const name = Buffer.from(key).toString();
  const content = value === null ? null : parsed(value);
  if (name.startsWith(commitKey)) return commitOf(Number(name.slice(commitKey.length)), content);
  if (content === null) return null;
  if (name === idsKey && typeof content['below'] === 'number') {
    return { kind: 'ids', below: content['below'] };
  }
  if (name.startsWith(nameKey) && typeof content['producerId'] === 'number') {
    return { kind: 'name', name: name.slice(nameKey.length), producerId: content['producerId'] };
  }
  return null;
}

function commitOf(
  producerId: number,
  content: Record<string, unknown> | null,
): TransactionRecord | null {
  if (!Number.isSafeInteger(producerId)) return null;
  if (content === null) return { kind: 'commit', producerId, committed: null };
  const { epoch, partitions } = content;
  if (typeof epoch !== 'number' || !Array.isArray(partitions)) return null;
  return { kind: 'commit', producerId, committed: { epoch, partitions } };
}

function parsed(value: Uint8Array): Record<string, unknown> | null {
  try {
    const content: unknown = JSON.parse(Buffer.from(value).toString());
    return typeof content === 'object' && content !== null
      ? (content as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
