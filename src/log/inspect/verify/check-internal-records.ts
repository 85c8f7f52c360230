import type { BatchHead } from '../../format/batch-head.ts';
import { decompressLz4 } from '../../format/lz4.ts';
import { RecordReader } from '../../format/record-reader.ts';
import { decodeOffsetRecord, offsetsTopic } from '../../groups/offset-record.ts';
import {
  decodeTransactionRecord,
  transactionsTopic,
} from '../../transactions/transaction-record.ts';

type Check = (head: BatchHead, stored: Uint8Array) => string | null;

/** What is wrong with a batch of one of the log's own topics, whose body is whole; null for nothing, and for other topics. */
export function recordCheck(topic: string): Check {
  if (topic === transactionsTopic) return checkOf(decodeTransactionRecord);
  if (topic === offsetsTopic) return checkOf(decodeOffsetRecord);
  return () => null;
}

function checkOf(
  decode: (record: {
    readonly key: Uint8Array | null;
    readonly value: Uint8Array | null;
  }) => unknown,
): Check {
  return (head, stored) => {
    if (head.kind !== 'records') return 'a batch is of columns in a topic of records';
    const body = head.compression === 'lz4' ? decompressLz4(stored) : stored;
    const reader = new RecordReader(body, head.rows);
    while (reader.next()) {
      if (decode({ key: reader.key(), value: reader.value() }) === null) {
        return `the record at offset ${head.baseOffset + reader.offsetDelta} cannot be understood`;
      }
    }
    return null;
  };
}
