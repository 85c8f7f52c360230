import { SqlError } from '../../../common/sql-error.ts';
import type { BatchHead } from '../../format/batch-head.ts';
import { decodeControlRecord } from '../../format/control-record.ts';
import { decompressLz4 } from '../../format/lz4.ts';
import { RecordReader } from '../../format/record-reader.ts';

/** Looks into the columns of a body; what is wrong with them, or null. */
export type CheckColumns = (body: Uint8Array, rows: number) => string | null;

/** What is wrong with the content of a body whose checksum fits; null when it is as the head says. */
export function checkBody(
  head: BatchHead,
  stored: Uint8Array,
  checkColumns: CheckColumns,
): string | null {
  try {
    const body = head.compression === 'lz4' ? decompressLz4(stored) : stored;
    if (head.control) return decodeControlRecord(body) === null ? 'the marker says nothing' : null;
    return head.kind === 'records' ? checkRecords(head, body) : checkColumns(body, head.rows);
  } catch (error) {
    if (error instanceof SqlError) return error.message;
    throw error;
  }
}

function checkRecords(head: BatchHead, body: Uint8Array): string | null {
  const records = new RecordReader(body, head.rows);
  const span = head.endOffset - head.baseOffset;
  let previous = -1;
  while (records.next()) {
    records.headers();
    if (records.offsetDelta <= previous) return 'the offsets of its records do not ascend';
    if (records.offsetDelta >= span) return 'a record has an offset behind the end of its batch';
    previous = records.offsetDelta;
  }
  return null;
}
