import type { RecordTarget } from './record-columns.ts';
import { type RecordFormat, RecordReader, type RecordsRead } from './record-reader.ts';

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
  const reader = new RecordReader(format, target);
  reader.read(body, true);
  return reader.take();
}
