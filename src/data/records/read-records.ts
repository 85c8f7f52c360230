import type { Batch } from '../batch.ts';
import { ColumnKeys } from './column-keys.ts';
import { CsvRecords } from './csv-records.ts';
import { JsonRecords } from './json-records.ts';
import { RecordColumns, type RecordTarget, type RejectedRecord } from './record-columns.ts';

/** How records lie in a body: a JSON array of objects or one object; JSON lines; CSV with a header. */
export type RecordFormat = 'json' | 'ndjson' | 'csv';

/** What was found in a body. */
export type RecordsRead = {
  /** The records taken, in order; null when there are none. */
  readonly batch: Batch | null;
  readonly rejected: readonly RejectedRecord[];
  /** How often records named something that is no column. */
  readonly unknownKeys: number;
};

/**
 * Reads the records of a body, once and straight into columns. A key, or a name in the CSV header,
 * fills the column of exactly that name, else the one equal when case is ignored; of keys that come
 * twice the last one counts. A column that a record leaves out takes its default or NULL. A record
 * with a value that its column cannot take is rejected alone.
 * @throws SqlError 22P02 when a `json` body is not one well-formed JSON text, 22P04 for a CSV
 * header that cannot be read
 */
export function readRecords(
  body: Uint8Array,
  format: RecordFormat,
  target: RecordTarget,
): RecordsRead {
  const columns = new RecordColumns(target);
  const keys = new ColumnKeys(target.fields);
  const start = behindByteOrderMark(body);
  if (format === 'csv') {
    const reader = new CsvRecords(body, columns, keys, target.fields);
    reader.read(start);
    return { batch: columns.finish(), rejected: columns.rejected, unknownKeys: reader.unknownKeys };
  }
  const reader = new JsonRecords(body, columns, keys);
  if (format === 'json') reader.readDocument(start);
  else reader.readLines(start);
  return { batch: columns.finish(), rejected: columns.rejected, unknownKeys: reader.unknownKeys };
}

function behindByteOrderMark(body: Uint8Array): number {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
}
