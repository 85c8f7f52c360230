import { SqlError, sqlState } from '../../common/sql-error.ts';
import type { Schema } from '../../data/batch.ts';
import { rowOffsetDeltas, rowTimestamps } from '../../data/body-rows.ts';
import { decodeBatch } from '../../data/column-codec.ts';
import { DictionaryPool } from '../../data/dictionary-pool.ts';
import type { RecordHeader } from '../../log/api.ts';
import type { BatchHead } from '../../log/format/batch-head.ts';
import { decompressLz4 } from '../../log/format/lz4.ts';
import { RecordReader } from '../../log/format/record-reader.ts';
import { RowsAsJson } from './rows-as-json.ts';

/** The rows of a batch, ready to be shown. */
export type DecodedRows = {
  readonly count: number;
  readonly offset: (row: number) => number;
  readonly timestampMs: (row: number) => number;
  readonly content: RecordRows | RowsAsJson;
};

/** Records of Kafka by row. */
export type RecordRows = {
  readonly kind: 'records';
  readonly keys: readonly (Uint8Array | null)[];
  readonly values: readonly (Uint8Array | null)[];
  readonly headers: readonly (readonly RecordHeader[])[];
};

/**
 * The rows of a body. `schema` is that of the topic; null when it has none that can be read.
 * @throws SqlError XX001 when the body is damaged, 0A000 when nothing is known about its columns
 */
export function decodeRows(
  head: BatchHead,
  stored: Uint8Array,
  schema: Schema | null,
): DecodedRows {
  const body = head.compression === 'lz4' ? decompressLz4(stored) : stored;
  return head.kind === 'records' ? recordRows(head, body) : columnRows(head, body, schema);
}

function recordRows(head: BatchHead, body: Uint8Array): DecodedRows {
  const reader = new RecordReader(body, head.rows);
  const offsets = new Float64Array(head.rows);
  const timestamps = new Float64Array(head.rows);
  const keys: (Uint8Array | null)[] = [];
  const values: (Uint8Array | null)[] = [];
  const headers: (readonly RecordHeader[])[] = [];
  for (let row = 0; reader.next(); row += 1) {
    offsets[row] = head.baseOffset + reader.offsetDelta;
    timestamps[row] = recordTimestamp(head, reader.timestampDelta);
    keys.push(reader.key());
    values.push(reader.value());
    headers.push(reader.headers());
  }
  return {
    count: head.rows,
    offset: (row) => offsets[row] as number,
    timestampMs: (row) => timestamps[row] as number,
    content: { kind: 'records', keys, values, headers },
  };
}

function recordTimestamp(head: BatchHead, delta: number): number {
  return head.firstTimestampMs + delta;
}

function columnRows(head: BatchHead, body: Uint8Array, schema: Schema | null): DecodedRows {
  if (schema === null) throw unknownColumns();
  const batch = decodeBatch(body, schema, new DictionaryPool('rows'));
  const deltas = rowOffsetDeltas(body);
  const timestamps = rowTimestamps(body);
  return {
    count: batch.rowCount,
    offset: (row) => head.baseOffset + (deltas === null ? row : (deltas[row] as number)),
    timestampMs: (row) => timestamps[row] as number,
    content: new RowsAsJson(batch),
  };
}

function unknownColumns(): SqlError {
  return new SqlError(sqlState.featureNotSupported, 'the rows of this topic cannot be shown', {
    detail: 'They are columns, and the topic has no schema that says which.',
    hint: 'Use millrace log dump to see their batches.',
  });
}

/** The schema of a topic from its bytes; null when they say nothing about columns. */
export function schemaOf(bytes: Uint8Array): Schema | null {
  if (bytes.length === 0) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isSchema(value) ? value : null;
  } catch {
    return null;
  }
}

function isSchema(value: unknown): value is Schema {
  return (
    typeof value === 'object' && value !== null && 'fields' in value && Array.isArray(value.fields)
  );
}
