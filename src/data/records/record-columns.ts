import { isUtf8 } from 'node:buffer';
import { SqlError } from '../../common/sql-error.ts';
import { type Batch, type Field, insertBatch } from '../batch.ts';
import { appendDatum, type CellColumn, cellColumn } from '../cell-column.ts';
import { nullNotAllowed } from '../cell-error.ts';
import type { DecimalScan } from '../decimal-scan.ts';
import type { Datum } from '../sql-type.ts';
import type { TextBuilder } from '../text-builder.ts';
import { JsonColumn, TextColumn } from '../text-columns.ts';
import type { TimeUnit } from '../time-unit.ts';
import type { Vector } from '../vector.ts';
import type { VectorBuilder } from '../vector-builder.ts';
import type { TimeZone } from '../zones/time-zone.ts';
import { notUtf8, type RecordProblem } from './record-errors.ts';

/** Where records go. */
export type RecordTarget = {
  readonly fields: readonly Field[];
  /** For each field the value of records that leave it out; null means NULL. */
  readonly defaults: readonly Datum[];
  /** What a bare integer counts where it stands for a TIMESTAMP. */
  readonly timeUnit: TimeUnit;
  /** The zone of moments that name none; UTC when left out. */
  readonly zone?: TimeZone | null;
};

/** A record that was not taken. */
export type RejectedRecord = {
  /** Its place among the records of the body, from 0. */
  readonly index: number;
  /** A SQLSTATE. */
  readonly code: string;
  readonly message: string;
  /** The record as it came: a view of the body. */
  readonly bytes: Uint8Array;
};

/** What columns hand over. */
type ColumnsRead = { readonly batch: Batch | null; readonly rejected: readonly RejectedRecord[] };

/**
 * The columns that records are written to, cell by cell. A cell that its type cannot take is kept
 * as the record's error, so that the rest of the record can still be walked over; `end` then takes
 * the whole record back.
 */
export class RecordColumns {
  /** Records ended so far. */
  records = 0;
  readonly #target: RecordTarget;
  readonly #cells: readonly CellColumn[];
  /** The builders of the columns that keep a JSON value as its text, as it is. */
  readonly #json: readonly (TextBuilder | null)[];
  /** The builders of the columns that take any text. */
  readonly #texts: readonly (TextBuilder | null)[];
  /** The record, counted from 1, that wrote each column last. */
  readonly #writtenBy: Int32Array;
  /** What the current record's cells are refused for, by column; null in a record without errors. */
  #errors: Map<number, SqlError> | null = null;
  #rejected: RejectedRecord[] = [];
  #bytes: Uint8Array = new Uint8Array(0);
  /** Whether all of the source is UTF-8, so that its records need no look. */
  #utf8 = true;
  #rows = 0;
  /** Columns that the current record has written. */
  #written = 0;

  constructor(target: RecordTarget) {
    this.#target = target;
    this.#cells = target.fields.map(({ type }) => cellColumn(type, target.timeUnit, target.zone));
    this.#json = this.#cells.map((cell) => (cell instanceof JsonColumn ? cell.builder : null));
    this.#texts = this.#cells.map((cell) => (cell instanceof TextColumn ? cell.builder : null));
    this.#writtenBy = new Int32Array(target.fields.length);
  }

  /** Writes the value that the column's type reads from the text bytes[from … to). */
  writeText(column: number, bytes: Uint8Array, from: number, to: number): void {
    this.#begin(column);
    try {
      (this.#cells[column] as CellColumn).writeText(bytes, from, to);
    } catch (error) {
      this.#note(column, error);
    }
  }

  /**
   * Writes the JSON string whose first character is at `from`, in one go, and gives the place of
   * its closing quote. −1 when that cannot be: the column takes not any text, or see
   * `TextBuilder.appendQuoted`.
   */
  writeQuoted(column: number, words: DataView, from: number, limit: number): number {
    const builder = this.#texts[column] as TextBuilder | null;
    if (builder === null) return -1;
    this.#begin(column);
    return builder.appendQuoted(words, from, limit);
  }

  /** Writes a number that has just been scanned. */
  writeNumber(column: number, bytes: Uint8Array, scan: DecimalScan): void {
    this.#begin(column);
    try {
      (this.#cells[column] as CellColumn).writeNumber(bytes, scan);
    } catch (error) {
      this.#note(column, error);
    }
  }

  /**
   * Writes the well-formed JSON value bytes[from … to) that is no number and no NULL. A column of
   * another type than JSON reads its text, as PostgreSQL's json_populate_record does.
   */
  writeJson(column: number, bytes: Uint8Array, from: number, to: number): void {
    const builder = this.#json[column] as TextBuilder | null;
    if (builder === null) {
      this.writeText(column, bytes, from, to);
      return;
    }
    this.#begin(column);
    builder.appendBytes(bytes, from, to);
  }

  writeNull(column: number): void {
    this.#begin(column);
    this.#appendNull(column);
  }

  /** Whether the column keeps strings of JSON with their quotes. */
  keepsJson(column: number): boolean {
    return (this.#cells[column] as CellColumn).takesJson;
  }

  /** Rows written since the last time that they were taken or lent. */
  get rows(): number {
    return this.#rows;
  }

  /** Records rejected since the last time that they were taken or lent. */
  get rejections(): number {
    return this.#rejected.length;
  }

  /** Tells where the next records come from; the last character may be cut short unless it `isLast`. */
  source(bytes: Uint8Array, isLast: boolean): void {
    this.#bytes = bytes;
    this.#utf8 = isUtf8(isLast ? bytes : bytes.subarray(0, wholeCharacters(bytes)));
  }

  /** Ends the record that came as [from … to) of the source: it becomes a row, or is rejected. */
  end(from: number, to: number, problem: RecordProblem | null): void {
    if (!this.#utf8 && !isUtf8(this.#bytes.subarray(from, to))) {
      this.#reject(from, to, notUtf8);
    } else if (problem !== null) {
      this.#reject(from, to, problem);
    } else {
      if (this.#written < this.#cells.length) this.#writeMissing();
      if (this.#errors !== null) this.#reject(from, to, this.#firstProblem(this.#errors));
      else {
        this.#rows += 1;
        this.records += 1;
        this.#written = 0;
      }
    }
  }

  /** Takes back what the current record has written, as if it had not begun. */
  cancel(): void {
    for (const { builder } of this.#cells) {
      if (builder.length > this.#rows) builder.truncate(this.#rows);
    }
    this.#writtenBy.fill(0);
    this.#written = 0;
    this.#errors = null;
  }

  #reject(from: number, to: number, { code, message }: RecordProblem): void {
    this.cancel();
    const bytes = this.#bytes.subarray(from, to);
    this.#rejected.push({ index: this.records, code, message, bytes });
    this.records += 1;
  }

  /** Hands over the rows and the rejected records since the last time; the batch is null without rows. */
  take(): ColumnsRead {
    return this.#read((builder) => builder.finish());
  }

  /** The same, but the batch is valid only until the next record: its memory is used again. */
  lend(): ColumnsRead {
    return this.#read((builder) => builder.lend());
  }

  /** Forgets everything, to be filled anew. */
  restart(): void {
    this.#rows = 0;
    this.cancel();
    this.#rejected = [];
    this.records = 0;
  }

  #read(vectorOf: (builder: VectorBuilder) => Vector): ColumnsRead {
    const rejected = this.#rejected;
    const rows = this.#rows;
    this.#rejected = [];
    this.#rows = 0;
    if (rows === 0) return { batch: null, rejected };
    const columns = this.#cells.map(({ builder }) => vectorOf(builder));
    return { batch: insertBatch({ fields: this.#target.fields }, rows, columns), rejected };
  }

  /** A column that the record has written already takes only the last value. */
  #begin(column: number): void {
    if (this.#writtenBy[column] !== this.records + 1) {
      this.#writtenBy[column] = this.records + 1;
      this.#written += 1;
      return;
    }
    const { builder } = this.#cells[column] as CellColumn;
    if (builder.length > this.#rows) builder.truncate(this.#rows);
    this.#errors?.delete(column);
    if (this.#errors?.size === 0) this.#errors = null;
  }

  #appendNull(column: number): void {
    const field = this.#target.fields[column] as Field;
    if (field.nullable) (this.#cells[column] as CellColumn).builder.appendNull();
    else this.#note(column, nullNotAllowed(field.name));
  }

  #writeMissing(): void {
    const record = this.records + 1;
    for (let column = 0; column < this.#cells.length; column += 1) {
      if (this.#writtenBy[column] === record) continue;
      this.#writtenBy[column] = record;
      const value = this.#target.defaults[column] ?? null;
      if (value === null) this.#appendNull(column);
      else {
        const { type } = this.#target.fields[column] as Field;
        appendDatum((this.#cells[column] as CellColumn).builder, value, type);
      }
    }
  }

  #note(column: number, error: unknown): void {
    if (!(error instanceof SqlError)) throw error;
    this.#errors ??= new Map();
    this.#errors.set(column, error);
  }

  /** The error of the first column that has one. */
  #firstProblem(errors: ReadonlyMap<number, SqlError>): RecordProblem {
    const column = Math.min(...errors.keys());
    const { code, message } = errors.get(column) as SqlError;
    const named = `column "${(this.#target.fields[column] as Field).name}"`;
    return { code, message: message.includes(named) ? message : `${named}: ${message}` };
  }
}

/** Bytes of UTF-8 without a last character that is cut short. */
function wholeCharacters(bytes: Uint8Array): number {
  const end = bytes.length;
  let lead = end - 1;
  while (lead > end - 4 && lead > 0 && ((bytes[lead] as number) & 0xc0) === 0x80) lead -= 1;
  return ((bytes[lead] ?? 0) & 0xc0) === 0xc0 ? lead : end;
}
