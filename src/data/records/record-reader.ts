import type { Batch } from '../batch.ts';
import { ColumnKeys } from './column-keys.ts';
import { CsvRecords } from './csv-records.ts';
import { JsonDocument } from './json-document.ts';
import { JsonLines } from './json-lines.ts';
import { RecordColumns, type RecordTarget, type RejectedRecord } from './record-columns.ts';
import type { RecordParser } from './record-parser.ts';

/** How records lie in a text: a JSON array of objects or one object; JSON lines; CSV with a header. */
export type RecordFormat = 'json' | 'ndjson' | 'csv';

/** What was found in a text, or in a piece of one. */
export type RecordsRead = {
  /** The records taken, in order; null when there are none. */
  readonly batch: Batch | null;
  readonly rejected: readonly RejectedRecord[];
  /** How often records named something that is no column. */
  readonly unknownKeys: number;
};

/**
 * Reads the records of a text that comes piece by piece straight into columns: `read` for each
 * piece, `take` for what has been found. See `readRecords` for the rules.
 */
export class RecordReader {
  readonly #columns: RecordColumns;
  readonly #keys: ColumnKeys;
  readonly #format: RecordFormat;
  readonly #target: RecordTarget;
  #parser: RecordParser;
  #unknownKeysTaken = 0;
  #atStart = true;

  constructor(format: RecordFormat, target: RecordTarget) {
    this.#columns = new RecordColumns(target);
    this.#keys = new ColumnKeys(target.fields);
    this.#format = format;
    this.#target = target;
    this.#parser = parserFor(format, this.#columns, this.#keys, target);
  }

  /**
   * Reads a piece and gives how many of its bytes are done with; the others are to stand in front
   * of the next piece. Nothing comes behind the piece that `isLast`.
   * @throws SqlError 22P02 or 22P04 when the text cannot be read any further
   */
  read(bytes: Uint8Array, isLast: boolean): number {
    const from = this.#atStart ? behindByteOrderMark(bytes) : 0;
    this.#columns.source(bytes, isLast);
    const consumed = this.#parser.read(bytes, from, isLast);
    if (consumed === from && !isLast) return 0;
    this.#atStart = false;
    return consumed;
  }

  /**
   * Makes ready to go on in the middle of a text that begins with `head`, where an earlier reader
   * was done; false when a longer head is needed.
   */
  resume(head: Uint8Array): boolean {
    this.#atStart = false;
    return this.#parser.resume(head, behindByteOrderMark(head));
  }

  /** Rows found since the last time that they were taken or lent. */
  get rows(): number {
    return this.#columns.rows;
  }

  /** Records rejected since the last time that they were taken or lent. */
  get rejections(): number {
    return this.#columns.rejections;
  }

  /** Hands over what was found since the last time. */
  take(): RecordsRead {
    return { ...this.#columns.take(), unknownKeys: this.#takeUnknownKeys() };
  }

  /** The same, but the batch is valid only until the next `read`: its memory is used again. */
  lend(): RecordsRead {
    return { ...this.#columns.lend(), unknownKeys: this.#takeUnknownKeys() };
  }

  /** Makes ready for another text; what was found in the one before is gone. */
  restart(): void {
    this.#columns.restart();
    this.#parser = parserFor(this.#format, this.#columns, this.#keys, this.#target);
    this.#unknownKeysTaken = 0;
    this.#atStart = true;
  }

  /** The names that records gave to something that is no column, in the order they came: 1600 at most. */
  unknownNames(): readonly string[] {
    return this.#keys.strangers();
  }

  #takeUnknownKeys(): number {
    const unknownKeys = this.#parser.unknownKeys() - this.#unknownKeysTaken;
    this.#unknownKeysTaken += unknownKeys;
    return unknownKeys;
  }
}

function parserFor(
  format: RecordFormat,
  columns: RecordColumns,
  keys: ColumnKeys,
  { fields }: RecordTarget,
): RecordParser {
  switch (format) {
    case 'json':
      return new JsonDocument(columns, keys);
    case 'ndjson':
      return new JsonLines(columns, keys);
    case 'csv':
      return new CsvRecords(columns, keys, fields);
  }
}

function behindByteOrderMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
